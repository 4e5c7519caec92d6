"""A drawing of the places around an outlet: its village's seat, neighbours, lines and rivers.

Drawn on the server as SVG: a reviewer leafs through many, and none needs a map's machinery.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon
from django.contrib.gis.measure import D
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from core.templatetags.measures import metres
from geo.crs import GEOGRAPHIC_SRID
from geo.levels import APPROXIMATE_QUALITIES, Level
from geo.models import AdministrativeDivision, ContextFeature, DivisionBoundary
from geo.querysets import HasJurisdiction
from outlets.duplicates import Candidate
from outlets.kinds import Stage
from outlets.models import Outlet
from outlets.places import GEODESIC
from outlets.stages import VOID

WIDTH, HEIGHT = 360, 340
LEAST_M, MOST_M = 1500, 9000  # from the middle to the nearer edge
CLOSEST_M = 60  # where two outlets are to be told apart
METRES_OF_DEGREE = 111_200
SCALES_M = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
LONGEST_SCALE_PX = 90
MOST_OUTLETS, MOST_VILLAGES = 40, 60
LABEL_PX, LABEL_HEIGHT_PX = 12, 16
DRAWN_LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)


@dataclass(frozen=True)
class Spot:
    """A place on the picture; `label` is "" where there is no room for it."""

    x: float
    y: float
    label: str = ""
    anchor: str = "middle"
    label_x: float = 0
    label_y: float = 0
    is_own: bool = False
    is_approximate: bool = False
    outlet: Outlet | None = None


@dataclass(frozen=True)
class Line:
    """SVG path data of a boundary or river."""

    path: str
    level: str = ""
    is_own: bool = False
    is_approximate: bool = False


@dataclass(frozen=True)
class Link:
    """A distance between the outlet and something else."""

    x: float
    y: float
    text: str
    text_x: float
    text_y: float


@dataclass
class Scene:
    """Everything to draw in a box of `width` by `height`; `here` is null without a position."""

    here: Spot | None
    earlier: Spot | None
    villages: list[Spot] = field(default_factory=list)
    outlets: list[Spot] = field(default_factory=list)
    areas: list[Line] = field(default_factory=list)
    rivers: list[Line] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    scale_px: float = 0
    scale_text: str = ""
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def has_rough_seats(self) -> bool:
        return any(village.is_approximate for village in self.villages)

    @property
    def has_approximate_lines(self) -> bool:
        return any(area.is_approximate for area in self.areas)


def surroundings(
    outlet: Outlet,
    user: HasJurisdiction,
    *,
    candidates: Sequence[Candidate] = (),
    earlier: Point | None = None,
    is_close: bool = False,
) -> Scene | None:
    """The drawing around an outlet, or around its village's seat; null where neither is known.

    Three queries. Neighbours outside the user's jurisdiction are not drawn.

    Args:
        candidates: outlets it may be the same as; their distances are written down.
        earlier: where it stood in an earlier version.
        is_close: show no more than the candidates need.
    """
    middle = outlet.location or outlet.village.seat
    if middle is None:
        return None
    twins = [candidate.outlet for candidate in candidates if candidate.outlet.location]
    shown = [twin.location for twin in twins]
    if not (is_close and shown):
        is_close, shown = False, [*shown, outlet.village.seat, earlier]
    drawing = _Drawing(middle, shown, CLOSEST_M if is_close else LEAST_M)
    scene = Scene(
        here=drawing.spot(outlet.location, is_own=True, outlet=outlet) if outlet.location else None,
        earlier=drawing.spot(earlier) if earlier and outlet.location != earlier else None,
    )
    today = timezone.localdate()
    scene.areas, scene.rivers = drawing.lines(outlet, today)
    scene.links = list(drawing.links(outlet, twins))
    scene.outlets = list(drawing.outlets(outlet, user, today))
    scene.villages = list(drawing.villages(outlet, today))
    scene.scale_px, scene.scale_text = drawing.scale()
    return scene


class _Drawing:
    """Fits the surroundings of a place into the box, north up."""

    def __init__(self, middle: Point, others: Iterable[Point | None], least_m: float) -> None:
        self.middle = middle
        self.shrink = math.cos(math.radians(middle.y))
        farthest = max([0.0, *(self._reach(place) for place in others if place)])
        self.reach_m = min(max(farthest * 1.35, least_m), MOST_M)
        self.px_of_metre = min(WIDTH, HEIGHT) / 2 / self.reach_m
        self._taken: list[tuple[float, float, float, float]] = []
        self._keep_free(WIDTH / 2, HEIGHT / 2, 24, 24)
        self._keep_free(50, HEIGHT - 16, 100, 32)  # the scale bar's

    def _reach(self, place: Point) -> float:
        """How far from the middle a box has to reach to show the place, in metres."""
        east, north = self._offset(place)
        return max(abs(east), abs(north))

    def _offset(self, place: Point | tuple[float, ...]) -> tuple[float, float]:
        east = (place[0] - self.middle.x) * self.shrink * METRES_OF_DEGREE
        return east, (place[1] - self.middle.y) * METRES_OF_DEGREE

    def xy(self, place: Point | tuple[float, ...] | None) -> tuple[float, float]:
        assert place is not None, "only places that are known are fetched"
        east, north = self._offset(place)
        x, y = WIDTH / 2 + east * self.px_of_metre, HEIGHT / 2 - north * self.px_of_metre
        return round(x, 1), round(y, 1)

    def spot(self, place: Point, *, is_own: bool = False, outlet: Outlet | None = None) -> Spot:
        x, y = self.xy(place)
        return Spot(x, y, is_own=is_own, outlet=outlet)

    @property
    def _box(self) -> Polygon:
        """What is fetched: a little more than is seen, so that no cut edge shows."""
        north = HEIGHT / 2 / self.px_of_metre * 1.1 / METRES_OF_DEGREE
        east = WIDTH / 2 / self.px_of_metre * 1.1 / METRES_OF_DEGREE / self.shrink
        lon, lat = self.middle.x, self.middle.y
        box = Polygon.from_bbox((lon - east, lat - north, lon + east, lat + north))
        box.srid = GEOGRAPHIC_SRID
        return box

    def _clipped(self) -> Func:
        """Lines as they are seen, without detail finer than half a pixel."""
        tolerance = 0.5 / self.px_of_metre / METRES_OF_DEGREE
        simple = Func(
            F("geom"),
            Value(tolerance),
            function="ST_SimplifyPreserveTopology",
            output_field=GeometryField(),
        )
        return Func(
            simple,
            Value(self._box, output_field=GeometryField()),
            template="ST_ClipByBox2D(%(expressions)s)",
            arg_joiner=", ",
            output_field=GeometryField(),
        )

    def lines(self, outlet: Outlet, today: dt.date) -> tuple[list[Line], list[Line]]:
        """Boundaries, counties below townships below villages; and rivers. One query."""
        boundaries = DivisionBoundary.objects.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=today),
            Q(valid_to__isnull=True) | Q(valid_to__gt=today),
            superseded_by__isnull=True,
            division__level__in=DRAWN_LEVELS,
            geom__bboverlaps=self._box,
        )
        names = ("line_code", "line_level", "line_quality", "seen")
        drawn = boundaries.annotate(
            line_code=F("division__code"),
            line_level=F("division__level"),
            line_quality=F("release__quality"),
            seen=self._clipped(),
        )
        rivers = ContextFeature.objects.filter(
            kind=ContextFeature.Kind.RIVER, geom__bboverlaps=self._box
        ).annotate(
            line_code=Value(""),
            line_level=Value(""),
            line_quality=Value(""),
            seen=self._clipped(),
        )
        found = list(drawn.values_list(*names).union(rivers.values_list(*names), all=True))
        order = {"": -1} | {str(level): place for place, level in enumerate(DRAWN_LEVELS)}
        areas, flowing = [], []
        for code, level, quality, seen in sorted(found, key=lambda row: (order[row[1]], row[0])):
            if not (path := self._path(seen)):
                continue
            if not level:
                flowing.append(Line(path))
                continue
            is_own = outlet.village.code.startswith(code)
            areas.append(Line(path, level, is_own, quality in APPROXIMATE_QUALITIES))
        return areas, flowing

    def outlets(self, outlet: Outlet, user: HasJurisdiction, today: dt.date) -> Iterator[Spot]:
        near = Outlet.objects.visible_to(user).exclude(pk=outlet.pk)
        near = near.exclude(stage__in=(*VOID, Stage.DRAFT)).with_status_on(today)
        near = near.filter(location__dwithin=(self.middle, D(m=self.reach_m * 1.5)))
        for one in near.select_related("village")[:MOST_OUTLETS]:
            x, y = self.xy(one.location)
            if self._is_seen(x, y):
                self._keep_free(x, y, 18, 18)
                yield Spot(x, y, outlet=one)

    def villages(self, outlet: Outlet, today: dt.date) -> Iterator[Spot]:
        """The own village first: its name is never left out."""
        near = AdministrativeDivision.objects.villages().as_of(today)
        near = near.filter(seat__dwithin=(self.middle, D(m=self.reach_m * 1.5)))
        found = list(near.order_by("code")[:MOST_VILLAGES])
        own = outlet.village
        if own.seat and own not in found:
            found.append(own)
        for village in sorted(found, key=lambda one: (one.pk != own.pk, one.code)):
            x, y = self.xy(village.seat)
            if self._is_seen(x, y):
                yield self._village(village, x, y, is_own=village.pk == own.pk)

    def _village(self, village: AdministrativeDivision, x: float, y: float, is_own: bool) -> Spot:
        label_x, label_y, anchor = self._label(x, y, village.short_name, is_forced=is_own)
        return Spot(
            x,
            y,
            label=village.short_name if anchor else "",
            anchor=anchor or "middle",
            label_x=label_x,
            label_y=label_y,
            is_own=is_own,
            is_approximate=village.location_quality in APPROXIMATE_QUALITIES,
        )

    def links(self, outlet: Outlet, twins: Sequence[Outlet]) -> Iterator[Link]:
        """To the village's seat and to the outlets it may be the same as."""
        place = outlet.location
        if place is None:
            return
        for other in (outlet.village.seat, *(twin.location for twin in twins)):
            if other is None or self._reach(other) > self.reach_m * 1.2:
                continue
            x, y = self.xy(other)
            if math.hypot(x - WIDTH / 2, y - HEIGHT / 2) < 40:  # no room for words
                continue
            text = metres(float(GEODESIC.inv(place.x, place.y, other.x, other.y)[2]))
            middle_x, middle_y = (WIDTH / 2 + x) / 2, (HEIGHT / 2 + y) / 2
            self._keep_free(middle_x, middle_y, len(text) * 8, LABEL_HEIGHT_PX)
            yield Link(x, y, text, round(middle_x, 1), round(middle_y, 1))

    def scale(self) -> tuple[float, str]:
        """Length in pixels and words of the scale bar."""
        fitting = [m for m in SCALES_M if m * self.px_of_metre <= LONGEST_SCALE_PX]
        length = fitting[-1] if fitting else SCALES_M[0]
        return round(length * self.px_of_metre, 1), metres(length)

    def _label(self, x: float, y: float, text: str, *, is_forced: bool) -> tuple[float, float, str]:
        """Where there is room for a label beside a spot; the anchor is "" where there is none."""
        width = len(text) * LABEL_PX
        for left, middle_y, anchor in (
            (x + 9, y, "start"),
            (x - 9 - width, y, "end"),
            (x - width / 2, y - 15, "middle"),
            (x - width / 2, y + 16, "middle"),
        ):
            place = (left + width / 2, middle_y, width, LABEL_HEIGHT_PX)
            if self._is_free(*place):
                self._keep_free(*place)
                label_x = {"start": left, "end": left + width, "middle": x}[anchor]
                return round(label_x, 1), round(middle_y + 4, 1), anchor
        return (x, y - 11, "middle") if is_forced else (0, 0, "")

    def _keep_free(self, x: float, y: float, width: float, height: float) -> None:
        self._taken.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))

    def _is_free(self, x: float, y: float, width: float, height: float) -> bool:
        west, north, east, south = (
            x - width / 2,
            y - height / 2,
            x + width / 2,
            y + height / 2,
        )
        if west < 2 or north < 2 or east > WIDTH - 2 or south > HEIGHT - 2:
            return False
        return not any(
            west < other[2] and east > other[0] and north < other[3] and south > other[1]
            for other in self._taken
        )

    def _is_seen(self, x: float, y: float) -> bool:
        return 4 <= x <= WIDTH - 4 and 4 <= y <= HEIGHT - 4

    def _path(self, geometry: GEOSGeometry | None) -> str:
        if geometry is None or geometry.empty:
            return ""
        return "".join(_drawn(self, line, is_ring) for line, is_ring in _lines(geometry))


def _drawn(drawing: _Drawing, line: Sequence[tuple[float, ...]], is_ring: bool) -> str:
    body = "L".join("{} {}".format(*drawing.xy(place)) for place in line)
    return f"M{body}{'Z' if is_ring else ''}"


def _lines(geometry: Any) -> Iterator[tuple[Sequence[tuple[float, ...]], bool]]:
    """The rings of areas and the lines of rivers; points that clipping left behind are dropped.

    Args:
        geometry: a `GEOSGeometry` of any type.
    """
    if geometry.geom_type == "Polygon":
        for ring in geometry.coords:
            yield ring, True
    elif geometry.geom_type == "LineString":
        yield geometry.coords, False
    elif geometry.geom_type.startswith(("Multi", "Geometry")):
        for part in geometry:
            yield from _lines(part)
