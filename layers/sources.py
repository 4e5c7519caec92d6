"""The map layers: for each name, one SQL text that answers a whole FeatureCollection.

Text is built in the database, with no objects in between: the read path of a map is one statement.
Coordinates are CGCS2000 longitude and latitude; five decimals are about a metre.
"""

from typing import Any

from django.conf import settings

from core.database import valid_on
from entrepreneurs.counting import places
from geo.levels import ADMINISTRATIVE_VILLAGE_KIND, Level
from geo.models import ContextFeature
from outlets.kinds import STAGES_IN_PROGRESS
from targets import coverage
from targets.definitions import Question

DECIMALS = 5
CONTEXT_DECIMALS = 3  # context is drawn, never measured: about 100 m


def _collection(feature: str, relation: str, order: str) -> str:
    """SELECT one FeatureCollection of `feature` texts from `relation`.

    Codes are ordered by their bytes: the database's own order is that of Chinese names, and slow.
    """
    return (
        'SELECT \'{"type":"FeatureCollection","features":[\''
        f" || COALESCE(string_agg({feature}, ',' ORDER BY {order} COLLATE \"C\"), '')"
        f" || ']}}' FROM {relation}"
    )


def _feature(geometry: str, identifier: str, properties: dict[str, str], decimals: int) -> str:
    """An expression for one Feature's text; identifier and properties are expressions for JSON."""
    members = " || ',' || ".join(
        f"'\"{name}\":' || COALESCE({expression}, 'null')"
        for name, expression in properties.items()
    )
    return (
        f'\'{{"type":"Feature","id":\' || {identifier} || \',"geometry":\''
        f" || COALESCE(ST_AsGeoJSON({geometry}, {decimals}), 'null')"
        f" || ',\"properties\":{{' || {members} || '}}}}'"
    )


def _text(expression: str) -> str:
    """JSON text of any text: names that people typed."""
    return f"to_json({expression})::text"


def _word(expression: str) -> str:
    """JSON text of what cannot hold a quote: codes, enumerations, keys. Cheaper than `_text`."""
    return f"'\"' || {expression} || '\"'"


def _plain(expression: str) -> str:
    """JSON text of a number or a truth value."""
    return f"({expression})::text"


# The divisions of a level with their boundary of the day, behind `coverage.unit_count`.
UNITS = f"""unit_count u LEFT JOIN LATERAL (
        SELECT b.geom, r.quality FROM geo_divisionboundary b
        JOIN geo_boundaryrelease r ON r.id = b.release_id
        WHERE b.division_id = u.id AND b.superseded_by_id IS NULL AND {valid_on("b")}
    ) b ON true"""


def units(question: Question, level: Level) -> tuple[str, dict]:
    """Counties or townships with their counts of coverage and their boundary of the day."""
    counts = ("villages", "covered", "uncovered", "unlocated", "approximate", "outlets")
    properties = {
        "code": _word("u.code"),
        "name": _text("u.name"),
        **{name: _plain(f"u.{name}") for name in counts},
        "rate": _plain("round(u.covered::numeric / NULLIF(u.villages, 0), 4)"),
        "quality": _word("b.quality"),
    }
    feature = _feature("b.geom", _word("u.code"), properties, DECIMALS)
    sql = f"WITH {coverage.unit_count(question)} {_collection(feature, UNITS, 'u.code')}"
    return sql, coverage.unit_parameters(question, level)


def counties(question: Question) -> tuple[str, dict]:
    return units(question, Level.COUNTY)


def townships(question: Question) -> tuple[str, dict]:
    return units(question, Level.TOWNSHIP)


def villages(question: Question) -> tuple[str, dict]:
    """Administrative villages by state; one without a position has a null geometry."""
    properties = {
        "name": _text("v.name"),
        "state": _word("v.state"),
        "approximate": _plain("v.is_approximate"),
    }
    feature = _feature("v.seat", _word("v.code"), properties, DECIMALS)
    sql = f"WITH {coverage.village_state(question)} "
    return sql + _collection(feature, "village_state v", "v.code"), coverage.parameters(question)


def communities(question: Question) -> tuple[str, dict]:
    """The village-level units that coverage does not count: 居, 农场村, 生活区."""
    relation = f"""(SELECT d.* FROM geo_administrativedivision d
        WHERE d.level = 'village' AND d.kind <> '{ADMINISTRATIVE_VILLAGE_KIND}'
          AND d.code LIKE %(under)s AND {valid_on("d")}) d"""
    properties = {"name": _text("d.short_name"), "kind": _text("d.kind")}
    feature = _feature("d.seat", _word("d.code"), properties, DECIMALS)
    return _collection(feature, relation, "d.code"), coverage.parameters(question)


