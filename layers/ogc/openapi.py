"""The definition of the API in OpenAPI 3.0: every address with every parameter it takes."""

from typing import Any

from django.utils.translation import gettext as _

from layers.ogc.asking import DEFAULT_LIMIT, LARGEST_LIMIT, filters
from layers.ogc.collection import Collection, Property
from layers.ogc.collections import COLLECTIONS
from layers.ogc.documents import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Addresses, queryable
from layers.ogc.systems import CRS84, SYSTEMS
from outlets.kinds import OperatingModel, OutletKind, Platform
from targets.definitions import DEFAULT_RADIUS_M, LARGEST_RADIUS_M, Definition

VERSION = "1.0.0"

Schema = dict[str, Any]


def definition(addresses: Addresses) -> dict[str, Any]:
    return {
        "openapi": "3.0.3",
        "info": {"title": _("Village outlets: coverage for maps"), "version": VERSION},
        "servers": [{"url": addresses.root.rstrip("/")}],
        "security": [{"session": []}, {"token": []}, {"password": []}],
        "tags": [{"name": each.name, "description": str(each.description)} for each in _all()],
        "paths": {
            "/": _get(_("Landing page"), "landing", [_format("json", "html")], JSON, "landing"),
            "/conformance": _get(_("Conformance"), "conformance", [_format()], JSON),
            "/api": _get(_("Definition of the API"), "api", [_format()], OPENAPI),
            "/collections": _get(_("Collections"), "collections", [_format()], JSON, "collections"),
            **{path: content for each in _all() for path, content in _paths(each).items()},
        },
        "components": {
            "schemas": _SCHEMAS | {each.name: _feature(each) for each in _all()},
            "responses": {
                "error": {
                    "description": _("What is wrong with the request"),
                    "content": {JSON: {"schema": {"$ref": "#/components/schemas/exception"}}},
                }
            },
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
                "token": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic"},
            },
        },
    }


def _all() -> list[Collection]:
    return list(COLLECTIONS.values())


def _paths(each: Collection) -> dict[str, Any]:
    base, title = f"/collections/{each.name}", str(each.title)
    feature_id = _parameter("featureId", {"type": "string"}, _("Identifier"), where="path")
    asked = [_format(), _crs("crs"), _datetime(), *(_judged() if each.is_of_network else ())]
    many = [
        *asked,
        *(_network() if each.is_of_network else ()),
        _parameter("limit", _whole(1, LARGEST_LIMIT, DEFAULT_LIMIT), _("Features of a page")),
        _parameter("offset", {"type": "integer", "minimum": 0, "default": 0}, _("Left out before")),
        _bbox(),
        _crs("bbox-crs"),
        _parameter("division", {"type": "string"}, _("Code of a division: only what lies in it")),
        *map(_filter, filters(each).values()),
    ]
    name = each.name
    return {
        base: _get(title, f"{name}.describe", [_format()], JSON, "collection", tag=name),
        f"{base}/queryables": _get(title, f"{name}.queryables", [_format()], SCHEMA, tag=name),
        f"{base}/items": _get(title, f"{name}.items", many, GEOJSON, _page(name), tag=name),
        f"{base}/items/{{featureId}}": _get(
            title, f"{name}.item", [feature_id, *asked], GEOJSON, name, tag=name
        ),
    }


def _get(
    summary: str,
    operation: str,
    parameters: list[Schema],
    media_type: str,
    schema: str | Schema | None = None,
    *,
    tag: str = "",
) -> dict[str, Any]:
    if isinstance(schema, str):
        schema = {"$ref": f"#/components/schemas/{schema}"}
    content: dict[str, Any] = {media_type: {"schema": schema or {"type": "object"}}}
    if operation == "landing":
        content[HTML] = {"schema": {"type": "string"}}
    codes = ("400", "401", "404")
    return {
        "get": {
            "summary": summary,
            "operationId": operation,
            **({"tags": [tag]} if tag else {}),
            "parameters": parameters,
            "responses": {
                "200": {"description": summary, "content": content},
                **{code: {"$ref": "#/components/responses/error"} for code in codes},
            },
        }
    }


