"""The map layers: for each name, one SQL text that answers a whole FeatureCollection.

Text is built in the database, with no objects in between: the read path of a map is one statement.
Coordinates are CGCS2000 longitude and latitude; five decimals are about a metre.
"""

from core.database import valid_on
from geo.levels import ADMINISTRATIVE_VILLAGE_KIND, Level
from geo.models import ContextFeature
from targets import coverage
from targets.definitions import Question

DECIMALS = 5
CONTEXT_DECIMALS = 3  # context is drawn, never measured: about 100 m


def _collection(feature: str, relation: str, order: str) -> str:
    """SELECT one FeatureCollection of `feature` texts from `relation`."""
    return (
        'SELECT \'{"type":"FeatureCollection","features":[\''
        f" || COALESCE(string_agg({feature}, ',' ORDER BY {order}), '') || ']}}' FROM {relation}"
    )


def _feature(geometry: str, identifier: str, properties: dict[str, str], decimals: int) -> str:
    """An expression for one Feature's text; properties map a name to an SQL expression."""
    members = " || ',' || ".join(
        f"'\"{name}\":' || COALESCE(to_json({expression})::text, 'null')"
        for name, expression in properties.items()
    )
    return (
        f'\'{{"type":"Feature","id":\' || to_json({identifier})::text || \',"geometry":\''
        f" || COALESCE(ST_AsGeoJSON({geometry}, {decimals}), 'null')"
        f" || ',\"properties\":{{' || {members} || '}}}}'"
    )


def units(question: Question, level: Level) -> tuple[str, dict]:
    """Counties or townships with their counts of coverage and their boundary of the day."""
    counts = ("villages", "covered", "uncovered", "unlocated", "approximate", "outlets")
    properties = {name: f"u.{name}" for name in ("code", "name", *counts)} | {
        "rate": "round(u.covered::numeric / NULLIF(u.villages, 0), 4)",
        "quality": "b.quality",
    }
    relation = f"""unit_count u LEFT JOIN LATERAL (
        SELECT b.geom, r.quality FROM geo_divisionboundary b
        JOIN geo_boundaryrelease r ON r.id = b.release_id
        WHERE b.division_id = u.id AND b.superseded_by_id IS NULL AND {valid_on("b")}
    ) b ON true"""
    feature = _feature("b.geom", "u.code", properties, DECIMALS)
    sql = f"WITH {coverage.unit_count(question)} {_collection(feature, relation, 'u.code')}"
    return sql, coverage.unit_parameters(question, level)


def counties(question: Question) -> tuple[str, dict]:
    return units(question, Level.COUNTY)


def townships(question: Question) -> tuple[str, dict]:
    return units(question, Level.TOWNSHIP)


def villages(question: Question) -> tuple[str, dict]:
    """Administrative villages by state; one without a position has a null geometry."""
    properties = {
        "name": "v.name",
        "state": "v.state",
        "approximate": "v.is_approximate",
    }
    feature = _feature("v.seat", "v.code", properties, DECIMALS)
    sql = f"WITH {coverage.village_state(question)} "
    return sql + _collection(feature, "village_state v", "v.code"), coverage.parameters(question)


def communities(question: Question) -> tuple[str, dict]:
    """The village-level units that coverage does not count: 居, 农场村, 生活区."""
    relation = f"""(SELECT d.* FROM geo_administrativedivision d
        WHERE d.level = 'village' AND d.kind <> '{ADMINISTRATIVE_VILLAGE_KIND}'
          AND d.code LIKE %(under)s AND {valid_on("d")}) d"""
    feature = _feature("d.seat", "d.code", {"name": "d.short_name", "kind": "d.kind"}, DECIMALS)
    return _collection(feature, relation, "d.code"), coverage.parameters(question)


def outlets(question: Question) -> tuple[str, dict]:
    """Outlets by their status on the day; one without a position stands at its village's seat."""
    properties = {
        "name": "o.name",
        "village": "d.code",
        "kind": "o.kind",
        "model": "o.operating_model",
        "status": "s.status",
        "at_seat": "o.location IS NULL",
    }
    relation = f"""outlets_outlet o
    JOIN geo_administrativedivision d ON d.id = o.village_id AND d.code LIKE %(under)s
    JOIN outlets_outletstatus s ON s.outlet_id = o.id AND {valid_on("s")}
    WHERE {coverage.IN_NETWORK}"""
    feature = _feature("COALESCE(o.location, d.seat)", "o.id", properties, DECIMALS)
    return _collection(feature, relation, "o.outlet_no"), coverage.parameters(question)


def _context(kind: str) -> tuple[str, dict]:
    properties = {"code": "c.code", "name": "c.name", "prefecture": "c.prefecture"}
    feature = _feature("c.geom", "c.id", properties, CONTEXT_DECIMALS)
    relation = "geo_contextfeature c WHERE c.kind = %(context_kind)s"
    return _collection(feature, relation, "c.id"), {"context_kind": kind}


def neighbours(question: Question) -> tuple[str, dict]:
    """Counties around the city, the same for every question."""
    return _context(ContextFeature.Kind.NEIGHBOUR)


def rivers(question: Question) -> tuple[str, dict]:
    return _context(ContextFeature.Kind.RIVER)


SOURCES = {
    source.__name__: source
    for source in (counties, townships, villages, communities, outlets, neighbours, rivers)
}
CONTEXT = ("neighbours", "rivers")
