"""疑似停运: which operating outlets are presumed dormant, by which rule, and how they come back.

Two rules, applied by the daily job (`outlets.tasks`):
- no report for the last N closed months in a row, each of which was due (settings);
- the latest visit found the door closed.
Whatever happened before the present operating period began counts for nothing: an outlet that came
back is judged anew.
"""

import datetime as dt
import logging
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.audit import Actor
from core.errors import ConflictError
from outlets.kinds import Source, Status
from outlets.models import Inspection, MonthlyReport, Outlet, OutletStatus
from outlets.months import closed_months, months_later
from outlets.querysets import OutletQuerySet
from outlets.services import change_status

logger = logging.getLogger(__name__)


def mark_dormant(*, actor: Actor | None = None) -> list[Outlet]:
    """Set every outlet that a rule catches to dormant from today on; those outlets.

    Each in a transaction of its own, so that one that changed meanwhile stops no other. Run again
    it finds nothing more.
    """
    today = timezone.localdate()
    marked = []
    for outlet, reason in find_dormant(today):
        try:
            change_status(
                outlet=outlet,
                status=Status.DORMANT,
                on=today,
                reason=reason,
                expected=Status.OPERATING,
                actor=actor,
            )
        except ConflictError:
            logger.info("outlet %s left alone: changed meanwhile", outlet.pk)
        else:
            marked.append(outlet)
    return marked


def find_dormant(today: dt.date) -> Iterator[tuple[Outlet, str]]:
    """Operating outlets that a rule catches, with the reason to keep, in the site's language."""
    months = closed_months(today, settings.DORMANT_AFTER_MISSING_REPORTS)
    found: dict[object, tuple[Outlet, str]] = {}
    with translation.override(settings.LANGUAGE_CODE):
        for outlet in _found_closed(today):
            day = getattr(outlet, "visited_on")  # noqa: B009 – annotated
            found[outlet.pk] = (outlet, _visit_reason(day))
        for outlet in _silent(today, months) if months else ():
            found.setdefault(outlet.pk, (outlet, _report_reason(months)))
    yield from found.values()


@transaction.atomic
def _operating(today: dt.date) -> OutletQuerySet:
    """Outlets operating today whose state may change today, marked `operating_since`."""
    periods = OutletStatus.objects.filter(
        outlet=OuterRef("pk"),
        status=Status.OPERATING,
        valid_from__lt=today,
        valid_to__isnull=True,
    )
    outlets = Outlet.objects.established().order_by("pk")
    outlets = outlets.annotate(operating_since=Subquery(periods.values("valid_from")[:1]))
    return outlets.filter(operating_since__isnull=False)


def _found_closed(today: dt.date) -> OutletQuerySet:
    """Whose latest visit, on a day before today, found the door closed."""
    visits = Inspection.objects.filter(outlet=OuterRef("pk"), visited_on__lte=today)
    latest = visits.order_by("-visited_on", "-pk")[:1]
    outlets = _operating(today).annotate(
        visited_on=Subquery(latest.values("visited_on")),
        found_open=Subquery(latest.values("found_open")),
    )
    return outlets.filter(
        found_open=False, visited_on__gte=F("operating_since"), visited_on__lt=today
    )


def _silent(today: dt.date, months: Sequence[dt.date]) -> OutletQuerySet:
    """Without a report for any of the months, in all of which it operated and was on record.

    Nobody reports for invented outlets.
    """
    reports = MonthlyReport.objects.filter(outlet=OuterRef("pk"), month__in=months)
    outlets = _operating(today).filter(operating_since__lt=months_later(months[0], 1))
    outlets = outlets.exclude(source=Source.DEMONSTRATION).filter(~Exists(reports))
    for month in months:
        outlets = outlets.due_report_for(month)
    return outlets


def _report_reason(months: Sequence[dt.date]) -> str:
    return _(
        "Found by the daily job: no monthly report for %(months)s (rule: %(number)s months in a "
        "row without one)"
    ) % {
        "months": "、".join(f"{month:%Y-%m}" for month in months),
        "number": len(months),
    }


def _visit_reason(day: dt.date) -> str:
    text = _("Found by the daily job: the visit on %(day)s found it closed (rule: latest visit)")
    return text % {"day": day}
