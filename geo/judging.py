"""Which coordinate system an undeclared file is in: the reading that puts most of its rows where
they belong.

Each row names a division and gives a place. A reading is held against the boundaries of the
village, else of its township, else of its county. Lines that only show about where something lies
never decide. The judgement is shown with its counts and confirmed by the sender; where nothing
tells the readings apart, the sender chooses.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyproj
import shapely
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from core.importing import Question, Reading
from geo.crs import CANDIDATE_SRIDS, CGCS2000_SRID, CoordinateSystem, to_cgcs2000
from geo.frames import to_shape
from geo.levels import LocationQuality
from geo.models import DivisionBoundary

# Shifted readings lie about 500 m apart: only lines that are exact to metres tell them.
EXACT = (LocationQuality.SURVEYED, LocationQuality.OFFICIAL)
# Other zones and units lie kilometres apart: a published map's simplified lines tell them too.
ROUGH = (*EXACT, LocationQuality.MATCHED)
MOST_ROWS = 400  # spread evenly over the file
FEWEST_INSIDE = 0.8  # of the rows, by the reading that is taken
LEAST_LEAD = 0.05  # of the rows, before the next reading

Transform = Callable[[float, float], tuple[float, float]]


class Placed(NamedTuple):
    """A row: the code of the division it names, and its pair of numbers as given."""

    code: str
    x: float
    y: float


@dataclass(frozen=True)
class Count:
    """A reading, and how many rows lie where they belong by it."""

    value: str
    label: str | Promise
    inside: int


@dataclass(frozen=True)
class Judgement:
    """What speaks for each reading.

    Args:
        counts: the reading with the most rows first.
        rows: how many rows could be held against a boundary.
        suggested: the reading to be taken; "" when nothing tells them apart.
    """

    counts: tuple[Count, ...]
    rows: int
    suggested: str

    def question(self, option: str) -> Question:
        """The judgement as what the sender is shown, and asked where it is open."""
        if self.suggested:
            label = next(c.label for c in self.counts if c.value == self.suggested)
            message = _(
                "The file does not name its coordinate system. Read as %(system)s most rows lie "
                "where they belong. Confirm it, or choose another."
            ) % {"system": label}
        else:
            message = _(
                "The file does not name its coordinate system, and nothing tells which one it is. "
                "Choose it."
            )
        evidence = _("%(inside)s of %(rows)s rows inside")
        return Question(
            option,
            message,
            [
                Reading(c.value, c.label, evidence % {"inside": c.inside, "rows": self.rows})
                for c in self.counts
            ],
            suggested=self.suggested,
            is_open=not self.suggested,
        )


def judge_pairs(rows: Sequence[Placed]) -> Judgement:
    """Degrees that may be shifted: CGCS2000 (or WGS 84, which is the same here), GCJ-02, BD-09."""

    def reading(system: CoordinateSystem) -> Transform:
        return lambda x, y: to_cgcs2000(x, y, system)

    systems = (CoordinateSystem.CGCS2000, CoordinateSystem.GCJ02, CoordinateSystem.BD09)
    readings = {system.value: (system.label, reading(system)) for system in systems}
    return _judged(rows, readings, EXACT)


def judge_numbers(rows: Sequence[Placed]) -> Judgement:
    """Degrees or metres of a vector file without a projection."""
    readings: dict[str, tuple[str, Transform]] = {}
    for srid in CANDIDATE_SRIDS:
        system = pyproj.CRS.from_epsg(srid)
        moved = pyproj.Transformer.from_crs(srid, CGCS2000_SRID, always_xy=True)
        readings[f"EPSG:{srid}"] = (f"EPSG:{srid} {system.name}", moved.transform)
    return _judged(rows, readings, ROUGH)


def _judged(
    rows: Sequence[Placed],
    readings: Mapping[str, tuple[str | Promise, Transform]],
    qualities: Sequence[str],
) -> Judgement:
    sample = _spread(rows)
    areas = _areas({row.code for row in sample}, qualities)
    held = [(row, area) for row in sample if (area := _smallest(areas, row.code)) is not None]
    counts = [
        Count(value, label, sum(_is_inside(area, transform, row) for row, area in held))
        for value, (label, transform) in readings.items()
    ]
    counts.sort(key=lambda count: -count.inside)
    return Judgement(tuple(counts), len(held), _winner(counts, len(held)))


def _winner(counts: Sequence[Count], rows: int) -> str:
    """The first reading, when it is good by itself and clearly better than the next."""
    best, second = counts[0], counts[1]
    is_good = rows > 0 and best.inside >= FEWEST_INSIDE * rows
    is_clear = best.inside - second.inside >= max(1.0, LEAST_LEAD * rows)
    return best.value if is_good and is_clear else ""


def _spread(rows: Sequence[Placed]) -> list[Placed]:
    """At most `MOST_ROWS`, from the whole length of the file."""
    if len(rows) <= MOST_ROWS:
        return list(rows)
    return [rows[place] for place in np.linspace(0, len(rows) - 1, MOST_ROWS).astype(int)]


def _areas(codes: set[str], qualities: Sequence[str]) -> dict[str, BaseGeometry]:
    """The boundaries with no end in sight of the divisions and of those above them, by code."""
    wanted = {code[:length] for code in codes for length in (12, 9, 6)}
    lines = DivisionBoundary.objects.filter(
        division__code__in=wanted,
        superseded_by__isnull=True,
        valid_to__isnull=True,
        release__quality__in=qualities,
    )
    shapes = {line.division.code: to_shape(line.geom) for line in lines.select_related("division")}
    for shape in shapes.values():
        shapely.prepare(shape)
    return shapes


def _smallest(areas: Mapping[str, BaseGeometry], code: str) -> BaseGeometry | None:
    return next((areas[code[:n]] for n in (12, 9, 6) if code[:n] in areas), None)


def _is_inside(area: BaseGeometry, transform: Transform, row: Placed) -> bool:
    lon, lat = transform(row.x, row.y)
    return bool(np.isfinite(lon) and np.isfinite(lat) and shapely.contains_xy(area, lon, lat))
