"""Reads the layers of an export: one statement for each.

Rows carry the words that pages show, in the language of the reader.
"""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from core import database
from core.database import valid_on
from geo import codes
from geo.levels import (
    ADMINISTRATIVE_VILLAGE_KIND,
    APPROXIMATE_QUALITIES,
    DEPTH,
    Level,
    LocationQuality,
)
from layers import styles
from layers.exports import support_readers
from layers.exports.columns import COMMUNITIES, OUTLETS, UNDER_WAY, UNITS, VILLAGES
from layers.exports.layer import Layer, Row, layer_of
from layers.exports.questions import ExportQuestion
from layers.sources import IS_UNDER_WAY, under_way_parameters
from layers.sources import UNITS as UNITS_WITH_BOUNDARY
from outlets.kinds import (
    OperatingModel,
    OutletKind,
    Platform,
    Source,
    Stage,
    Status,
)
from targets import coverage
from targets.coverage import Gap, Part


def _divisions(asked: ExportQuestion) -> Iterator[Layer]:
    """Counties and townships, as far down as the division asked about lets them."""
    own = codes.level(asked.question.division)
    for level, name, title in (
        (Level.COUNTY, "counties", _("Counties with coverage")),
        (Level.TOWNSHIP, "townships", _("Townships with coverage")),
    ):
        if DEPTH[level] < DEPTH[own]:
            continue
        sql = f"""WITH {coverage.unit_count(asked.question)}
        SELECT u.*, b.quality, ST_AsBinary(b.geom) AS wkb
        FROM {UNITS_WITH_BOUNDARY} ORDER BY u.code COLLATE "C\""""
        found = database.rows(sql, coverage.unit_parameters(asked.question, level))
        yield layer_of(name, title, "MultiPolygon", UNITS, found, _unit)


def _unit(row: Row) -> Row:
    rate = row["covered"] / row["villages"] if row["villages"] else None
    counts = ("villages", "covered", "uncovered", "unlocated", "outlets")
    return {
        "code": row["code"],
        "name": row["name"],
        **{name: row[name] for name in counts},
        "rate": rate,
        "class": styles.class_of(rate),
        "approx_n": row["approximate"],
        **_placed(row["quality"]),
    }


def _placed(quality: str | None) -> Row:
    return {
        "quality": str(LocationQuality(quality).label) if quality else "",
        "approx": quality in APPROXIMATE_QUALITIES,
    }


def _listed(asked: ExportQuestion, part: Part) -> list[Row]:
    sql = f"""WITH {coverage.listed(asked.question, part)}
    SELECT l.code, l.name, l.township, l.county, l.location_quality, l.nearest_outlet, l.nearest_m,
           s.state, s.is_covered, s.outlets, ST_AsBinary(l.seat) AS wkb
    FROM listed_village l JOIN village_state s USING (code)
    ORDER BY l.code COLLATE "C\""""
    return database.rows(sql, coverage.parameters(asked.question) | {"since": asked.since})


_STATE_LABELS = {style.state: style.label for style in styles.VILLAGE_STYLES}


def _village(row: Row) -> Row:
    gap = Gap(**{name: row[name] for name in Gap.__dataclass_fields__})
    return {
        "code": row["code"],
        "name": row["name"],
        "township": row["township"],
        "county": row["county"],
        "state": str(_STATE_LABELS[row["state"]]),
        "covered": row["is_covered"],
        "outlets": row["outlets"],
        "nearest": gap.nearest,
        "nearest_m": None if gap.nearest_m is None else round(gap.nearest_m),
        **_placed(row["location_quality"]),
    }


def _villages(asked: ExportQuestion) -> Iterator[Layer]:
    found = _listed(asked, Part.ALL)
    yield layer_of("villages", _("Administrative villages"), "Point", VILLAGES, found, _village)


def _gaps(asked: ExportQuestion) -> Iterator[Layer]:
    """The villages of a list, as a rule those that are not covered."""
    title = _("Villages without cover") if asked.part is Part.GAPS else asked.part.label
    name = asked.part.value
    yield layer_of(name, title, "Point", VILLAGES, _listed(asked, asked.part), _village)


