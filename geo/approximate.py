"""Approximate township cells and village points, where no open source has the real ones (pure).

The county polygons and the list of units are real; which part of its county a township covers, and
where its villages lie, is not known. This module draws a plausible stand-in, the same one every
time: no clock, no random numbers, sites rounded to the millimetre so that low bits cannot grow.

1. `township_cells` splits a county into cells whose areas follow the number of villages. It is a
   power diagram (a Voronoi diagram with a weight for each site) over a dense grid of points: the
   weights are adjusted until every cell holds its share of the grid, the sites move to the middle
   of their cells, and so on. Sub-districts (街道) share one cell around the county seat, which is
   then split among them in the same way.
2. `voronoi_cells` takes its place where real township seats are known.
3. `village_points` spreads the villages of a township inside its cell.

Every geometry, taken or returned, is in metres of one projected coordinate system; the caller
converts. Cells share their edges exactly and keep every vertex of the county's line. They meet that
line at its own vertices wherever possible, so that the cells of neighbouring counties fit together
and the union of the cells is the county, not a copy with more vertices.

Source of the method: Aurenhammer, Hoffmann, Aronov, "Minkowski-type theorems and least-squares
clustering" (Algorithmica 20, 1998) for the weights; Lloyd's iteration for the sites.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LinearRing, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

Area: TypeAlias = Polygon | MultiPolygon
Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.intp]
# An array of geometries.
Cells: TypeAlias = npt.NDArray[np.object_]

# What a unit adds to the area of its township, in villages. A neighbourhood committee covers a few
# streets; the residents of a state farm live closer together than those of a village.
AREA_IN_VILLAGES = {"村": 1.0, "农场村": 0.5, "居": 0.1, "生活区": 0.1}
SMALLEST_WEIGHT = 0.5

COUNTY_GRID_POINTS = 6000
CELL_GRID_POINTS = 1500
LLOYD_ROUNDS = 60
# Where a town begins decides which bend of the county it gets; the best of these is taken.
ATTEMPTS = 6
VILLAGE_ROUNDS = 12
WEIGHT_STEPS = 8
FINAL_WEIGHT_STEPS = 300
# The area of a cell grows by about 1.7 m² for each m² of weight (a hexagon among hexagons); a
# third of Newton's step keeps neighbours, which all move at once, from overshooting.
WEIGHT_DAMPING = 0.35
# Inner edges are rounded to this, so that both sides of an edge are the same numbers.
EDGE_GRID_M = 0.1
# How far a corner may move along the county's line to a vertex of it. The lines' longest edges are
# 9 km long; a line with less detail is given new vertices rather than other cells.
ANCHOR_REACH_M = 5000.0
# Seats nearer than this are taken for the same place and are moved apart.
SEAT_GAP_M = 200.0
# A township without a seat keeps at least this far from the seats of the others.
UNSEATED_GAP_M = 2000.0


class Township(NamedTuple):
    """A township to be given a cell; `weight` is its share of the area, in villages."""

    code: str
    weight: float
    is_subdistrict: bool


def area_weight(village_kinds: Iterable[str]) -> float:
    """The weight of a township with units of these kinds (`AREA_IN_VILLAGES`).

    >>> area_weight(["村", "村", "居"]), area_weight(["居"])
    (2.1, 0.5)
    """
    return max(sum(AREA_IN_VILLAGES[kind] for kind in village_kinds), SMALLEST_WEIGHT)


def accuracy_m(area: Area) -> float:
    """How far off a point is that is only known to lie in this area, in metres.

    The radius of the circle of the same area, rounded to 100 m. The area is the county where the
    township cells are approximate too, and the township's cell where its seat is known.

    >>> accuracy_m(box(0, 0, 10_000, 10_000))
    5600.0
    """
    return round(math.sqrt(area.area / math.pi), -2)


def township_cells(county: Area, townships: Sequence[Township], seat: Point) -> dict[str, Area]:
    """Split a county into one cell for each township.

    Args:
        county: the county's polygon, in metres.
        townships: any order; the result depends on the codes, not on the order.
        seat: the county seat, or any point of the county; the sub-districts lie around it.

    Returns:
        Cells by code, with areas roughly proportional to the weights. Each is one polygon; it has
        several parts only where the county has.

    Raises:
        ValueError: a code twice, a weight that is not positive, or a county too small to split.
    """
    ordered = sorted(townships)
    _check(ordered)
    seat = _inside(county, seat)
    towns = [t for t in ordered if not t.is_subdistrict]
    core = [t for t in ordered if t.is_subdistrict]
    weights = {t.code: t.weight for t in towns + core}
    attempts = [
        _cut(county, _layout(county, towns, core, seat, turn), list(weights), home={})
        for turn in range(ATTEMPTS)
    ]
    return _anchored(county, min(attempts, key=lambda cells: _fault(cells, weights)), home={})


def voronoi_cells(
    county: Area, seats: Mapping[str, Point], unseated: Mapping[str, Point] | None = None
) -> dict[str, Area]:
    """Split a county by real township seats: every place belongs to the nearest seat.

    Args:
        county: the county's polygon, in metres.
        seats: the known seats by township code. One outside the county counts as the nearest point
            inside; two at the same place (`SEAT_GAP_M`) are moved apart, the later code yields.
        unseated: the other townships of the county, each with the middle of the cell it had. They
            keep a cell around it, moved away (`UNSEATED_GAP_M`) from the seats that are known.

    Returns:
        Cells by code, for all of `seats` and `unseated`; a township's part that is cut off by a
        bend of the county's line goes to the neighbour with the longest common edge.

    Raises:
        ValueError: no township at all, or no room to move two seats apart.
    """
    if not seats and not unseated:
        raise ValueError("townships must be given")
    sites: dict[str, Point] = {}
    for places, gap_m in ((seats, SEAT_GAP_M), (unseated or {}, UNSEATED_GAP_M)):
        for code in sorted(places):
            sites[code] = _apart(county, _inside(county, places[code]), list(sites.values()), gap_m)
    diagram = _Diagram.of(county, shapely.get_coordinates(list(sites.values())))
    cells = _cut(county, _Nested(diagram, None), list(sites), home=sites)
    return _anchored(county, cells, home=sites)


def village_points(cell: Area, codes: Iterable[str]) -> dict[str, Point]:
    """Spread villages inside their township's cell, well off its edge.

    The points are spread by Lloyd's iteration over a grid and numbered along a Hilbert curve, so
    that villages with neighbouring codes are neighbours. The same cell and codes give the same
    points; another number of codes moves all of them.

    Returns:
        Points by code, strictly inside the cell. With n of them, their distance from each other is
        at least half of sqrt(area / n) in cells of ordinary shape.
    """
    ordered = sorted(codes)
    if not ordered:
        return {}
    ground = _inner(cell, len(ordered))
    if len(ordered) == 1:
        return {ordered[0]: _rounded_point(ground.representative_point())}
    grid = _grid(ground, max(CELL_GRID_POINTS, 40 * len(ordered)))
    start = shapely.get_coordinates(ground.representative_point())[0]
    sites = _spread(grid, len(ordered), start)
    for _ in range(VILLAGE_ROUNDS):
        sites = _centres(grid, _nearest(grid, sites), sites)
    # A mean of grid points can fall into a bend outside the cell: then the nearest grid point.
    outside = ~shapely.contains_xy(ground, sites)
    sites[outside] = grid[_nearest(sites[outside], grid)]
    placed = gpd.GeoSeries(shapely.points(sites))
    order = np.lexsort((sites[:, 1], sites[:, 0], placed.hilbert_distance(placed.total_bounds)))
    return {code: Point(sites[i]) for code, i in zip(ordered, order, strict=True)}


@dataclass(frozen=True)
class _Diagram:
    """A power diagram: a place belongs to the site with the least d² - weight.

    Attributes:
        sites: (k, 2) metres.
        weights: (k,) square metres; all zero makes it a Voronoi diagram.
        frame: bounds that hold everything of interest, in metres.
    """

    sites: Floats
    weights: Floats
    frame: Polygon

    @classmethod
    def of(cls, ground: Area, sites: Floats, weights: Floats | None = None) -> "_Diagram":
        """The diagram over a ground, in a frame well outside of it."""
        west, south, east, north = ground.bounds
        margin = (east - west) + (north - south)
        frame = box(west - margin, south - margin, east + margin, north + margin)
        return cls(sites, np.zeros(len(sites)) if weights is None else weights, frame)

    def owners(self, places: Floats) -> Ints:
        """(n, 2) places → (n,) index of the site each belongs to."""
        return np.argmin(_squares(places, self.sites) - self.weights, axis=1)

    def cell(self, i: int) -> Polygon:
        """The convex cell of site i within the frame; empty when others swallow it."""
        middle = self.sites[i]
        ring = shapely.get_coordinates(self.frame)[:-1] - middle
        for j in range(len(self.sites)):
            if j != i and len(ring):
                # |p|² - w_i <= |p - q|² - w_j, with the site as origin, is linear in p.
                q = self.sites[j] - middle
                limit = (q[0] ** 2 + q[1] ** 2 + self.weights[i] - self.weights[j]) / 2
                ring = _clip(ring, q, limit)
        return Polygon(ring + middle) if len(ring) > 2 else Polygon()

    def edges(self) -> BaseGeometry:
        """All edges as lines whose ends are the same numbers on both sides."""
        rings = [self.cell(i).exterior for i in range(len(self.sites))]
        return shapely.union_all(rings, grid_size=EDGE_GRID_M)

    def softened(self) -> "_Diagram":
        """The same sites with half the weights: nearer to Voronoi, where every site has a cell."""
        return _Diagram(self.sites, self.weights / 2, self.frame)


@dataclass(frozen=True)
class _Nested:
    """A diagram whose last cell may be split by a diagram of its own."""

    outer: _Diagram
    inner: _Diagram | None

    def owners(self, places: Floats) -> Ints:
        """(n, 2) places → (n,) index of the site; inner sites are counted on from the last."""
        found = self.outer.owners(places)
        if self.inner is not None:
            last = len(self.outer.sites) - 1
            core = found == last
            found[core] = last + self.inner.owners(places[core])
        return found

    def edges(self) -> BaseGeometry:
        """The edges of both, the inner ones within their cell."""
        lines = self.outer.edges()
        if self.inner is None:
            return lines
        core = self.outer.cell(len(self.outer.sites) - 1)
        within = shapely.intersection(self.inner.edges(), core)
        return shapely.union_all([lines, within], grid_size=EDGE_GRID_M)

    def softened(self) -> "_Nested":
        """Both with half the weights."""
        return _Nested(self.outer.softened(), self.inner and self.inner.softened())


def _check(townships: Sequence[Township]) -> None:
    codes = [t.code for t in townships]
    if not codes or len(set(codes)) != len(codes):
        raise ValueError("townships must be given, each code once")
    if any(t.weight <= 0 for t in townships):
        raise ValueError("weights must be positive")


def _inside(county: Area, place: Point) -> Point:
    """The place itself, or the nearest point of the county, to the millimetre."""
    return _rounded_point(shapely.shortest_line(county, place).interpolate(0))


def _rounded_point(point: Point) -> Point:
    return Point(np.round(shapely.get_coordinates(point)[0], 3))


def _apart(county: Area, site: Point, others: Sequence[Point], gap_m: float) -> Point:
    """The site, or the nearest place around it that keeps the gap from the others.

    Tried on rings of growing radius in 16 directions; the site itself when the county is so full
    that nothing is free, unless it coincides with another.
    """

    def is_free(place: Point, gap: float) -> bool:
        return all(place.distance(other) >= gap for other in others)

    if is_free(site, gap_m):
        return site
    for gap in (gap_m, gap_m / 10):
        for ring in range(1, 41):
            for turn in range(16):
                angle = math.tau * turn / 16
                step = np.array([math.cos(angle), math.sin(angle)]) * gap * ring / 2
                place = _rounded_point(Point(shapely.get_coordinates(site)[0] + step))
                if county.contains(place) and is_free(place, gap):
                    return place
    raise ValueError("the county is too small for its seats")


def _largest(area: BaseGeometry) -> Polygon:
    """The largest polygon of a geometry."""
    polygons = [part for part in shapely.get_parts(area) if isinstance(part, Polygon)]
    return max(polygons, key=lambda part: part.area)


def _grid(ground: Area, points: int) -> Floats:
    """About this many places inside, in rows that are shifted like a honeycomb; (n, 2) metres."""
    step = math.sqrt(ground.area / points)
    west, south, east, north = ground.bounds
    x, y = np.meshgrid(
        np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step)
    )
    x[1::2] += step / 2
    places = np.column_stack([x.ravel(), y.ravel()])
    return places[shapely.contains_xy(ground, places)]


def _squares(places: Floats, sites: Floats) -> Floats:
    """(n, k) squared distances. By differences, not by a matrix product, whose last bits depend
    on the machine."""
    dx = places[:, None, 0] - sites[None, :, 0]
    dy = places[:, None, 1] - sites[None, :, 1]
    return dx * dx + dy * dy


def _nearest(places: Floats, sites: Floats) -> Ints:
    return np.argmin(_squares(places, sites), axis=1)


def _spread(grid: Floats, count: int, start: Floats) -> Floats:
    """Grid places far from each other: the one nearest to the start, then always the farthest."""
    chosen = [int(_nearest(start[None, :], grid)[0])]
    distance = _squares(grid, grid[chosen])[:, 0]
    while len(chosen) < count:
        chosen.append(int(np.argmax(distance)))
        distance = np.minimum(distance, _squares(grid, grid[chosen[-1:]])[:, 0])
    return grid[chosen]


def _centres(grid: Floats, owners: Ints, sites: Floats) -> Floats:
    """The middle of each site's grid places, to the millimetre; a site without any stays."""
    count = np.bincount(owners, minlength=len(sites))
    sums = [np.bincount(owners, grid[:, axis], minlength=len(sites)) for axis in (0, 1)]
    means = np.column_stack(sums) / np.maximum(count, 1)[:, None]
    middles = np.where(count[:, None] > 0, means, sites)
    return np.round(middles, 3).astype(np.float64)


