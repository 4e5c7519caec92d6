"""One page of a collection as GeoJSON text, made by one statement in the database."""

from dataclasses import dataclass
from typing import Any

from core import database
from geo.crs import GEOGRAPHIC_SRID
from layers.ogc.asking import Asked
from layers.ogc.collection import Collection, Property
from layers.ogc.systems import Box, System

DECIMALS = 7  # of a degree: about a centimetre


@dataclass(frozen=True)
class Page:
    """Features as JSON texts joined by commas, and how many there are here and in all."""

    features: str
    returned: int
    matched: int


def page(collection: Collection, asked: Asked) -> Page:
    sql, parameters = statement(collection, asked)
    [row] = database.rows(sql, parameters)
    return Page(**row)


def statement(collection: Collection, asked: Asked) -> tuple[str, dict[str, Any]]:
    """The SQL text for a page, and its parameters. Features come in the order of their
    identifiers' bytes, so that pages fit together."""
    relation = collection.relation(asked.question)
    columns = ", ".join(f'{each.column} AS "{each.name}"' for each in collection.properties)
    conditions, values = _conditions(asked)
    sql = f"""WITH {relation.ctes + "," if relation.ctes else ""}
    feature AS (
        SELECT {collection.identifier} AS "feature id", {collection.place} AS "feature place",
               {columns}
        FROM {relation.source}
    ),
    matched AS (SELECT * FROM feature WHERE {" AND ".join(conditions)}),
    page AS (
        SELECT * FROM matched ORDER BY "feature id" COLLATE "C"
        LIMIT %(limit)s OFFSET %(offset)s
    )
    SELECT COALESCE(string_agg({_feature(collection, asked.crs)}, ','
                               ORDER BY "feature id" COLLATE "C"), '') AS features,
           count(*) AS returned, (SELECT count(*) FROM matched) AS matched
    FROM page"""
    paging = {"limit": asked.limit, "offset": asked.offset}
    return sql, {**relation.parameters, **values, **paging}


def _conditions(asked: Asked) -> tuple[list[str], dict[str, Any]]:
    conditions = ["true"]
    values: dict[str, Any] = {}
    if asked.feature:
        conditions.append('"feature id" = %(feature)s')
        values["feature"] = asked.feature
    for number, (name, value) in enumerate(asked.filters):
        conditions.append(f'"{name}" = %(filter_{number})s')
        values[f"filter_{number}"] = value
    if asked.boxes:
        conditions.append(f"({' OR '.join(map(_touches, asked.boxes))})")
    return conditions, values


def _touches(box: Box) -> str:
    """The condition that a feature touches the box; one without geometry touches none."""
    edges = ", ".join(repr(float(edge)) for edge in box)
    # A box without width or height becomes a line or a point; as an area it would touch nothing.
    square = f"ST_Envelope(ST_MakeEnvelope({edges}, {GEOGRAPHIC_SRID}))"
    return f'ST_Intersects("feature place", {square})'


def _feature(collection: Collection, crs: System) -> str:
    """An expression for the text of one Feature."""
    place = '"feature place"'
    place = f"ST_FlipCoordinates({place})" if crs.is_flipped else f"ST_ForcePolygonCCW({place})"
    members = " || ',' || ".join(map(_member, collection.properties))
    return (
        '\'{"type":"Feature","id":\' || to_json("feature id")::text || \',"geometry":\''
        f" || COALESCE(ST_AsGeoJSON({place}, {DECIMALS}), 'null')"
        f" || ',\"properties\":{{' || {members} || '}}}}'"
    )


def _member(each: Property) -> str:
    text = f'to_json("{each.name}")::text' if each.type == "string" else f'"{each.name}"::text'
    return f"'\"{each.name}\":' || COALESCE({text}, 'null')"
