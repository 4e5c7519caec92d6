"""Vector tiles: for each layer, one SQL text that answers a whole tile.

A tile carries what a map is drawn by, and names only where few places share it: names and codes are
most of a tile's bytes and of its time. The number of a feature is its division's code, so that
whoever clicks can ask for the rest by it.

Tiles are those of Web Mercator, counted from the north-west (XYZ). Their bytes may differ between
two runs of one statement, since features come in any order; answers are therefore named by the
data version and never by their content.
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.database import valid_on
from entrepreneurs.counting import places
from geo.crs import GEOGRAPHIC_SRID, WEB_MERCATOR_SRID
from geo.levels import Level
from layers import styles
from targets import coverage
from targets.definitions import Question

LARGEST_ZOOM = 18
UNITS_TO_ZOOM = {Level.COUNTY: 6, Level.TOWNSHIP: 9}  # of `coverage`; villages from there on
NAMED_FROM_ZOOM = 12

EXTENT = 4096
MARGIN = 64 / EXTENT  # of a tile, on each side: symbols reach over its edge

# Below, a tile spans so much of the globe that the index, which knows no flat boxes, is no help.
INDEXED_FROM_ZOOM = 5
# Long edges are great circles to the index; cut in pieces they follow the tile's.
LONGEST_EDGE_DEGREES = 1


@dataclass(frozen=True)
class Tile:
    """One square of the map of `zoom`: 2 to the power of `zoom` columns and as many rows."""

    zoom: int
    column: int
    row: int

    @property
    def exists(self) -> bool:
        edge = 2**self.zoom if 0 <= self.zoom <= LARGEST_ZOOM else 0
        return 0 <= self.column < edge and 0 <= self.row < edge

    @property
    def parameters(self) -> dict[str, int]:
        return {"zoom": self.zoom, "column": self.column, "row": self.row}


Statement = tuple[str, dict]

_SQUARE = "ST_TileEnvelope(%(zoom)s, %(column)s, %(row)s)"
_WITH_MARGIN = f"ST_TileEnvelope(%(zoom)s, %(column)s, %(row)s, margin => {MARGIN})"
_IN_DEGREES = f"ST_Transform({_WITH_MARGIN}, {GEOGRAPHIC_SRID})"


def _drawn(geometry: str) -> str:
    """The geometry in the tile's own units; null where nothing of it lies in the tile."""
    buffer = round(MARGIN * EXTENT)
    projected = f"ST_Transform({geometry}, {WEB_MERCATOR_SRID})"
    return f"ST_AsMVTGeom({projected}, {_SQUARE}, {EXTENT}, {buffer})"


def _is_near(point: str, tile: Tile) -> str:
    """The condition that a geography point may lie in the tile; found by its index."""
    if tile.zoom < INDEXED_FROM_ZOOM:
        return "true"
    return f"{point} && ST_Segmentize({_IN_DEGREES}, {LONGEST_EDGE_DEGREES})::geography"


def _layer(name: str, columns: str, relation: str) -> str:
    """SELECT one layer of a tile; `columns` hold `id` and `geom`."""
    return (
        f"SELECT ST_AsMVT(drawn, '{name}', {EXTENT}, 'geom', 'id') FROM"
        f" (SELECT {columns} FROM {relation}) drawn WHERE geom IS NOT NULL"
    )


def _units(name: str, question: Question, level: Level) -> Statement:
    """Counties or townships with their share of coverage and its class; no class: no village."""
    rate = "u.covered::float8 / NULLIF(u.villages, 0)"
    breaks = ", ".join(str(edge) for edge in styles.BREAKS)
    columns = f"""u.code::bigint AS id, u.name, u.villages, u.covered,
        round(({rate})::numeric, 4)::float8 AS rate,
        width_bucket({rate}, ARRAY[{breaks}]::float8[]) AS class, {_drawn("b.geom")} AS geom"""
    relation = f"""unit_count u JOIN geo_divisionboundary b ON b.division_id = u.id
        AND b.superseded_by_id IS NULL AND {valid_on("b")} AND b.geom && {_IN_DEGREES}"""
    sql = f"WITH {coverage.unit_count(question)} {_layer(name, columns, relation)}"
    return sql, coverage.unit_parameters(question, level)


