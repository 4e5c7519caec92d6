"""From an overview to its drawn charts: words, classes and addresses on plain geometry."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils import formats
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.levels import Level
from geo.models import AdministrativeDivision
from layers import charts, small_map, styles
from layers.overview import Overview, outline, short_label, spot
from layers.tables import TableRow
from targets.findings import percent
from targets.pace import later
from targets.reports import Month

MOST_MONTHS = 36
MONTHS_AHEAD = 9


@dataclass(frozen=True)
class Size:
    """The viewBox of the charts: a page that is read from afar draws the same on less ground."""

    trend: tuple[float, float]
    map_width: float
    map_tallest: float


PAGE = Size(trend=(400, 370), map_width=330, map_tallest=350)
# Beside a long table there is more room below one another.
LONG = Size(trend=(480, 340), map_width=480, map_tallest=560)
LONG_ROWS = 12
LEADER = Size(trend=(330, 262), map_width=330, map_tallest=300)


@dataclass(frozen=True)
class TrendPicture:
    """Operating outlets at the end of each month."""

    chart: charts.Trend
    months: list[Month]
    target: int | None
    marks: list[tuple[float, str]]

    @property
    def last(self) -> Month:
        return self.months[-1]

    @property
    def named_months(self) -> list[tuple[str, Month]]:
        return [(month_name(month.first), month) for month in self.months]

    @property
    def first_name(self) -> str:
        return month_name(self.months[0].first)

    @property
    def last_name(self) -> str:
        return month_name(self.last.first)

    @property
    def last_label(self) -> tuple[float, float]:
        """Where the last value is written: left of its point, above the line."""
        x, y = self.chart.last
        return round(x - 6, 1), round(max(y - 10, self.chart.top + 12), 1)


def trend_picture(page: Overview, size: Size = PAGE) -> TrendPicture | None:
    """The line of the last three years; null before the first outlet."""
    months = page.months[-MOST_MONTHS:]
    if not months:
        return None
    short = page.report.outlets_short
    paces = None
    if short and page.pace:
        paces = (page.pace.slowest, page.pace.mean, page.pace.fastest)
    width, height = size.trend
    chart = charts.trend(
        [month.operating for month in months],
        width=width,
        height=height,
        target=page.report.outlet_target,
        paces=paces,
        ahead=min(MONTHS_AHEAD, max(3, len(months) // 2)),
    )
    first = months[0].first
    marks = [(tick.at, month_name(later(first, tick.value))) for tick in chart.months]
    return TrendPicture(chart, months, page.report.outlet_target, marks)


def month_name(day: dt.date) -> str:
    """2018年9月."""
    return formats.date_format(day, "YEAR_MONTH_FORMAT")


@dataclass(frozen=True)
class DrawnArea:
    """A division on the small map."""

    row: TableRow
    path: str
    number: int | None

    @property
    def css(self) -> str:
        """The class of its fill; classes are numbered from 1 in the stylesheet."""
        return "cov-none" if self.number is None else f"cov-{self.number + 1}"


@dataclass(frozen=True)
class DrawnLabel:
    """Words of the small map; those outside their area stand on the ground."""

    label: small_map.Label
    css: str


@dataclass(frozen=True)
class MapPicture:
    """The divisions below by class of coverage, or a township's villages by state."""

    chart: small_map.SmallMap
    areas: list[DrawnArea]
    labels: list[DrawnLabel]
    spots: list[tuple[TableRow, float, float]]
    rows: list[TableRow]

    @cached_property
    def classes(self) -> list[tuple[str, str, int]]:
        """Style, label and number of divisions of each class."""
        counts = Counter(area.number for area in self.areas)
        return [
            (f"cov-{number + 1}", label, counts[number])
            for number, label in enumerate(styles.CLASS_LABELS)
        ]

    @property
    def without_villages(self) -> int:
        return sum(area.number is None for area in self.areas)

    @cached_property
    def states(self) -> list[tuple[styles.VillageStyle, int]]:
        """Villages by state, those without a place on the map among them."""
        counts = Counter(row.state.state for row in self.rows)
        return [
            (style, counts[style.state]) for style in styles.VILLAGE_STYLES if counts[style.state]
        ]


def map_picture(
    page: Overview,
    rows: list[TableRow],
    size: Size = PAGE,
    named: Collection[TableRow] | None = None,
) -> MapPicture | None:
    """The small map; null where no boundary is known.

    Args:
        named: the rows to be named on it; all when left out.
    """
    if page.level == Level.TOWNSHIP:
        return _villages(page, rows, size)
    by_code = {row.row.code: row for row in rows}
    codes = {row.row.code for row in (rows if named is None else named)}
    areas = [
        _area(division, shape, by_code[division.code], is_named=division.code in codes)
        for division in page.below
        if division.code in by_code and (shape := outline(division)) is not None
    ]
    if not areas:
        return None
    chart = small_map.small_map(areas, width=size.map_width, tallest=size.map_tallest)
    drawn = [
        DrawnArea(by_code[key], path, styles.class_of(by_code[key].row.rate))
        for key, path in chart.paths.items()
    ]
    ink = {area.row.row.code: f"on-{area.css}" for area in drawn}
    labels = [
        DrawnLabel(label, "on-ground" if label.leader else ink[label.key]) for label in chart.labels
    ]
    return MapPicture(chart, drawn, labels, [], rows)


def _area(
    division: AdministrativeDivision, shape: BaseGeometry, row: TableRow, *, is_named: bool
) -> small_map.Area:
    if not is_named:
        return small_map.Area(division.code, shape)
    note = "" if row.row.rate is None else percent(row.row.rate)
    return small_map.Area(division.code, shape, short_label(division), note)


def empty_map_picture(page: Overview, rows: list[TableRow]) -> MapPicture | None:
    """The small map before the first outlet: no classes, the number of villages beside names."""
    picture = map_picture(page, rows)
    if picture is None or not picture.areas:
        return picture
    blank = [replace(area, number=None) for area in picture.areas]
    villages = {area.row.row.code: str(area.row.row.villages) for area in blank}
    labels = [
        DrawnLabel(_with_note(drawn.label, villages[drawn.label.key]), "on-ground")
        for drawn in picture.labels
    ]
    return replace(picture, areas=blank, labels=labels)


def _with_note(label: small_map.Label, text: str) -> small_map.Label:
    return replace(label, note=(*label.note[:2], text)) if label.note else label


def _villages(page: Overview, rows: list[TableRow], size: Size) -> MapPicture | None:
    shape = outline(page.division)
    if shape is None:
        return None
    points = [
        (row.row.code, place) for row in rows if isinstance(place := spot(row.division), Point)
    ]
    area = small_map.Area(page.division.code, shape)
    chart = small_map.small_map(
        [area], points=points, width=size.map_width, tallest=size.map_tallest
    )
    spots = [(row, *chart.spots[row.row.code]) for row in rows if row.row.code in chart.spots]
    return MapPicture(chart, [], [], spots, rows)
