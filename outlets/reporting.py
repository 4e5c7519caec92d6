"""Monthly reports: who owes which, who is missing, and the filing of one."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, FilteredRelation, Q, Value
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.audit import Actor, acting, actor_name
from core.errors import ConflictError, DomainError
from outlets.figures import FIGURES
from outlets.kinds import Stage
from outlets.models import MonthlyReport, Outlet
from outlets.months import closed_months, deadline, month_of, months_later
from outlets.querysets import OutletQuerySet
from outlets.report_checks import (
    EARLIER_REPORTS,
    Figures,
    Question,
    problems_of_month,
    problems_of_report,
    questions_of_report,
)

# How far back missing months are looked for.
MONTHS_BACK = 24


class UnconfirmedError(DomainError):
    """Unlikely figures that nobody has confirmed yet; the report was not taken."""

    status = 422
    code = "unconfirmed"
    message = gettext_lazy(
        "Some figures are unlikely. Check them, and confirm those that are right."
    )

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__()


@dataclass(frozen=True)
class Due:
    """How many reports of a month were due, and what became of them.

    `late` are among the `received`.
    """

    due: int
    received: int
    late: int

    @property
    def missing(self) -> int:
        return self.due - self.received

    @property
    def in_time(self) -> int:
        return self.received - self.late


@dataclass(frozen=True)
class OutletMonth:
    """One month of an outlet: whether a report is due, until when, and the report if it came."""

    month: dt.date
    is_due: bool
    report: MonthlyReport | None
    today: dt.date

    @property
    def deadline(self) -> dt.date:
        return deadline(self.month)

    @property
    def is_missing(self) -> bool:
        """The deadline has passed without a report."""
        return self.is_due and self.report is None and self.deadline < self.today


def with_report_of(outlets: OutletQuerySet, month: dt.date) -> OutletQuerySet:
    """Each outlet with its report of the month as `report__…`; null where none came."""
    condition = Q(monthly_reports__month=month)
    return outlets.alias(report=FilteredRelation("monthly_reports", condition=condition))


def count_due(outlets: OutletQuerySet, month: dt.date, digits: int) -> dict[str, Due]:
    """The month's reports by the first `digits` of the villages' codes."""
    due = with_report_of(outlets.due_report_for(month), month).order_by()
    rows = due.annotate(unit=Left("village__code", digits)).values("unit")
    counted = rows.annotate(
        due=Count("pk"),
        received=Count("report"),
        late=Count("report", filter=Q(report__is_late=True)),
    )
    return {row["unit"]: Due(row["due"], row["received"], row["late"]) for row in counted}


def total(counts: Iterable[Due]) -> Due:
    counts = list(counts)
    return Due(
        sum(one.due for one in counts),
        sum(one.received for one in counts),
        sum(one.late for one in counts),
    )


def due_months(
    outlets: OutletQuerySet, months: Iterable[dt.date]
) -> dict[uuid.UUID, list[dt.date]]:
    """Which of the months each outlet owes a report for, in their order; one query."""
    owing = [
        outlets.due_report_for(month).order_by().values_list("pk", Value(month)) for month in months
    ]
    found: dict[uuid.UUID, list[dt.date]] = defaultdict(list)
    if owing:
        first, *others = owing
        for pk, month in sorted(first.union(*others, all=True), key=lambda row: row[1]):
            found[pk].append(month)
    return dict(found)


def missing_months(
    outlets: OutletQuerySet, day: dt.date, *, back: int = MONTHS_BACK
) -> dict[uuid.UUID, list[dt.date]]:
    """The closed months, of the last `back`, that each outlet owed a report for and sent none.

    In order; outlets without any are left out.
    """
    months = closed_months(day, back)
    due = due_months(outlets, months)
    reports = MonthlyReport.objects.filter(outlet__in=list(due), month__in=months)
    sent = set(reports.values_list("outlet_id", "month"))
    missing = {pk: [month for month in owed if (pk, month) not in sent] for pk, owed in due.items()}
    return {pk: months for pk, months in missing.items() if months}


def recent_months(outlet: Outlet, today: dt.date, *, number: int = 12) -> list[OutletMonth]:
    """The outlet's last months, latest first: those with a report, or owing one."""
    months = [months_later(today, -back) for back in range(number)]
    this = Outlet.objects.filter(pk=outlet.pk)
    due = due_months(this, months).get(outlet.pk, [])
    reports = {
        report.month: report for report in outlet.monthly_reports.filter(month__gte=months[-1])
    }
    return [
        OutletMonth(month, month in due, reports.get(month), today)
        for month in months
        if month in due or month in reports
    ]