def counties(question: Question, tile: Tile) -> Statement:
    return _units("counties", question, Level.COUNTY)


def townships(question: Question, tile: Tile) -> Statement:
    return _units("townships", question, Level.TOWNSHIP)


def villages(question: Question, tile: Tile) -> Statement:
    """Administrative villages that have a position, by state."""
    name = ", v.name" if tile.zoom >= NAMED_FROM_ZOOM else ""
    columns = f"""v.code::bigint AS id, v.state, v.is_approximate AS approximate{name},
        {_drawn("v.seat::geometry")} AS geom"""
    relation = f"village_state v WHERE {_is_near('v.seat', tile)}"
    sql = f"WITH {coverage.village_state(question)} {_layer('villages', columns, relation)}"
    return sql, coverage.parameters(question)


def outlets(question: Question, tile: Tile) -> Statement:
    """Outlets by their status on the day; one without a position stands at its village's seat."""
    name = ", o.name" if tile.zoom >= NAMED_FROM_ZOOM else ""
    columns = f"""d.code::bigint AS id, o.id::text AS outlet, o.kind, o.operating_model AS model,
        s.status, o.location IS NULL AS at_seat{name},
        {_drawn("COALESCE(o.location, d.seat)::geometry")} AS geom"""
    relation = f"""outlets_outlet o
        JOIN geo_administrativedivision d ON d.id = o.village_id AND d.code LIKE %(under)s
        JOIN outlets_outletstatus s ON s.outlet_id = o.id AND {valid_on("s")}
        WHERE {coverage.IN_NETWORK} AND {_is_near("COALESCE(o.location, d.seat)", tile)}"""
    return _layer("outlets", columns, relation), coverage.parameters(question)


def _places(name: str, relation: str, more: str, question: Question, tile: Tile) -> Statement:
    """Places of `entrepreneurs.counting.places`; one without any place is in no tile."""
    named = ", r.name" if tile.zoom >= NAMED_FROM_ZOOM else ""
    columns = f"""r.code::bigint AS id, r.id::text AS key, r.kind{more},
        r.is_approximate AS approximate{named}, {_drawn("r.place::geometry")} AS geom"""
    found = f"({relation}) r WHERE {_is_near('r.place', tile)}"
    return _layer(name, columns, found), places.parameters(question.division, question.on)


def incubators(question: Question, tile: Tile) -> Statement:
    """Incubators open on the day, with the level recognised on it; none: no level."""
    return _places("incubators", places.INCUBATORS, ", r.level", question, tile)


def parks(question: Question, tile: Tile) -> Statement:
    """Parks open on the day."""
    return _places("parks", places.PARKS, "", question, tile)


def by_zoom(question: Question, tile: Tile) -> Statement:
    """`coverage`: counties, then townships, then villages and outlets in their townships."""
    if tile.zoom <= UNITS_TO_ZOOM[Level.COUNTY]:
        return counties(question, tile)
    if tile.zoom <= UNITS_TO_ZOOM[Level.TOWNSHIP]:
        return townships(question, tile)
    statements = [layer(question, tile) for layer in (townships, villages, outlets)]
    parameters = {name: value for _sql, given in statements for name, value in given.items()}
    # Layers of a tile one behind the other are a tile.
    return "SELECT " + " || ".join(f"({sql})" for sql, _given in statements), parameters


# Ventures have no tile: what hides a small count is its whole county, counted anew for each tile.
LAYERS: dict[str, Callable[[Question, Tile], Statement]] = {
    "coverage": by_zoom,
    "counties": counties,
    "townships": townships,
    "villages": villages,
    "outlets": outlets,
    "incubators": incubators,
    "parks": parks,
}


def statement(name: str, question: Question, tile: Tile) -> Statement:
    """The SQL text that answers one tile of a layer, and its parameters."""
    sql, parameters = LAYERS[name](question, tile)
    return sql, parameters | tile.parameters
