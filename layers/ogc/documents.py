"""What the API says of itself: landing page, conformance, collections. Links are whole addresses,
since programs take the documents away from where they got them.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core import database
from entrepreneurs.kinds import Stage
from geo import codes
from layers.ogc.asking import Asked
from layers.ogc.collection import Collection, Property
from layers.ogc.collections import COLLECTIONS
from layers.ogc.pages import Page
from layers.ogc.systems import CRS84, STORED, SYSTEMS
from targets.definitions import EARLIEST, Question

JSON = "application/json"
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
HTML = "text/html"

PART_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
PART_2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf"
PART_3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"
CONFORMS_TO = (
    f"{PART_1}/core",
    f"{PART_1}/oas30",
    f"{PART_1}/geojson",
    f"{PART_2}/crs",
    f"{PART_3}/queryables",
    f"{PART_3}/queryables-query-parameters",
)
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"

Link = dict[str, str]


@dataclass(frozen=True)
class Addresses:
    """Addresses of the API; `root` is that of its landing page, with a slash at its end."""

    root: str

    def of(self, *parts: str) -> str:
        return self.root + "/".join(parts)

    def items(self, collection: Collection) -> str:
        return self.of("collections", collection.name, "items")


def _link(href: str, rel: str, type_: str, title: str = "") -> Link:
    link = {"href": href, "rel": rel, "type": type_}
    return link | {"title": title} if title else link


def as_text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def landing(addresses: Addresses) -> dict[str, Any]:
    return {
        "title": _("Village outlets: coverage for maps"),
        "description": _(
            "Divisions, villages, outlets, gaps in coverage, incubators, parks and counts of "
            "ventures as features, for any day. Only what lies within the account's jurisdiction "
            "is there."
        ),
        "links": [
            _link(addresses.root, "self", JSON),
            _link(f"{addresses.root}?f=html", "alternate", HTML, _("Data interface")),
            _link(addresses.of("api"), "service-desc", OPENAPI, _("Definition of the API")),
            _link(f"{addresses.root}?f=html", "service-doc", HTML, _("How to use the API")),
            _link(addresses.of("conformance"), "conformance", JSON),
            _link(addresses.of("collections"), "data", JSON, _("Collections")),
        ],
    }


def conformance() -> dict[str, Any]:
    return {"conformsTo": list(CONFORMS_TO)}


def collections(addresses: Addresses, question: Question) -> dict[str, Any]:
    box = extent(question.division)
    return {
        "links": [_link(addresses.of("collections"), "self", JSON)],
        "crs": [system.uri for system in SYSTEMS],
        "collections": [described(each, addresses, box, question) for each in COLLECTIONS.values()],
    }


def described(
    collection: Collection, addresses: Addresses, box: list[float] | None, question: Question
) -> dict[str, Any]:
    """What is said of one collection; `box` is what its features lie in, on whatever day."""
    temporal = {"interval": [[f"{EARLIEST.isoformat()}T00:00:00Z", None]]}
    spatial = {"spatial": {"bbox": [box], "crs": CRS84.uri}} if box else {}
    return {
        "id": collection.name,
        "title": str(collection.title),
        "description": description(collection, question),
        "itemType": "feature",
        "extent": spatial | {"temporal": temporal},
        "crs": [system.uri for system in SYSTEMS],
        "storageCrs": STORED.uri,
        "links": [
            _link(addresses.of("collections", collection.name), "self", JSON),
            _link(addresses.items(collection), "items", GEOJSON, str(collection.title)),
            _link(addresses.of("collections", collection.name, "queryables"), QUERYABLES, SCHEMA),
        ],
    }


def description(collection: Collection, question: Question) -> str:
    """What the collection holds, and what is to be said of it for the day and division."""
    described, remark = str(collection.description), collection.remark(question)
    if not remark:
        return described
    return _("%(sentence)s %(more)s") % {"sentence": described, "more": remark}


def queryables(collection: Collection, addresses: Addresses) -> dict[str, Any]:
    """The properties that features can be filtered by, as a JSON Schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": addresses.of("collections", collection.name, "queryables"),
        "type": "object",
        "title": str(collection.title),
        "properties": {
            "geometry": {"format": f"geometry-{collection.geometry.lower()}"},
            **{each.name: queryable(each) for each in collection.properties},
        },
        "additionalProperties": False,
    }


def queryable(each: Property) -> dict[str, Any]:
    """The JSON Schema of a property's values."""
    known = {"enum": list(each.choices)} if each.choices else {}
    return {"title": str(each.title), "type": each.type} | known


# Lines and points alike, of every day, so that no feature lies outside of it. What has no position
# of its own stands at a seat or inside a line.
_EXTENT = f"""SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box) FROM (
    SELECT ST_Extent(shape) AS box FROM (
        SELECT b.geom AS shape FROM geo_divisionboundary b
        JOIN geo_administrativedivision d ON d.id = b.division_id
        WHERE d.code LIKE %(under)s
        UNION ALL
        SELECT d.seat::geometry FROM geo_administrativedivision d
        WHERE d.code LIKE %(under)s AND d.seat IS NOT NULL
        UNION ALL
        SELECT o.location::geometry FROM outlets_outlet o
        JOIN geo_administrativedivision d ON d.id = o.village_id
        WHERE d.code LIKE %(under)s AND o.location IS NOT NULL
        UNION ALL
        SELECT r.location::geometry FROM (
            SELECT location, division_id, stage FROM entrepreneurs_incubator
            UNION ALL
            SELECT location, division_id, stage FROM entrepreneurs_park
        ) r JOIN geo_administrativedivision d ON d.id = r.division_id
        WHERE d.code LIKE %(under)s AND r.stage = '{Stage.VERIFIED.value}'
          AND r.location IS NOT NULL
    ) shapes
) whole"""


def extent(jurisdiction: str) -> list[float] | None:
    """West, south, east, north of everything in the jurisdiction; null when nothing has a place."""
    [row] = database.rows(_EXTENT, {"under": codes.prefix(jurisdiction) + "%"})
    edges = list(row.values())
    return None if edges[0] is None else edges


def _address(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def items(
    page: Page, collection: Collection, asked: Asked, addresses: Addresses, query: dict[str, str]
) -> str:
    """A page as a FeatureCollection; its links keep what the address asked."""

    def at(offset: int) -> str:
        return _address(addresses.items(collection), query | {"offset": str(offset)})

    links = [
        _link(_address(addresses.items(collection), query), "self", GEOJSON),
        _link(addresses.of("collections", collection.name), "collection", JSON),
    ]
    if asked.offset + page.returned < page.matched:
        links.append(_link(at(asked.offset + page.returned), "next", GEOJSON))
    if asked.offset:
        links.append(_link(at(max(asked.offset - asked.limit, 0)), "prev", GEOJSON))
    return (
        f'{{"type":"FeatureCollection","numberMatched":{page.matched},'
        f'"numberReturned":{page.returned},"links":{as_text(links)},"features":[{page.features}]}}'
    )


def item(
    feature: str, collection: Collection, identifier: str, addresses: Addresses, query: dict
) -> str:
    """One feature, with its links; `feature` is its text."""
    own = addresses.of("collections", collection.name, "items", identifier)
    links = [
        _link(_address(own, query), "self", GEOJSON),
        _link(addresses.of("collections", collection.name), "collection", JSON),
    ]
    return f'{feature[:-1]},"links":{as_text(links)}}}'
