"""Peer: the villages by pygeoapi over a view of the database that says the same."""

import json
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks.served.bare import COVERAGE

VIEW = "benchmark_village"


def make_view() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""CREATE OR REPLACE VIEW {VIEW} AS {COVERAGE}
            SELECT v.id, v.code, v.short_name AS name, v.location_quality,
                   own.village_id IS NOT NULL AS is_own, served.village_id IS NOT NULL AS is_served,
                   v.seat::geometry(Point, 4326) AS geom
            FROM geo_administrativedivision v
            LEFT JOIN own ON own.village_id = v.id LEFT JOIN served ON served.village_id = v.id
            WHERE v.level = 'village' AND v.kind = '村'"""
        )


def configure(folder: Path, port: int) -> dict[str, str]:
    """Write its configuration; the environment that it needs."""
    database = connection.settings_dict
    provider = {
        "type": "feature",
        "name": "PostgreSQL",
        "data": {
            "host": database["HOST"],
            "port": database["PORT"] or "5432",
            "dbname": database["NAME"],
            "user": database["USER"],
            "password": database["PASSWORD"],
            "search_path": ["public"],
        },
        "id_field": "id",
        "table": VIEW,
        "geom_field": "geom",
    }
    text = {"en": "villages"}
    config: dict[str, Any] = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 10, "max_items": 10_000},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": text,
                "description": text,
                "keywords": {"en": ["villages"]},
                "keywords_type": "theme",
                "terms_of_service": "",
                "url": "http://127.0.0.1",
            },
            "license": {"name": "none", "url": "http://127.0.0.1"},
            "provider": {"name": "none", "url": "http://127.0.0.1"},
            "contact": {"name": "none", "email": "none@127.0.0.1"},
        },
        "resources": {
            "villages": {
                "type": "collection",
                "title": text,
                "description": text,
                "keywords": {"en": ["villages"]},
                "links": [],
                "extents": {
                    "spatial": {
                        "bbox": [118, 40, 122, 43],
                        "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
                    }
                },
                "providers": [provider],
            }
        },
    }
    path, openapi = folder / "pygeoapi.json", folder / "pygeoapi-openapi.json"
    path.write_text(json.dumps(config))
    openapi.write_text("{}")
    return {"PYGEOAPI_CONFIG": str(path), "PYGEOAPI_OPENAPI": str(openapi)}
