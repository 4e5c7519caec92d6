"""What OGC 17-069r4 (Features, Part 1) and RFC 7946 say of each document, as JSON Schemas."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}


def one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def having(required: dict[str, Schema], **others: Schema) -> Schema:
    properties = {**required, **others}
    return {"type": "object", "required": list(required), "properties": properties}


def array(items: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": least}


LINK = having({"href": {"type": "string", "pattern": "^https?://"}, "rel": TEXT, "type": TEXT})
LINKS = array(LINK, 1)
LANDING = having({"links": LINKS}, title=TEXT, description=TEXT)
CONFORMANCE = having({"conformsTo": array(TEXT, 4)})

BOX = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
INSTANT = {"type": ["string", "null"], "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
INTERVAL = {"type": "array", "items": INSTANT, "minItems": 2, "maxItems": 2}
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EXTENT = having(
    {
        "spatial": having({"bbox": array(BOX, 1)}, crs=one_of(CRS84)),
        "temporal": having({"interval": array(INTERVAL, 1)}),
    }
)
COLLECTION = having(
    {"id": TEXT, "links": LINKS, "crs": array(TEXT, 1), "storageCrs": TEXT, "extent": EXTENT},
    itemType=one_of("feature"),
)
COLLECTIONS = having({"links": LINKS, "collections": array(COLLECTION, 1)})

POSITION = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
RING = array(POSITION, 4)
POINT = having({"type": one_of("Point"), "coordinates": POSITION})
AREAS = having({"type": one_of("MultiPolygon"), "coordinates": array(array(RING, 1), 1)})
GEOMETRY = {"oneOf": [POINT, AREAS, {"type": "null"}]}
FEATURE = having(
    {
        "type": one_of("Feature"),
        "id": TEXT,
        "geometry": GEOMETRY,
        "properties": {"type": "object"},
    },
    links=LINKS,
)
COUNT = {"type": "integer", "minimum": 0}
FEATURES = having(
    {
        "type": one_of("FeatureCollection"),
        "features": array(FEATURE),
        "links": LINKS,
        "numberMatched": COUNT,
        "numberReturned": COUNT,
    }
)
EXCEPTION = having({"code": TEXT}, description=TEXT)
