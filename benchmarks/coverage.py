"""Coverage of the whole city, computed anew: the project, bare SQL, geopandas."""

import datetime as dt
from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import shapely
from django.db import connection

from benchmarks.served.bare import COVERAGE
from benchmarks.timing import Contestant
from geo.crs import GEOGRAPHIC_SRID, PROJECTED_SRID
from geo.levels import Level
from targets import coverage
from targets.definitions import Question, ask

RADIUS_M = 3_000

ADMINISTRATIVE = f"""{COVERAGE}
SELECT left(v.code, 9) AS township, count(*), count(own.village_id)
FROM geo_administrativedivision v LEFT JOIN own ON own.village_id = v.id
WHERE v.level = 'village' AND v.kind = '村' AND v.code LIKE %(under)s
GROUP BY 1 ORDER BY 1"""

# Without MATERIALIZED the planner may compare every village with every outlet: 90 times slower.
SPATIAL = """
WITH place AS MATERIALIZED (
    SELECT COALESCE(o.location, d.seat) AS place FROM outlets_outlet o
    JOIN geo_administrativedivision d ON d.id = o.village_id
    JOIN outlets_outletstatus s ON s.outlet_id = o.id AND s.status = 'operating'
     AND s.valid_from <= CURRENT_DATE AND (s.valid_to IS NULL OR s.valid_to > CURRENT_DATE)
),
reached AS (
    SELECT DISTINCT v.id FROM place
    JOIN geo_administrativedivision v ON ST_DWithin(v.seat, place, %(radius_m)s)
)
SELECT left(v.code, 9), count(*), count(reached.id)
FROM geo_administrativedivision v LEFT JOIN reached ON reached.id = v.id
WHERE v.level = 'village' AND v.kind = '村' AND v.code LIKE %(under)s
GROUP BY 1 ORDER BY 1"""

SEATS = """
SELECT left(code, 9) AS township, ST_AsBinary(seat::geometry) AS geom
FROM geo_administrativedivision
WHERE level = 'village' AND kind = '村' AND code LIKE %(under)s AND seat IS NOT NULL"""

PLACES = """
SELECT ST_AsBinary(COALESCE(o.location, d.seat)::geometry) AS geom FROM outlets_outlet o
JOIN geo_administrativedivision d ON d.id = o.village_id
JOIN outlets_outletstatus s ON s.outlet_id = o.id AND s.status = 'operating'
 AND s.valid_from <= CURRENT_DATE AND (s.valid_to IS NULL OR s.valid_to > CURRENT_DATE)"""


def question(definition: str, division: str = "") -> Question:
    return ask(
        on=dt.date.today(), definition=definition, radius_m=RADIUS_M, division=division or None
    )


def by_project(definition: str) -> dict[str, int]:
    """Covered villages by township, where there are any."""
    rows = coverage.rows_by(question(definition), Level.TOWNSHIP)
    return {row.code: row.covered for row in rows if row.villages}


def by_sql(sql: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"under": "2113%", "radius_m": RADIUS_M})
        return {township: covered for township, _villages, covered in cursor}


def _frame(sql: str) -> gpd.GeoDataFrame:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"under": "2113%"})
        names = [column.name for column in cursor.description]
        frame = pd.DataFrame(cursor.fetchall(), columns=names)
    shapes = shapely.from_wkb(frame.pop("geom").map(bytes))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=GEOGRAPHIC_SRID).to_crs(PROJECTED_SRID)


def by_geopandas() -> dict[str, int]:
    """Planar distance in the city's own projected system; a few borderline villages may differ."""
    villages = _frame(SEATS)
    joined = villages.sjoin(_frame(PLACES), predicate="dwithin", distance=RADIUS_M)
    covered = villages.index.isin(joined.index)
    return villages.assign(covered=covered).groupby("township")["covered"].sum().to_dict()


def contestants(definition: str) -> list[Contestant]:
    """Those that compute this definition, checked against one another."""
    sql = {"administrative": ADMINISTRATIVE, "spatial": SPATIAL}[definition]
    runs: dict[str, Callable[[], dict[str, int]]] = {
        "project": lambda: by_project(definition),
        "bare SQL": lambda: by_sql(sql),
    }
    if definition == "spatial":
        runs["geopandas sjoin"] = by_geopandas
    answers = {name: run() for name, run in runs.items()}
    assert answers["project"] == answers["bare SQL"], "the project and bare SQL disagree"
    return [Contestant(name, run) for name, run in runs.items()]
