"""What is known of one village: how it is covered, by which outlets over time, year by year."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import User
from core.errors import UnknownDivisionError
from geo.levels import Level
from geo.models import AdministrativeDivision, VillageYear
from layers.timelines import Axis, Bar, Span
from outlets.kinds import TARGET_KINDS, Basis, Stage, Status
from outlets.models import MonthlyReport, Outlet, OutletVillage
from targets import coverage
from targets.coverage import CoverageRow, Gap, Part
from targets.definitions import Definition, Question
from targets.findings import definition_note, finding
from targets.reports import CoverageReport

MOST_REPORTS = 24


@dataclass(frozen=True)
class Cover:
    """One definition of coverage; `is_covered` is null where the unit is no administrative
    village, or where the spatial one cannot be judged without a position."""

    definition: Definition
    row: CoverageRow | None
    note: str

    @property
    def label(self) -> str | Promise:
        return self.definition.label

    @property
    def is_covered(self) -> bool | None:
        if self.row is None:
            return None
        if self.definition is Definition.SPATIAL and self.row.unlocated:
            return None
        return bool(self.row.covered)


@dataclass(frozen=True)
class Line:
    """An outlet's states over time. `outlet` is null where it stands outside the viewer's
    jurisdiction: that it serves the village is known, its record is not."""

    outlet: Outlet | None
    basis: Basis
    spans: Sequence[Span]
    bars: Sequence[Bar]
    state: str  # on the day asked about; empty when it was in none, or did not serve

    @property
    def is_own(self) -> bool:
        return self.basis == Basis.OWN

    @property
    def basis_label(self) -> str | Promise:
        return self.basis.label


@dataclass(frozen=True)
class Year:
    """A village in one year, and the file or account its figures came from."""

    row: VillageYear
    source: str
    recorded_at: dt.datetime | None


@dataclass(frozen=True)
class Village:
    """A unit of village level on one day.

    Attributes:
        path: the divisions above it, the highest first.
        nearest: its nearest operating outlet; null for units that are no administrative village.
        axis: the days that the lines' bars span; null without outlets.
    """

    question: Question
    division: AdministrativeDivision
    path: list[AdministrativeDivision]
    covers: list[Cover]
    nearest: Gap | None
    lines: list[Line]
    axis: Axis | None
    reports: list[MonthlyReport]
    years: list[Year]

    @cached_property
    def title(self) -> str:
        """What the figures say; by the definition of service, which tells most."""
        rows = [cover.row for cover in self.covers if cover.definition is Definition.SERVICE]
        operating = [line for line in self.lines if line.is_own and line.state == Status.OPERATING]
        counting = [line for line in operating if line.outlet and line.outlet.kind in TARGET_KINDS]
        return finding(
            CoverageReport(
                question=self.question,
                division=self.division,
                rows=[row for row in rows if row],
                outlets_by_status=Counter({Status.OPERATING: len(counting)}),
            )
        )

    @property
    def is_administrative(self) -> bool:
        return self.nearest is not None


def village(question: Question, user: User) -> Village:
    """Everything the page of a village shows.

    Raises:
        UnknownDivisionError: no village with this code is valid on the day.
    """
    divisions = AdministrativeDivision.objects.as_of(question.on).villages()
    found = divisions.select_related("parent__parent__parent").filter(code=question.division)
    division = found.first()
    if division is None:
        raise UnknownDivisionError(field="division")
    listed = coverage.villages(question, Part.ALL)
    pieces = _pieces(division, user)
    today = timezone.localdate()
    axis = Axis.around(
        (span for _o, _b, spans in pieces for span in spans), max(today, question.on)
    )
    return Village(
        question=question,
        division=division,
        path=_above(division),
        covers=[_cover(question, definition) for definition in Definition],
        nearest=listed[0] if listed else None,
        lines=[_line(*piece, axis, question.on) for piece in pieces],
        axis=axis,
        reports=_reports(division, user),
        years=_years(division),
    )


def _above(division: AdministrativeDivision) -> list[AdministrativeDivision]:
    path: list[AdministrativeDivision] = []
    above = division.parent
    while above is not None and above.level != Level.PROVINCE:
        path.insert(0, above)
        above = above.parent
    return path


def _cover(question: Question, definition: Definition) -> Cover:
    asked = replace(question, definition=definition)
    rows = coverage.rows_by(asked, Level.VILLAGE)
    return Cover(definition, rows[0] if rows else None, definition_note(asked))


Piece = tuple[Outlet | None, Basis, list[Span]]


def _pieces(division: AdministrativeDivision, user: User) -> list[Piece]:
    """Outlets in the village, then those of others that serve it, each with its states then."""
    own = Outlet.objects.visible_to(user).filter(village=division, stage=Stage.ESTABLISHED)
    pieces: list[Piece] = [
        (outlet, Basis.OWN, _spans(outlet)) for outlet in own.prefetch_related("statuses")
    ]
    served = OutletVillage.objects.filter(village=division).exclude(basis=Basis.OWN)
    served = served.select_related("outlet__village").prefetch_related("outlet__statuses")
    by_outlet: dict[Any, Piece] = {}
    for row in served.order_by("valid_from"):
        outlet = row.outlet
        parts = [span.within(row.valid_from, row.valid_to) for span in _spans(outlet)]
        kept = [span for span in parts if span]
        if outlet.pk in by_outlet:
            by_outlet[outlet.pk][2].extend(kept)
        else:
            is_visible = outlet.village.code.startswith(user.jurisdiction.prefix)
            shown = outlet if is_visible else None
            by_outlet[outlet.pk] = (shown, Basis(row.basis), kept)
    pieces += by_outlet.values()
    return sorted(pieces, key=lambda piece: (piece[1] != Basis.OWN, _first(piece[2])))


def _first(spans: Sequence[Span]) -> dt.date:
    return min((span.begins for span in spans), default=dt.date.max)


def _spans(outlet: Outlet) -> list[Span]:
    return [Span(row.status, row.valid_from, row.valid_to) for row in outlet.statuses.all()]


def _line(
    outlet: Outlet | None, basis: Basis, spans: list[Span], axis: Axis | None, on: dt.date
) -> Line:
    bars = axis.bars(spans) if axis else []
    return Line(outlet, basis, spans, bars, _state_on(spans, on))


def _state_on(spans: Iterable[Span], day: dt.date) -> str:
    return next((s.kind for s in spans if s.begins <= day and (s.ends is None or s.ends > day)), "")


def _reports(division: AdministrativeDivision, user: User) -> list[MonthlyReport]:
    """The latest months of outlets in the village, the newest first."""
    reports = MonthlyReport.objects.visible_to(user).filter(outlet__village=division)
    ordered = reports.select_related("outlet").order_by("-month", "outlet__outlet_no")
    return list(ordered[:MOST_REPORTS])


def _years(division: AdministrativeDivision) -> list[Year]:
    """The newest first, each with what its last change was recorded with."""
    recorded = apps.get_model("geo", "VillageYearEvent").objects.filter(village=division)
    last = {
        event.pgh_obj_id: event
        for event in recorded.select_related("pgh_context").order_by("pgh_id")
    }
    return [_year(row, last.get(row.pk)) for row in division.years.order_by("-year")]


def _year(row: VillageYear, event: Any) -> Year:
    metadata = event.pgh_context.metadata if event and event.pgh_context_id else {}
    source = metadata.get("reason") or metadata.get("actor") or ""
    return Year(row, source, event.pgh_created_at if event else None)
