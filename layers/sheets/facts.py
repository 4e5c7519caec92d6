"""The figures that a sheet prints, all asked of `targets`, all of one data version."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import sha256

from django.core.cache import cache

from core import data_version
from core.demonstration import is_loaded
from core.errors import UnknownDivisionError
from geo.levels import DEPTH, Level
from geo.models import AdministrativeDivision
from layers.overview import short_label
from layers.sheets.ground import Ground, Unit, ground
from layers.sheets.options import SheetOptions, Theme
from layers.sheets.places import OutletPlace, VillagePlace, outlet_places, village_places
from layers.sheets.support import Support, Ventures, support_of, ventures_of
from layers.steady import steadily
from targets import breakdown, coverage, reports
from targets.coverage import Change, CoverageRow, Gap
from targets.definitions import Definition, Question, city_code
from targets.policy import Policy, read_policy
from targets.reports import CoverageReport

# The definitions set side by side, with their radii; each with the same outlets.
COMPARED = (
    (Definition.ADMINISTRATIVE, 0),
    (Definition.SERVICE, 0),
    (Definition.SPATIAL, 3_000),
    (Definition.SPATIAL, 5_000),
    (Definition.EFFECTIVE, 0),
)
DIGITS_OF_FINGERPRINT = 12


@dataclass(frozen=True)
class Past:
    """The earlier day of a change: its rows, its villages, what came and went since."""

    report: CoverageReport
    states: dict[str, str]
    change: Change


@dataclass(frozen=True)
class Facts:
    """Everything that one sheet says, before it is put into words.

    Attributes:
        report: on the division, a row for each division of the level below.
        townships: rows of its townships; the division's own where it is one.
        states: villages by state, for each row of the report.
        models: outlets by (model, status), for each row of the report.
        gaps: villages not covered, the farthest from an outlet first.
        others: the same division by the other definitions, in the order of COMPARED.
        city: the whole city by each of COMPARED, for the targets.
        past, support, ventures: of the themes that speak of them, else null.
        names: short names of the divisions that rows and gaps speak of, by code.
    """

    question: Question
    options: SheetOptions
    report: CoverageReport
    townships: list[CoverageRow]
    states: dict[str, Counter[str]]
    models: dict[str, Counter[tuple[str, str]]]
    villages: list[VillagePlace]
    outlets: list[OutletPlace]
    gaps: list[Gap]
    others: list[CoverageReport]
    city: list[CoverageReport]
    past: Past | None
    support: Support | None
    ventures: Ventures | None
    names: dict[str, str]
    ground: Ground
    version: int
    has_demonstration: bool

    @property
    def division(self) -> AdministrativeDivision:
        return self.report.division

    @property
    def level(self) -> Level:
        return Level(self.division.level)

    @property
    def unit(self) -> Unit:
        """The division's area."""
        return self.ground.units[self.division.code]

    @property
    def policy(self) -> Policy | None:
        """The city's targets, where the whole network is asked about."""
        return None if self.question.outlets else read_policy()

    @cached_property
    def state_total(self) -> Counter[str]:
        return sum(self.states.values(), Counter())

    @cached_property
    def model_total(self) -> Counter[tuple[str, str]]:
        return sum(self.models.values(), Counter())

    def states_of(self, code: str) -> Counter[str]:
        """Villages by state of one of the report's rows, or of the division itself."""
        return self.state_total if code == self.division.code else self.states[code]

    def models_of(self, code: str) -> Counter[tuple[str, str]]:
        """Outlets by (model, status) of one of the report's rows, or of the division itself."""
        return self.model_total if code == self.division.code else self.models[code]

    @cached_property
    def by_code(self) -> dict[str, VillagePlace]:
        return {village.code: village for village in self.villages}

    @cached_property
    def untouched(self) -> list[Gap]:
        """Villages that nobody serves, their position known, the farthest first."""
        return [gap for gap in self.gaps if self.by_code[gap.code].state == "uncovered"]

    def other(self, definition: Definition) -> CoverageReport:
        """The division by another definition."""
        return next(r for r in self.others if r.question.definition is definition)

    def whole(self, definition: Definition) -> CoverageReport:
        """The city by a definition."""
        return next(r for r in self.city if r.question.definition is definition)

    @cached_property
    def fingerprint(self) -> str:
        """Equal for sheets that answer the same question with the same data."""
        rows = {
            "question": self.question.key,
            "theme": self.options.theme.value,
            "since": str(self.options.since),
            "report": self.report.as_dict(),
            "city": [report.as_dict() for report in self.city],
            "others": [report.as_dict() for report in self.others],
            "villages": [asdict(village) for village in self.villages],
            "outlets": [asdict(outlet) for outlet in self.outlets],
            "gaps": [asdict(gap) for gap in self.gaps],
            "change": asdict(self.past.change) if self.past else None,
        }
        for told in (self.support, self.ventures):
            if told is not None:
                rows["told"] = asdict(told)
        text = json.dumps(rows, sort_keys=True, ensure_ascii=False, default=str)
        return sha256(text.encode()).hexdigest()[:DIGITS_OF_FINGERPRINT]