_ABOVE = f"""
LEFT JOIN geo_administrativedivision t ON t.code = left(d.code, 9) AND t.level = 'township'
  AND {valid_on("t")}
LEFT JOIN geo_administrativedivision c ON c.code = left(d.code, 6) AND c.level = 'county'
  AND {valid_on("c")}"""


def _communities(asked: ExportQuestion) -> Iterator[Layer]:
    sql = f"""SELECT d.code, d.short_name AS name, t.name AS township, c.name AS county, d.kind,
           d.location_quality, ST_AsBinary(d.seat) AS wkb
    FROM geo_administrativedivision d {_ABOVE}
    WHERE d.level = 'village' AND d.kind <> '{ADMINISTRATIVE_VILLAGE_KIND}'
      AND d.code LIKE %(under)s AND {valid_on("d")}
    ORDER BY d.code COLLATE "C\""""
    found = database.rows(sql, coverage.parameters(asked.question))
    yield layer_of("communities", _("Communities"), "Point", COMMUNITIES, found, _community)


def _community(row: Row) -> Row:
    names = ("code", "name", "township", "county", "kind")
    return {name: row[name] for name in names} | _placed(row["location_quality"])


_OUTLET_COLUMNS = """o.outlet_no, o.name, d.short_name AS village, d.code, t.name AS township,
    c.name AS county, o.kind, o.operating_model, o.platform, o.source, o.opened_on, o.stage,
    o.location IS NULL AS is_at_seat, ST_AsBinary(COALESCE(o.location, d.seat)) AS wkb"""


def _outlets(asked: ExportQuestion) -> Iterator[Layer]:
    """Outlets by their status on the day, those that the web map draws."""
    sql = f"""SELECT {_OUTLET_COLUMNS}, s.status
    FROM outlets_outlet o
    JOIN geo_administrativedivision d ON d.id = o.village_id AND d.code LIKE %(under)s
    JOIN outlets_outletstatus s ON s.outlet_id = o.id AND {valid_on("s")} {_ABOVE}
    WHERE {coverage.IN_NETWORK} ORDER BY o.outlet_no COLLATE "C\""""
    found = database.rows(sql, coverage.parameters(asked.question))
    yield layer_of("outlets", _("Outlets"), "Point", OUTLETS, found, _outlet)


def _outlet(row: Row) -> Row:
    return _common(row) | {
        "status": str(Status(row["status"]).label),
        "opened_on": row["opened_on"],
        "source": str(Source(row["source"]).label),
        "approx": row["is_at_seat"],
    }


def _common(row: Row) -> Row:
    model, platform = row["operating_model"], row["platform"]
    return {
        "number": row["outlet_no"] or "",
        "name": row["name"],
        "village": row["village"],
        "vill_code": row["code"],
        "township": row["township"],
        "county": row["county"],
        "kind": str(OutletKind(row["kind"]).label),
        "model": str(OperatingModel(model).label) if model else "",
        "platform": str(Platform(platform).label) if platform else "",
    }


def _under_way(asked: ExportQuestion) -> Iterator[Layer]:
    """Registrations submitted by the day and on their way; counted nowhere."""
    sql = f"""SELECT {_OUTLET_COLUMNS}
    FROM outlets_outlet o
    JOIN geo_administrativedivision d ON d.id = o.village_id AND d.code LIKE %(under)s {_ABOVE}
    WHERE {IS_UNDER_WAY}
    ORDER BY o.outlet_no COLLATE "C\""""
    found = database.rows(sql, under_way_parameters(asked.question))
    yield layer_of("under_way", _("Outlets under way"), "Point", UNDER_WAY, found, _registered)


def _registered(row: Row) -> Row:
    return _common(row) | {
        "stage": str(Stage(row["stage"]).label),
        "source": str(Source(row["source"]).label),
        "approx": row["is_at_seat"],
    }


READERS: dict[str, Callable[[ExportQuestion], Iterator[Layer]]] = {
    "divisions": _divisions,
    "villages": _villages,
    "gaps": _gaps,
    "outlets": _outlets,
    "under_way": _under_way,
    "communities": _communities,
    "incubators": support_readers.incubators,
    "parks": support_readers.parks,
    "ventures": support_readers.ventures,
}
