"""Whether the background work is done by anybody."""

import datetime as dt

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

# Workers say every ten seconds that they live.
SILENT_AFTER = dt.timedelta(seconds=30)


def is_anybody_working() -> bool:
    """Whether a job worker lives."""
    heard = timezone.now() - SILENT_AFTER
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=heard).exists()
