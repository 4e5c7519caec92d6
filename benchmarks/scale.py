"""How the cost of coverage grows: the city copied side by side until there are 62,000 villages.

Runs in a transaction that is rolled back.
"""

import statistics
import time
from math import log
from typing import Any

from django.db import connection, transaction

from benchmarks import coverage as computed
from benchmarks import tiles
from core import database
from targets import coverage

COPIES = 45  # with the city itself: 62,000 villages

COPIED = ("geo_administrativedivision", "outlets_outlet", "outlets_outletstatus")

# Copies stand in made-up cities 0101, 0102 … out of each other's reach.
DIVISIONS = """
INSERT INTO geo_administrativedivision
    (code, level, kind, name, short_name, pinyin, initials, seat, location_quality, seat_crs_origin)
SELECT %(prefix)s || substr(code, 5), level, kind, name, short_name, pinyin, initials,
       ST_Translate(seat::geometry, %(east)s, %(north)s)::geography, location_quality,
       seat_crs_origin
FROM geo_administrativedivision WHERE code LIKE '2113%%' AND level IN ('township', 'village')"""
OUTLETS = """
INSERT INTO outlets_outlet
    (id, outlet_no, name, village_id, address, location, location_crs_origin, kind, operating_model,
     platform, service_kinds, keeper_name, keeper_phone, opened_on, source, created_at, updated_at
     {more})
SELECT gen_random_uuid(), %(prefix)s || o.outlet_no, o.name, copy.id, '',
       ST_Translate(o.location::geometry, %(east)s, %(north)s)::geography, o.location_crs_origin,
       o.kind, o.operating_model, o.platform, o.service_kinds, '', '', o.opened_on, o.source,
       now(), now() {values}
FROM outlets_outlet o
JOIN geo_administrativedivision d ON d.id = o.village_id AND d.code LIKE '2113%%'
JOIN geo_administrativedivision copy ON copy.code = %(prefix)s || substr(d.code, 5)"""
STATUSES = """
INSERT INTO outlets_outletstatus (outlet_id, status, valid_from, valid_to, reason)
SELECT copy.id, s.status, s.valid_from, s.valid_to, ''
FROM outlets_outletstatus s JOIN outlets_outlet o ON o.id = s.outlet_id
JOIN outlets_outlet copy ON copy.outlet_no = %(prefix)s || o.outlet_no"""


class _Undo(Exception):
    pass


def measure() -> str:
    """Milliseconds at 1,347 and at 62,000 villages, and the exponent of the growth, as Markdown."""
    lines = ["### Growth of the coverage SQL", ""]
    lines += ["| villages | administrative, ms | within 3 km, ms |", "|--:|--:|--:|"]
    small = _row("2113%")
    lines.append(small[0])
    try:
        with transaction.atomic():
            _copy()
            large = _row("%")
            lines.append(large[0])
            drawn = tiles.measure()
            raise _Undo
    except _Undo:
        tidy()
    pairs = zip(small[2], large[2], strict=True)
    exponents = [log(after / before) / log(large[1] / small[1]) for before, after in pairs]
    lines += ["", f"Exponents: {exponents[0]:.2f} and {exponents[1]:.2f} (1 is linear).", "", drawn]
    return "\n".join(lines) + "\n"


def tidy() -> None:
    """Take the copies out of files and statistics, which a rollback leaves in both."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(COPIED)}")


def _row(under: str) -> tuple[str, int, list[float]]:
    seconds = []
    villages = 0
    for definition in ("administrative", "spatial"):
        question = computed.question(definition)
        # Every column is asked for: the planner leaves out what nobody reads.
        sql = f"""WITH {coverage.village_state(question)}
            SELECT count(*) AS n, count(*) FILTER (WHERE is_covered), count(*) FILTER (
                WHERE is_approximate), max(state), sum(outlets) FROM village_state"""
        parameters = coverage.parameters(question) | {"under": under}
        runs = []
        for _again in range(3):
            begun = time.perf_counter()
            villages = database.rows(sql, parameters)[0]["n"]
            runs.append(time.perf_counter() - begun)
        seconds.append(statistics.median(runs))
    cells = " | ".join(f"{one * 1000:.1f}" for one in seconds)
    return f"| {villages:,} | {cells} |", villages, seconds


def _copy() -> None:
    """Insert the copies without history: it is not what is measured."""
    with connection.cursor() as cursor:
        for name in COPIED:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        required = _required_columns(cursor)
        more = "".join(f", {name}" for name in required)
        values = "".join(f", o.{name}" for name in required)
        for number in range(1, COPIES + 1):
            place = {
                "prefix": f"01{number:02}",
                "east": -4.0 * (number % 9),
                "north": -3.0 * (number // 9),
            }
            cursor.execute(DIVISIONS, place)
            cursor.execute(OUTLETS.format(more=more, values=values), place)
            cursor.execute(STATUSES, place)
        cursor.execute(f"ANALYZE {', '.join(COPIED)}")


def _required_columns(cursor: Any) -> list[str]:
    """Columns of outlets that must be filled and that `OUTLETS` does not name."""
    cursor.execute(
        """SELECT column_name FROM information_schema.columns
        WHERE table_name = 'outlets_outlet' AND is_nullable = 'NO' AND column_default IS NULL"""
    )
    named = set(OUTLETS.split("(", 1)[1].split("{more}")[0].replace("\n", " ").split(","))
    return [name for (name,) in cursor if name not in {column.strip() for column in named}]