def asked_month(today: dt.date) -> dt.date:
    """The month that reports are asked for now: the last that is over."""
    return months_later(month_of(today), -1)


def earlier_reports(outlet: Outlet, month: dt.date) -> list[MonthlyReport]:
    """The latest reports of months before this one, latest first."""
    earlier = outlet.monthly_reports.filter(month__lt=month).order_by("-month")
    return list(earlier[:EARLIER_REPORTS])


@transaction.atomic
def file_report(
    *,
    outlet: Outlet,
    month: dt.date,
    figures: Figures,
    nil_reason: str = "",
    seen_at: dt.datetime | None = None,
    confirmed: Collection[str] = (),
    actor: Actor | None,
    reason: str = "",
) -> MonthlyReport:
    """Take a month's report, or a corrected one. A figure left out stays unknown; it is no zero.

    A report that comes after the deadline is taken and marked late; correcting one later makes it
    no later than it was.

    Args:
        month: its first day.
        figures: by the names of `figures.FIGURES`; amounts in yuan.
        seen_at: `updated_at` of the report that is corrected; null for the month's first.
        confirmed: keys of the questions that somebody answered with yes.
        reason: where the figures come from, when not from the page.

    Raises:
        ConflictError: somebody else reported the month, or changed the report, meanwhile.
        DomainError: the outlet cannot have a report of this month, or the figures break a rule.
        UnconfirmedError: questions are left to be answered.
    """
    held = Outlet.objects.select_for_update(no_key=True).get(pk=outlet.pk)
    report = held.monthly_reports.filter(month=month).first()
    if (report.updated_at if report else None) != seen_at:
        raise ConflictError
    today = timezone.localdate()
    _refuse(held, month, figures, nil_reason, today)
    asked = questions_of_report(
        month=month, figures=figures, earlier=earlier_reports(held, month), today=today
    )
    if any(question.key not in confirmed for question in asked):
        raise UnconfirmedError(asked)
    report = report or MonthlyReport(
        outlet=held,
        month=month,
        is_late=today > deadline(month),
        submitted_by_name=actor_name(actor),
    )
    said = " ".join([*filter(None, [reason]), *(question.message for question in asked)])
    return _write(report, figures, nil_reason, actor, said)


def _refuse(
    outlet: Outlet, month: dt.date, figures: Figures, nil_reason: str, today: dt.date
) -> None:
    if outlet.stage != Stage.ESTABLISHED:
        raise DomainError(gettext_lazy("Only an established outlet reports."))
    problems = problems_of_month(outlet, month, today)
    problems += problems_of_report(month, figures, nil_reason)
    if problems:
        raise DomainError(problems[0].message, field=problems[0].field or None)


def _write(
    report: MonthlyReport,
    figures: Figures,
    nil_reason: str,
    actor: Actor | None,
    reason: str,
) -> MonthlyReport:
    """What was confirmed is kept in the reason of the change."""
    values: dict[str, Any] = {name: figures.get(name) for name in FIGURES}
    for name, value in (values | {"nil_reason": nil_reason}).items():
        setattr(report, name, value)
    action = "report.corrected" if report.pk else "report.filed"
    with acting(actor, action, reason=reason):
        report.save()
    return report
