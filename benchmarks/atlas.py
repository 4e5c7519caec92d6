"""The atlas of the whole city, 171 sheets, against what matplotlib would take for as many.

matplotlib's time is told from one sheet of each level, drawn as in `sheets.py`: names where the
plan put them, imports and reading left out.
"""

import datetime as dt
import io
import statistics
import time
from collections import Counter

from benchmarks.sheets import _matplotlib

PRINTED_AT = dt.datetime(2018, 10, 8, 1, 0, tzinfo=dt.UTC)
PROCESSES = (1, 2)


def measure() -> str:
    """The table as Markdown."""
    from layers.sheets import atlas as atlases
    from layers.sheets.atlas_plan import AtlasOrder, planned_sheets
    from layers.sheets.document import sheet_of
    from layers.sheets.options import options_of
    from targets.definitions import ask

    question = ask(on="2018-09-30")
    order = AtlasOrder(question, options_of(question), site="https://registry.example")
    planned = planned_sheets(order)
    levels = Counter(sheet.level for sheet in planned)
    peer = 0.0
    for level, count in levels.items():
        one = next(sheet for sheet in reversed(planned) if sheet.level == level)
        drawn = _matplotlib(sheet_of(one.question, one.options, address=one.address))
        peer += count * statistics.median(drawn)

    lines = [
        f"### The atlas: {len(planned)} sheets",
        "",
        "| contestant | seconds | times faster |",
        "|---|--:|--:|",
    ]
    files = set()
    for processes in PROCESSES:
        target = io.BytesIO()
        begun = time.perf_counter()
        made = atlases.make_atlas(order, workers=processes)
        atlases.write_pdf(made, target, printed_at=PRINTED_AT)
        seconds = time.perf_counter() - begun
        files.add(target.getvalue())
        name = f"project, {processes} process{'es' if processes > 1 else ''}"
        lines.append(f"| {name} | {seconds:.1f} | {peer / seconds:.1f} |")
    lines.append(f"| matplotlib, names placed before (estimated) | {peer:.1f} | 1.0 |")
    equal = "equal" if len(files) == 1 else "NOT equal"
    lines += [
        "",
        f"The files of one and of two processes are {equal}, {len(files.pop()) / 1e6:.1f} MB.",
    ]
    return "\n".join(lines) + "\n"
