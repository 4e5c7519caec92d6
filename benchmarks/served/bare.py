"""The limit: one statement, written by hand for one question, in a view that does nothing else."""

import gzip

from django.db import connection
from django.http import HttpRequest, HttpResponse

COVERAGE = """
WITH operating AS MATERIALIZED (
    SELECT o.id, o.village_id FROM outlets_outlet o
    JOIN outlets_outletstatus s ON s.outlet_id = o.id AND s.status = 'operating'
     AND s.valid_from <= CURRENT_DATE AND (s.valid_to IS NULL OR s.valid_to > CURRENT_DATE)
),
own AS (SELECT DISTINCT village_id FROM operating),
served AS (
    SELECT DISTINCT sv.village_id
    FROM outlets_outletvillage sv JOIN operating o ON o.id = sv.outlet_id
    WHERE sv.valid_from <= CURRENT_DATE AND (sv.valid_to IS NULL OR sv.valid_to > CURRENT_DATE)
)
"""

VILLAGES = f"""
{COVERAGE}
SELECT '{{"type":"FeatureCollection","features":[' || string_agg(
    '{{"type":"Feature","id":"' || v.code
    || '","geometry":' || COALESCE(ST_AsGeoJSON(v.seat, 5), 'null')
    || ',"properties":{{"name":' || to_json(v.short_name)::text
    || ',"state":"' || CASE WHEN own.village_id IS NOT NULL THEN 'own'
                            WHEN served.village_id IS NOT NULL THEN 'served'
                            WHEN v.seat IS NULL THEN 'unlocated' ELSE 'uncovered' END
    || '","approximate":' || (v.location_quality = 'approximate') || '}}}}', ',' ORDER BY v.code
) || ']}}'
FROM geo_administrativedivision v
LEFT JOIN own ON own.village_id = v.id
LEFT JOIN served ON served.village_id = v.id
WHERE v.level = 'village' AND v.kind = '村' AND v.code LIKE '2113%%'
"""


# Of a tile only what a map is drawn by: a number and two truths.
TILE = f"""
{COVERAGE}
SELECT ST_AsMVT(t, 'villages', 4096, 'geom', 'id') FROM (
    SELECT v.id, own.village_id IS NOT NULL AS own, served.village_id IS NOT NULL AS served,
           ST_AsMVTGeom(ST_Transform(v.seat::geometry, 3857), ST_TileEnvelope({{tile}}), 4096, 64)
           AS geom
    FROM geo_administrativedivision v
    LEFT JOIN own ON own.village_id = v.id
    LEFT JOIN served ON served.village_id = v.id
    WHERE v.level = 'village' AND v.kind = '村'
      AND v.seat && ST_Transform(ST_TileEnvelope({{tile}}), 4326)::geography
) t WHERE geom IS NOT NULL
"""
CITY_TILE = "8, 213, 95"


def _text(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%%", "%"))
        return cursor.fetchone()[0]


def one(request: HttpRequest) -> HttpResponse:
    """Django and one query: what no answer from a database can do without."""
    return HttpResponse(str(_text("SELECT 1")), content_type="text/plain")


def villages(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_text(VILLAGES), content_type="application/geo+json")


def tile(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(TILE.format(tile=CITY_TILE))
        body = bytes(cursor.fetchone()[0])
    return HttpResponse(body, content_type="application/vnd.mapbox-vector-tile")


_kept: dict[str, HttpResponse] = {}


def tile_in_memory(request: HttpRequest) -> HttpResponse:
    """The same, made once: what no answer of Django's can do without."""
    if not _kept:
        _kept["body"] = tile(request)
    return HttpResponse(_kept["body"].content, content_type="application/vnd.mapbox-vector-tile")


def villages_compressed(request: HttpRequest) -> HttpResponse:
    """The same, compressed at the fastest level: what a client on a slow line would want."""
    body = gzip.compress(_text(VILLAGES).encode(), 1, mtime=0)
    headers = {"Content-Encoding": "gzip"}
    return HttpResponse(body, content_type="application/geo+json", headers=headers)
