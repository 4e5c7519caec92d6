"""Monthly reports from a workbook: one row for each outlet and month.

Rows are held to the same rules as the page (`report_checks`). A blank is no zero: it says nothing,
and what a report said before stays. Rows with unlikely figures are left out until the sender, who
sees them in the preview, says that they are right.
"""

import datetime as dt
import re
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import Actor
from core.cells import CellError, compact, date
from core.importing import FieldChange, Importer, Question, Reading, Row
from outlets import figures
from outlets.figures import AMOUNTS, FIGURES, FigureError, shown
from outlets.importers.report_columns import COLUMNS, NIL_WORDS
from outlets.kinds import NilReason, Stage
from outlets.models import MonthlyReport, Outlet
from outlets.months import month_of
from outlets.report_checks import (
    EARLIER_REPORTS,
    label,
    needs_reason,
    problems_of_month,
    problems_of_report,
    questions_of_report,
)
from outlets.reporting import file_report

UNLIKELY = "unlikely"
LEAVE_OUT, TAKE = "leave_out", "take"
UNLIKELY_CHOICES = (
    (LEAVE_OUT, gettext_lazy("leave these rows out")),
    (TAKE, gettext_lazy("the figures are right: take them")),
)
MONTH = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})月?(?:份)?")
SIX_DIGITS = re.compile(r"(\d{4})(\d{2})")
TOLD_EVERY = 20  # rows

Figures = Mapping[str, int | Decimal | None]


@dataclass(frozen=True)
class ReportRecord:
    """A month's report as it will be: what was known, with what the row says in its place."""

    outlet: Outlet
    month: dt.date
    figures: Figures
    nil_reason: str
    report: MonthlyReport | None
    confirmed: tuple[str, ...]  # unlikely figures that are taken


