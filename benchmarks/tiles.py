"""Many villages on a map: one tile of them against bare SQL, and against all of them as GeoJSON.

Runs in the database of `scale`, while it holds 62,000 villages.
"""

import gzip
import time

from benchmarks import coverage as computed
from benchmarks.served import bare
from core import database
from layers import sources, tiles

# The city's own tile at each zoom.
TILES = ((4, 13, 5), (6, 53, 23), (8, 213, 95), (10, 854, 381))
ROUNDS = 7


def measure() -> str:
    """Statement times as Markdown; least of several, in turns."""
    question = computed.question("administrative")
    everywhere = {"under": "%"}
    lines = ["### 62,000 villages on a map, statements alone", ""]
    lines += ["| what | ms | bytes, gzip | bare id + flags, ms | ratio |", "|---|--:|--:|--:|--:|"]
    for zoom, column, row in TILES:
        sql, given = tiles.statement("villages", question, tiles.Tile(zoom, column, row))
        limit = bare.TILE.format(tile=f"{zoom}, {column}, {row}")
        ours, limits = [], []
        for _again in range(ROUNDS):
            begun = time.perf_counter()
            body = database.data(sql, given | everywhere)
            middle = time.perf_counter()
            database.data(limit, {})
            ours.append(middle - begun)
            limits.append(time.perf_counter() - middle)
        cells = (f"{min(ours) * 1000:.1f}", f"{len(gzip.compress(body, 5)):,}")
        rest = (f"{min(limits) * 1000:.1f}", f"{min(ours) / min(limits):.2f}")
        lines.append(f"| tile at zoom {zoom} | {' | '.join(cells + rest)} |")
    sql, given = sources.villages(question)
    begun = time.perf_counter()
    text = database.text(sql, given | everywhere)
    spent = time.perf_counter() - begun
    size = len(gzip.compress(text.encode(), 5))
    lines.append(f"| all as GeoJSON | {spent * 1000:.0f} | {size:,} | | |")
    return "\n".join(lines)