def outlets(question: Question) -> tuple[str, dict]:
    """Outlets by their status on the day; one without a position stands at its village's seat."""
    properties = {
        "name": _text("o.name"),
        "village": _word("d.code"),
        "kind": _word("o.kind"),
        "model": _word("o.operating_model"),
        "status": _word("s.status"),
        "at_seat": _plain("o.location IS NULL"),
    }
    relation = f"""outlets_outlet o
    JOIN geo_administrativedivision d ON d.id = o.village_id AND d.code LIKE %(under)s
    JOIN outlets_outletstatus s ON s.outlet_id = o.id AND {valid_on("s")}
    WHERE {coverage.IN_NETWORK}"""
    feature = _feature("COALESCE(o.location, d.seat)", _word("o.id"), properties, DECIMALS)
    return _collection(feature, relation, "o.outlet_no"), coverage.parameters(question)


# Registrations submitted by the day and on their way, of the part of the network asked about.
IS_UNDER_WAY = f"""o.stage = ANY(%(stages)s) AND {coverage.IN_NETWORK}
      AND (o.submitted_at AT TIME ZONE %(zone)s)::date <= %(on)s"""


def under_way_parameters(question: Question) -> dict[str, Any]:
    """What the placeholders of `IS_UNDER_WAY` stand for."""
    stages = {"stages": [*STAGES_IN_PROGRESS], "zone": settings.TIME_ZONE}
    return coverage.parameters(question) | stages


def under_way(question: Question) -> tuple[str, dict]:
    """Outlets being registered, by the stage they are in now; counted nowhere."""
    properties = {
        "name": _text("o.name"),
        "village": _word("d.code"),
        "stage": _word("o.stage"),
        "at_seat": _plain("o.location IS NULL"),
    }
    relation = f"""outlets_outlet o
    JOIN geo_administrativedivision d ON d.id = o.village_id AND d.code LIKE %(under)s
    WHERE {IS_UNDER_WAY}"""
    feature = _feature("COALESCE(o.location, d.seat)", _word("o.id"), properties, DECIMALS)
    return _collection(feature, relation, "o.outlet_no"), under_way_parameters(question)


def _places(relation: str, properties: dict[str, str], question: Question) -> tuple[str, dict]:
    """Places of `entrepreneurs.counting.places`; one without any place has a null geometry."""
    feature = _feature(
        "r.place",
        _word("r.id::text"),
        {
            "name": _text("r.name"),
            "kind": _word("r.kind"),
            **properties,
            "opened_on": _word("r.opened_on::text"),
            "code": _word("r.code"),
            "division": _text("r.division"),
            "approximate": _plain("r.is_approximate"),
        },
        DECIMALS,
    )
    sql = _collection(feature, f"({relation}) r", "r.id::text")
    return sql, places.parameters(question.division, question.on)


def incubators(question: Question) -> tuple[str, dict]:
    """Incubators open on the day, with the level recognised on it."""
    return _places(places.INCUBATORS, {"level": _word("r.level")}, question)


def parks(question: Question) -> tuple[str, dict]:
    """Parks open on the day."""
    return _places(places.PARKS, {}, question)


def venture_places(question: Question) -> tuple[str, dict]:
    """Single ventures open on the day; `kind` is the industry. For those who may see people."""
    return _places(places.VENTURES, {}, question)


def _context(kind: str) -> tuple[str, dict]:
    properties = {name: _text(f"c.{name}") for name in ("code", "name", "prefecture")}
    feature = _feature("c.geom", _plain("c.id"), properties, CONTEXT_DECIMALS)
    relation = "geo_contextfeature c WHERE c.kind = %(context_kind)s"
    return _collection(feature, relation, "c.id::text"), {"context_kind": kind}


def neighbours(question: Question) -> tuple[str, dict]:
    """Counties around the city, the same for every question."""
    return _context(ContextFeature.Kind.NEIGHBOUR)


def rivers(question: Question) -> tuple[str, dict]:
    return _context(ContextFeature.Kind.RIVER)


SOURCES = {
    source.__name__: source
    for source in (
        counties,
        townships,
        villages,
        communities,
        outlets,
        under_way,
        incubators,
        parks,
        venture_places,
        neighbours,
        rivers,
    )
}
CONTEXT = ("neighbours", "rivers")
# Only for those who may see people.
PERSONAL = ("venture_places",)