def _parameter(name: str, schema: Schema, description: str, *, where: str = "query") -> Schema:
    told = {"name": name, "in": where, "description": description, "schema": schema}
    return told | {"required": where == "path", "style": "simple" if where == "path" else "form"}


def _whole(least: int, most: int, default: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


def _format(*known: str) -> Schema:
    known = known or ("json",)
    return _parameter("f", {"type": "string", "enum": list(known)}, _("Format"))


def _crs(name: str) -> Schema:
    known = [system.uri for system in SYSTEMS]
    schema = {"type": "string", "format": "uri", "enum": known, "default": CRS84.uri}
    return _parameter(name, schema, _("Coordinate system; its axes come in its own order"))


def _bbox() -> Schema:
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    return _parameter("bbox", numbers, _("Only what touches this box")) | {"explode": False}


def _datetime() -> Schema:
    told = _("The day whose state is told: a time, a day, or an interval, of which the last day")
    return _parameter("datetime", {"type": "string"}, told)


def _judged() -> list[Schema]:
    known = {"type": "string", "enum": Definition.values, "default": Definition.ADMINISTRATIVE}
    radius = _whole(1, LARGEST_RADIUS_M, DEFAULT_RADIUS_M)
    return [
        _parameter("definition", known, _("Definition of coverage")),
        _parameter("radius_m", radius, _("Metres that coverage within reach goes")),
    ]


_NETWORK = {"kind": OutletKind, "model": OperatingModel, "platform": Platform}


def _network() -> list[Schema]:
    told = _("Only outlets of this kind make up the network asked about")
    return [
        _parameter(name, {"type": "string", "enum": choices.values}, told)
        for name, choices in _NETWORK.items()
    ]


def _filter(each: Property) -> Schema:
    return _parameter(each.name, queryable(each), _("Only with this value: ") + str(each.title))


def _feature(each: Collection) -> Schema:
    told = {
        one.name: {"type": one.type, "title": str(one.title), "nullable": True}
        for one in each.properties
    }
    geometry = {
        "type": "object",
        "nullable": True,
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"type": "string", "enum": [each.geometry]},
            "coordinates": {"type": "array", "items": {}},
        },
    }
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": geometry,
            "properties": {"type": "object", "properties": told},
            "links": _LINKS,
        },
    }


def _page(name: str) -> Schema:
    count = {"type": "integer", "minimum": 0}
    features = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
    return {
        "type": "object",
        "required": ["type", "features", "links", "numberMatched", "numberReturned"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "numberMatched": count,
            "numberReturned": count,
            "links": _LINKS,
            "features": features,
        },
    }


_LINKS: Schema = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
_TEXT: Schema = {"type": "string"}
_SCHEMAS: dict[str, Schema] = {
    "link": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {"href": _TEXT, "rel": _TEXT, "type": _TEXT, "title": _TEXT},
    },
    "exception": {
        "type": "object",
        "required": ["code"],
        "properties": {"code": _TEXT, "description": _TEXT},
    },
    "landing": {
        "type": "object",
        "required": ["links"],
        "properties": {"title": _TEXT, "description": _TEXT, "links": _LINKS},
    },
    "collection": {
        "type": "object",
        "required": ["id", "links", "crs", "storageCrs"],
        "properties": {
            "id": _TEXT,
            "title": _TEXT,
            "description": _TEXT,
            "itemType": _TEXT,
            "extent": {"type": "object"},
            "crs": {"type": "array", "items": _TEXT},
            "storageCrs": _TEXT,
            "links": _LINKS,
        },
    },
    "collections": {
        "type": "object",
        "required": ["links", "collections"],
        "properties": {
            "links": _LINKS,
            "crs": {"type": "array", "items": _TEXT},
            "collections": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/collection"},
            },
        },
    },
}
