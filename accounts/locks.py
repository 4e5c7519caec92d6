"""Which accounts are locked after wrong passwords; axes keeps the tries."""

from collections.abc import Iterable

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone


def locked_names(usernames: Iterable[str]) -> set[str]:
    """Those among `usernames` that may not sign in at present, whatever the password. One query."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    tries = AccessAttempt.objects.filter(username__in=list(usernames), attempt_time__gt=since)
    counted = tries.values("username").annotate(failures=Sum("failures_since_start"))
    found = counted.filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    return set(found.values_list("username", flat=True))