def facts(question: Question, options: SheetOptions) -> Facts:
    """Read what a sheet says.

    Raises:
        UnknownDivisionError: no such division on the day, or one that has no area to draw.
        ConflictError: the registry is being written to all the while.
    """
    return steadily(lambda: _read(question, options))


def _read(question: Question, options: SheetOptions) -> Facts:
    version = data_version.current()
    report = reports.coverage_report(question)
    division = report.division
    earth = ground(question.on)
    if division.code not in earth.units or division.level == Level.VILLAGE:
        raise UnknownDivisionError(field="division")
    below = reports.level_below(division.code)
    lowest = max(Level.TOWNSHIP, Level(division.level), key=DEPTH.__getitem__)
    townships = coverage.rows_by(question, lowest)
    return Facts(
        question=question,
        options=options,
        report=report,
        townships=townships,
        states=breakdown.states_by(question, below),
        models=breakdown.models_by(question, below),
        villages=village_places(question),
        outlets=outlet_places(question),
        gaps=coverage.gaps(question),
        others=_compared(question, report),
        city=_city(version, replace(question, division=city_code(), asker="")),
        past=_past(question, options),
        support=(support_of(question, division) if options.theme is Theme.INCUBATORS else None),
        ventures=(ventures_of(question, division) if options.theme is Theme.VENTURES else None),
        names=_names(question),
        ground=earth,
        version=version,
        has_demonstration=is_loaded(),
    )


def _compared(question: Question, report: CoverageReport) -> list[CoverageReport]:
    """The division by every definition; the sheet's own is not asked again."""
    found = []
    for definition, radius_m in COMPARED:
        other = replace(question, definition=definition, radius_m=radius_m or question.radius_m)
        level = Level(report.division.level)
        found.append(report if other == question else reports.coverage_report(other, by=level))
    return found


def _city(version: int, question: Question) -> list[CoverageReport]:
    """The whole city by every definition; the same for all sheets of a day."""
    asked = [
        replace(question, definition=definition, radius_m=radius_m or question.radius_m)
        for definition, radius_m in COMPARED
    ]
    key = f"sheets:city:{version}:{question.key}:{question.radius_m}"
    found: list[CoverageReport] | None = cache.get(key)
    if found is None:
        found = [reports.coverage_report(one) for one in asked]
        cache.set(key, found)
    return found


def _past(question: Question, options: SheetOptions) -> Past | None:
    if options.theme is not Theme.CHANGE or options.since is None:
        return None
    then = replace(question, on=options.since)
    return Past(
        report=reports.coverage_report(then),
        states={village.code: village.state for village in village_places(then)},
        change=coverage.changes(question, since=options.since),
    )


def _names(question: Question) -> dict[str, str]:
    """Short names by code: 喀左县 for 喀喇沁左翼蒙古族自治县, a village's without its committee."""
    divisions = AdministrativeDivision.objects.as_of(question.on).at_or_under(question.division)
    found = divisions.only("code", "level", "name", "short_name")
    return {division.code: short_label(division) for division in found}