def _layout(
    county: Area, towns: Sequence[Township], core: Sequence[Township], seat: Point, turn: int
) -> _Nested:
    """The diagram of a county: its towns, with the sub-districts in one cell around the seat.

    `turn` says which attempt this is: the towns begin at each other's places.
    """
    shares = [t.weight for t in towns]
    if core:
        shares.append(sum(t.weight for t in core))
    at_seat = shapely.get_coordinates(seat)
    spread = _spread(_grid(county, COUNTY_GRID_POINTS), len(shares), at_seat[0])
    turned = np.roll(spread[1:], turn * len(shares) // ATTEMPTS, axis=0)
    sites = np.vstack([turned, at_seat])
    outer = _balanced(county, shares, sites, at_seat[0] if core else None)
    if len(core) < 2:
        return _Nested(outer, None)
    ground = _largest(shapely.intersection(outer.cell(len(shares) - 1), county))
    sizes = [t.weight for t in core]
    spread = _spread(_grid(ground, COUNTY_GRID_POINTS), len(core), at_seat[0])
    # The smallest, which have hardly a village, begin nearest to the seat.
    nearest = spread[np.argsort(_squares(spread, at_seat)[:, 0], kind="stable")]
    sites = np.empty_like(nearest)
    sites[np.argsort(sizes, kind="stable")] = nearest
    return _Nested(outer, _balanced(ground, sizes, sites, None))


def _balanced(
    ground: Area, shares: Sequence[float], sites: Floats, anchor: Floats | None
) -> _Diagram:
    """A diagram whose cells divide the ground in these shares.

    The sites move to the middle of their cells while the weights follow. With an anchor (2,), the
    last site moves such that the middle of its cell comes to lie there, as far as there is room.
    """
    grid = _grid(ground, COUNTY_GRID_POINTS)
    if len(grid) < len(shares):
        raise ValueError("the county is too small to split")
    target = np.array(shares) * len(grid) / sum(shares)
    m2_per_place = ground.area / len(grid)
    # A site pulled out over the border would leave a slab along it: no farther than the border.
    reach_m = 0.0 if anchor is None else ground.boundary.distance(Point(anchor))
    weights = np.zeros(len(shares))
    for _ in range(LLOYD_ROUNDS):
        weights = _settled(grid, sites, weights, target, m2_per_place, WEIGHT_STEPS)
        middles = _centres(grid, np.argmin(_squares(grid, sites) - weights, axis=1), sites)
        if anchor is not None:
            middles[-1] = _pulled(sites[-1], anchor, anchor - middles[-1], reach_m)
        sites = middles
    weights = _settled(grid, sites, weights, target, m2_per_place, FINAL_WEIGHT_STEPS)
    return _Diagram.of(ground, sites, weights)


def _pulled(site: Floats, anchor: Floats, pull: Floats, reach_m: float) -> Floats:
    """The site moved by half the pull, but not farther than the reach from its anchor."""
    offset = site + pull / 2 - anchor
    length = math.hypot(*offset)
    kept = offset * (reach_m / length) if length > reach_m else offset
    return np.round(anchor + kept, 3).astype(np.float64)


def _fault(cells: Mapping[str, Area], weights: Mapping[str, float]) -> float:
    """How bad cells are: the worst deviation of an area from its share, and the slimmest cell."""
    m2_per_weight = sum(cell.area for cell in cells.values()) / sum(weights.values())
    deviation = max(
        abs(cell.area / (weights[code] * m2_per_weight) - 1) for code, cell in cells.items()
    )
    roundness = min(4 * math.pi * cell.area / cell.length**2 for cell in cells.values())
    return deviation + (1 - roundness) / 2


def _settled(
    grid: Floats, sites: Floats, weights: Floats, target: Floats, m2_per_place: float, steps: int
) -> Floats:
    """The weights after some steps towards cells of `target` grid places; the best ones met."""
    squares = _squares(grid, sites)
    best, least = weights, math.inf
    for _ in range(steps):
        count = np.bincount(np.argmin(squares - weights, axis=1), minlength=len(sites))
        error = float(np.max(np.abs(target - count) / target))
        if error < least:
            best, least = weights, error
        weights = np.round(weights + WEIGHT_DAMPING * m2_per_place * (target - count), 3)
    return best


def _clip(ring: Floats, normal: Floats, limit: float) -> Floats:
    """The part of a convex ring (n, 2) where p·normal <= limit."""
    height = ring[:, 0] * normal[0] + ring[:, 1] * normal[1] - limit
    kept: list[Floats] = []
    for here in range(len(ring)):
        after = (here + 1) % len(ring)
        if height[here] <= 0:
            kept.append(ring[here])
        if (height[here] < 0 < height[after]) or (height[after] < 0 < height[here]):
            share = height[here] / (height[here] - height[after])
            kept.append(ring[here] + share * (ring[after] - ring[here]))
    return np.array(kept).reshape(-1, 2)


def _cut(
    county: Area, diagram: _Nested, codes: Sequence[str], home: Mapping[str, Point]
) -> dict[str, Area]:
    """The cells of a diagram, cut out of the county.

    `home` names a point whose part of a divided cell is the one to be kept; elsewhere the largest.
    """
    # Weights that swallow a site altogether are softened, in the end to a Voronoi diagram.
    for _ in range(12):
        cells = _joined(_faces(county, diagram.edges()), diagram, codes, home)
        if len(cells) == len(codes):
            return cells
        diagram = diagram.softened()
    raise ValueError("the county is too small to split")


def _faces(county: Area, edges: BaseGeometry) -> list[Polygon]:
    """The pieces into which the edges cut the county."""
    lines = shapely.node(shapely.union(edges, county.boundary))
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    return [p for p in pieces if county.contains(p.representative_point())]


def _joined(
    faces: list[Polygon], diagram: _Nested, codes: Sequence[str], home: Mapping[str, Point]
) -> dict[str, Area]:
    """Cells by code: the pieces of each, and whatever was cut off from its neighbours."""
    middles = shapely.get_coordinates([face.representative_point() for face in faces])
    owners = diagram.owners(middles)
    cells: dict[str, Area] = {}
    loose: list[Polygon] = []
    for i, code in enumerate(codes):
        mine = [face for face, owner in zip(faces, owners, strict=True) if owner == i]
        if mine:
            parts = list(shapely.get_parts(shapely.union_all(mine)))
            kept = _main_part(parts, home.get(code))
            cells[code] = parts[kept]
            loose += parts[:kept] + parts[kept + 1 :]
    return _with_loose_parts(cells, sorted(loose, key=lambda part: (-part.area, part.bounds)))


def _main_part(parts: Sequence[Polygon], home: Point | None) -> int:
    def rank(i: int) -> tuple[bool, float]:
        return home is not None and bool(parts[i].intersects(home)), parts[i].area

    return max(range(len(parts)), key=rank)


def _with_loose_parts(cells: dict[str, Area], loose: list[Polygon]) -> dict[str, Area]:
    """Give each loose part to the cell it shares the longest edge with.

    A part that touches no cell yet waits for the others; one on an island of its own goes to the
    nearest cell.
    """
    while loose:
        for part in loose:
            shared = {c: shapely.intersection(cells[c], part).length for c in cells}
            code = max(shared, key=lambda c: shared[c])
            if shared[code] > 0:
                break
        else:
            part = loose[0]
            code = min(cells, key=lambda c: cells[c].distance(part))
        loose = [other for other in loose if other is not part]
        cells = {**cells, code: shapely.union(cells[code], part)}
    return cells


def _anchored(
    county: Area, by_code: Mapping[str, Area], home: Mapping[str, Point]
) -> dict[str, Area]:
    """The cells with their corners on the county's line moved to vertices that the line has.

    A corner stays where it is when moving it would break a cell, or leave a home outside of its
    cell: then the line has one vertex more.
    """
    cells = np.array(list(by_code.values()), dtype=object)
    homes = np.array([home.get(code) for code in by_code], dtype=object)
    for ring in _rings(county):
        for corner in _corners(ring, cells):
            cells = _moved(cells, corner, homes)
    return dict(zip(by_code, cells, strict=True))


def _rings(area: Area) -> list[LinearRing]:
    return [ring for part in shapely.get_parts(area) for ring in (part.exterior, *part.interiors)]


class _Corner(NamedTuple):
    """A place on the county's line where cells meet, and the ends of the edge that it lies on."""

    distance_m: float
    place: tuple[float, float]
    nearer_end: tuple[float, float]
    farther_end: tuple[float, float]


def _corners(ring: LinearRing, cells: Cells) -> list[_Corner]:
    """The corners on the line that are no vertices of it, the nearest to a vertex first: of several
    on one edge, the outer ones then make way for the inner ones."""
    vertices = shapely.get_coordinates(ring)
    edges = shapely.linestrings(np.stack([vertices[:-1], vertices[1:]], axis=1))
    known = {tuple(vertex) for vertex in vertices.tolist()}
    corners = []
    for place in {tuple(pair) for pair in shapely.get_coordinates(cells).tolist()} - known:
        distances = shapely.distance(edges, Point(place))
        edge = int(np.argmin(distances))
        if distances[edge] < EDGE_GRID_M / 100:
            ends = sorted(
                (math.dist(end, place), tuple(end)) for end in vertices[edge : edge + 2].tolist()
            )
            corners.append(_Corner(ends[0][0], place, ends[0][1], ends[1][1]))
    return sorted(corners)


def _moved(cells: Cells, corner: _Corner, homes: Cells) -> Cells:
    """The cells with a corner moved to the first end of its edge that leaves all of them whole."""
    touched = np.flatnonzero(shapely.distance(cells, Point(corner.place)) == 0)
    at_home = shapely.intersects(cells, homes)
    for end in (corner.nearer_end, corner.farther_end):
        if math.dist(end, corner.place) > ANCHOR_REACH_M:
            continue
        changed = cells.copy()
        changed[touched] = [_with_corner(cells[i], corner.place, end) for i in touched]
        whole = (
            shapely.is_valid(changed[touched]).all()
            and (shapely.get_type_id(changed) == shapely.get_type_id(cells)).all()
            and (shapely.area(changed[touched]) > 0).all()
            and (shapely.intersects(changed, homes) >= at_home).all()
        )
        if whole and shapely.coverage_is_valid(changed):
            return changed
    return cells


def _with_corner(cell: Area, before: tuple[float, float], after: tuple[float, float]) -> Area:
    def replace(pairs: Floats) -> Floats:
        return np.where((pairs == before).all(axis=1)[:, None], after, pairs)

    return shapely.remove_repeated_points(shapely.transform(cell, replace))


def _inner(cell: Area, count: int) -> Polygon:
    """The ground for villages: the cell less a margin of a fifth of their spacing."""
    margin = math.sqrt(cell.area / count) / 5
    for _ in range(12):
        inner = shapely.buffer(cell, -margin, quad_segs=2)
        # Half of the cell must remain, or a long narrow cell would lose its ends.
        if inner.area > cell.area / 2:
            return _largest(inner)
        margin /= 2
    return _largest(cell)
