"""What maps of one day draw, in metres: areas, borders, rivers. Kept as long as the data stand."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import shapely
from django.core.cache import cache
from django.db.models import Q
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from core import data_version
from geo import codes
from geo.crs import CGCS2000_SRID, PROJECTED_SRID
from geo.frames import to_frame, to_metres
from geo.levels import APPROXIMATE_QUALITIES, Level
from geo.models import AdministrativeDivision, ContextFeature

GRID_M = 1.0  # borders of neighbours that differ by less are one line


@dataclass(frozen=True)
class Unit:
    """A division that has an area."""

    code: str
    name: str
    short_name: str
    level: Level
    area: BaseGeometry
    is_approximate: bool
    source: str


@dataclass(frozen=True)
class Surrounding:
    """A neighbouring county or a river; what has no name is drawn without one."""

    name: str
    shape: BaseGeometry
    source: str


@dataclass(frozen=True)
class Ground:
    """All areas of the city on one day and what surrounds them, in metres east and north."""

    units: dict[str, Unit]
    neighbours: list[Surrounding]
    rivers: list[Surrounding]

    def below(self, code: str, level: Level) -> list[Unit]:
        """The divisions of a level at or under `code`, in order of code."""
        start = codes.prefix(code)
        found = [u for u in self.units.values() if u.level == level and u.code.startswith(start)]
        return sorted(found, key=lambda unit: unit.code)

    def borders(self, code: str, level: Level) -> BaseGeometry:
        """The lines between divisions of a level in `code`, each once, the outer edge left out.

        An edge that two areas share would be drawn twice, and dashes fill one another's gaps.
        """
        return self._borders(code, level)

    @cached_property
    def _kept(self) -> dict[tuple[str, Level], BaseGeometry]:
        return {}

    def _borders(self, code: str, level: Level) -> BaseGeometry:
        key = (code, level)
        if key not in self._kept:
            edges = [unit.area.boundary for unit in self.below(code, level)]
            lines = merged(edges)
            if (unit := self.units.get(code)) is not None:
                lines = lines.difference(unit.area.boundary.buffer(2 * GRID_M))
            self._kept[key] = shapely.line_merge(lines) if not lines.is_empty else lines
        return self._kept[key]


def merged(edges: list[BaseGeometry]) -> BaseGeometry:
    """Lines as one, common stretches once."""
    rounded = shapely.set_precision(np.array(edges, dtype=object), GRID_M)
    return shapely.line_merge(shapely.union_all(rounded))


def ground(on: dt.date) -> Ground:
    """The ground of a day, read anew when the data have changed."""
    key = f"sheets:ground:{data_version.current()}:{on:%Y%m%d}"
    found: Ground | None = cache.get(key)
    if found is None:
        found = _read(on)
        cache.set(key, found)
    return found


def _read(on: dt.date) -> Ground:
    units = {unit.code: unit for unit in _units(on)}
    around = _surroundings()
    return Ground(
        units=units,
        neighbours=around[ContextFeature.Kind.NEIGHBOUR],
        rivers=around[ContextFeature.Kind.RIVER],
    )


def _units(on: dt.date) -> list[Unit]:
    begun = Q(boundaries__valid_from__isnull=True) | Q(boundaries__valid_from__lte=on)
    lasting = Q(boundaries__valid_to__isnull=True) | Q(boundaries__valid_to__gt=on)
    divisions = AdministrativeDivision.objects.as_of(on).filter(
        begun, lasting, boundaries__isnull=False, boundaries__superseded_by__isnull=True
    )
    fields = ("code", "name", "short_name", "level")
    release = ("boundaries__release__quality", "boundaries__release__source")
    frame = to_frame(divisions, (*fields, *release), geometry="boundaries__geom")
    if frame.empty:
        return []
    areas = to_metres(list(frame.geometry))
    return [
        Unit(
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            level=Level(row.level),
            area=area,
            is_approximate=getattr(row, release[0]) in APPROXIMATE_QUALITIES,
            source=getattr(row, release[1]),
        )
        for row, area in zip(frame.itertuples(index=False, name="Row"), areas, strict=True)
    ]


def _surroundings() -> dict[str, list[Surrounding]]:
    found: dict[str, list[Surrounding]] = {kind: [] for kind in ContextFeature.Kind.values}
    features = ContextFeature.objects.order_by("id")
    frame = to_frame(features, ("kind", "name", "source"), geometry="geom")
    if not frame.empty:
        shapes = to_metres(list(frame.geometry))
        for kind, name, source, shape in zip(
            frame["kind"], frame["name"], frame["source"], shapes, strict=True
        ):
            found[kind].append(Surrounding(name, shape, source))
    return found


@lru_cache(maxsize=2)
def _transformer(*, to_metres: bool) -> Transformer:
    systems = (CGCS2000_SRID, PROJECTED_SRID) if to_metres else (PROJECTED_SRID, CGCS2000_SRID)
    return Transformer.from_crs(*systems, always_xy=True)


def project(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Degrees to metres east and north, a row for each place."""
    return np.column_stack(_transformer(to_metres=True).transform(lon, lat))


def unproject(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Metres east and north to degrees, a row for each place."""
    return np.column_stack(_transformer(to_metres=False).transform(x, y))