class MonthlyReportImporter(Importer[ReportRecord | None, MonthlyReport]):
    """
    Args:
        scope: the code at or under which outlets may stand; the whole city by default.
        unlikely: what becomes of rows with unlikely figures.
    """

    kind = "monthly_reports"
    columns = COLUMNS

    def __init__(self, scope: str | None = None, *, unlikely: str = LEAVE_OUT) -> None:
        self.today = timezone.localdate()
        self.scope, self.unlikely = scope, unlikely
        self._unlikely_rows = 0

    def prepare(self, rows: Sequence[Row]) -> None:
        """Judge every row, in the order of months: a report is compared with those before it."""
        numbers = {row.compact("outlet_no") for row in rows} - {""}
        outlets = Outlet.objects.filter(outlet_no__in=numbers)
        if self.scope:
            outlets = outlets.in_division(self.scope)
        self._outlets = {outlet.outlet_no: outlet for outlet in outlets.select_related("village")}
        self._reports: dict[uuid.UUID, dict[dt.date, MonthlyReport]] = defaultdict(dict)
        known = MonthlyReport.objects.filter(outlet__in=outlets)
        for report in known:
            self._reports[report.outlet_id][report.month] = report
        self._rows: dict[tuple[uuid.UUID, dt.date], Row] = {}
        self._records: dict[int, ReportRecord | None] = {}
        months = {id(row): self._month(row) for row in rows}
        for row in sorted(rows, key=lambda row: months[id(row)] or dt.date.min):
            self._records[id(row)] = self._judged(row, months[id(row)])

    def parse(self, row: Row) -> ReportRecord | None:
        return self._records[id(row)]

    def match(self, record: ReportRecord | None) -> MonthlyReport | None:
        return record.report if record else None

    def revise(self, existing: MonthlyReport, record: ReportRecord | None) -> ReportRecord | None:
        return None if record is None or _is_said(existing, record) else record

    def changes(
        self, existing: MonthlyReport, revised: ReportRecord | None
    ) -> Sequence[FieldChange]:
        if revised is None:
            return ()
        found = [
            FieldChange(label(name), _shown(getattr(existing, name)), _shown(value))
            for name, value in revised.figures.items()
            if getattr(existing, name) != value
        ]
        if existing.nil_reason != revised.nil_reason:
            words = dict(NilReason.choices)
            old, new = (str(words.get(one.nil_reason, "")) for one in (existing, revised))
            found.append(FieldChange(label("nil_reason"), old, new))
        return found

    def questions(self) -> Sequence[Question]:
        if not self._unlikely_rows:
            return ()
        text = _("%(number)s rows hold unlikely figures. Look at them, and say what is to be done.")
        readings = [Reading(value, words) for value, words in UNLIKELY_CHOICES]
        message = text % {"number": self._unlikely_rows}
        return [Question(UNLIKELY, message, readings, suggested=self.unlikely)]

    def write(
        self,
        new: Sequence[ReportRecord | None],
        changed: Sequence[tuple[MonthlyReport, ReportRecord | None]],
        *,
        actor: Actor | None,
        reason: str,
    ) -> None:
        records = [*new, *(record for _report, record in changed)]
        pending = sorted(filter(None, records), key=lambda record: record.month)
        for number, record in enumerate(pending):
            if number % TOLD_EVERY == 0:
                self.tell(number / len(pending))
            file_report(
                outlet=record.outlet,
                month=record.month,
                figures=record.figures,
                nil_reason=record.nil_reason,
                seen_at=record.report.updated_at if record.report else None,
                confirmed=record.confirmed,
                actor=actor,
                reason=reason,
            )

    def _judged(self, row: Row, month: dt.date | None) -> ReportRecord | None:
        """The record of a row; null where anything is wrong with it."""
        outlet = self._outlet(row)
        said = {name: self._figure(row, name) for name in FIGURES}
        nil_reason = row.choice("nil_reason", NIL_WORDS)
        if outlet is None or month is None or row.problems:
            return None
        first = self._rows.setdefault((outlet.pk, month), row)
        if first is not row:
            text = _("Row %(row)s already gives this outlet and month.") % {"row": first.label}
            row.refuse("month", "repeated", text)
            return None
        record = self._merged(outlet, month, said, nil_reason)
        if record.report and _is_said(record.report, record):
            return record
        row.refuse_all(problems_of_month(outlet, month, self.today))
        for problem in problems_of_report(month, record.figures, record.nil_reason):
            row.refuse(problem.field or "month", problem.code, problem.message)
        if not row.problems:
            record = self._questioned(row, record)
        if row.problems:
            return None
        values = {**record.figures, "nil_reason": record.nil_reason}
        self._reports[outlet.pk][month] = MonthlyReport(outlet=outlet, month=month, **values)
        return record

    def _merged(
        self, outlet: Outlet, month: dt.date, said: Figures, nil_reason: str
    ) -> ReportRecord:
        report = self._reports[outlet.pk].get(month)
        merged = {
            name: value if value is not None else getattr(report, name, None)
            for name, value in said.items()
        }
        if not nil_reason and report and needs_reason(merged):
            nil_reason = report.nil_reason
        return ReportRecord(outlet, month, merged, nil_reason, report, ())

    def _questioned(self, row: Row, record: ReportRecord) -> ReportRecord:
        reports = self._reports[record.outlet.pk]
        months = sorted((one for one in reports if one < record.month), reverse=True)
        earlier = [reports[one] for one in months[:EARLIER_REPORTS]]
        asked = questions_of_report(
            month=record.month, figures=record.figures, earlier=earlier, today=self.today
        )
        if not asked:
            return record
        self._unlikely_rows += 1
        if self.unlikely != TAKE:
            for question in asked:
                row.refuse(question.field or "month", "unconfirmed", question.message)
        confirmed = tuple(question.key for question in asked)
        return ReportRecord(**(vars(record) | {"confirmed": confirmed}))

    def _outlet(self, row: Row) -> Outlet | None:
        number, name = row.compact("outlet_no"), row.text("name")
        if not number:
            row.refuse("outlet_no", "required", _("This must be filled in."))
            return None
        outlet = self._outlets.get(number)
        if outlet is None:
            text = _("No outlet of your jurisdiction has the number “%(number)s”.")
            row.refuse("outlet_no", "unknown_number", text % {"number": number[:40]})
        elif outlet.stage != Stage.ESTABLISHED:
            text = _("Only an established outlet reports.")
            row.refuse("outlet_no", "not_established", text)
        elif name and compact(name).lower() != compact(outlet.name).lower():
            text = _("The number is that of “%(official)s”, but the row names “%(name)s”.")
            row.refuse("name", "name_disagrees", text % {"official": outlet.name, "name": name})
        return outlet

    def _month(self, row: Row) -> dt.date | None:
        """The month's first day: 2018-09, 2018年9月, 201809, a date, or 9 beside the year."""
        written = row.compact("month").removesuffix(".0")
        if not written:
            row.refuse("month", "required", _("This must be filled in."))
            return None
        match = SIX_DIGITS.fullmatch(written) or MONTH.fullmatch(written)
        year = (match and match[1]) or row.compact("year").removesuffix(".0").rstrip("年度")
        if match and re.fullmatch(r"\d{4}", year) and 1 <= int(match[2]) <= 12:
            return dt.date(int(year), int(match[2]), 1)
        try:
            day = date(written)
        except CellError:
            day = None
        if day is None:
            text = _("“%(value)s” is no month. Write it like 2018-09.")
            row.refuse("month", "bad_month", text % {"value": written[:40]})
        return month_of(day) if day else None

    def _figure(self, row: Row, name: str) -> int | Decimal | None:
        """A figure in yuan or pieces; a heading in 万元 counts ten thousands."""
        written = row.compact(name).removesuffix(".0")
        if written in ("-", "—", "——", "/"):
            return None
        try:
            if name not in AMOUNTS:
                return figures.count(written)
            if "万" in row.heading(name) and written and not figures.is_in_myriads(written):
                written = f"{written.removesuffix('元')}万"
            return figures.amount(written)
        except FigureError as error:
            row.refuse(name, error.code, error.message)
            return None


def _is_said(report: MonthlyReport, record: ReportRecord) -> bool:
    """Whether the report says all of this already."""
    same = all(getattr(report, name) == value for name, value in record.figures.items())
    return same and report.nil_reason == record.nil_reason


def _shown(value: Any) -> str:
    return "" if value is None else shown(value)
