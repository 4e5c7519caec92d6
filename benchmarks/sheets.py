"""A county's A3 sheet: read, planned and drawn, against bare cairo and against matplotlib.

*Bare cairo* repeats every call that the sheet makes to cairo, recorded once, and does nothing else.
*matplotlib* draws the same areas, lines, signs and names, in an interpreter of its own
(`matplotlib_sheet.py`), once with the names where the plan puts them and no search for places.
"""

import datetime as dt
import io
import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cairocffi
import shapely

from benchmarks import peers
from benchmarks.timing import Contestant, race, table

COUNTY = "211321"
# Names on the map, which have white around them.
HALOED = frozenset(
    ("township", "empty", "mate", "around", "own", "served", "reached", "uncovered", "scale")
)
PRINTED_AT = dt.datetime(2018, 10, 8, 1, 0, tzinfo=dt.UTC)
ADDRESS = "https://registry.example/map/?division=211321"


def measure(rounds: int = 10) -> str:
    """The table as Markdown."""
    from layers.sheets.document import sheet_of
    from layers.sheets.options import options_of
    from targets.definitions import ask

    question = ask(on="2018-09-30", division=COUNTY)
    options = options_of(question)
    sheet = sheet_of(question, options, address=ADDRESS)
    size = sheet.size_pt
    calls = _recorded(sheet)

    def draw() -> None:
        surface = cairocffi.PDFSurface(io.BytesIO(), *size)
        sheet.draw(surface, printed_at=PRINTED_AT)
        surface.finish()

    def repeat() -> None:
        surface = cairocffi.PDFSurface(io.BytesIO(), *size)
        contexts: list[cairocffi.Context] = []
        for name, arguments in calls:
            if name == "Context":
                contexts.append(cairocffi.Context(surface))
            elif name == "show_page":
                surface.show_page()
            else:
                getattr(contexts[-1], name)(*arguments)
        surface.finish()

    def whole() -> None:
        made = sheet_of(question, options, address=ADDRESS)
        surface = cairocffi.PDFSurface(io.BytesIO(), *size)
        made.draw(surface, printed_at=PRINTED_AT)
        surface.finish()

    contestants = [
        Contestant("project, planned before", draw),
        Contestant("project, read, planned and drawn", whole),
        Contestant("bare cairo", repeat),
    ]
    race(contestants, rounds=rounds, warm_up=1)
    peer = Contestant("matplotlib, names placed before", lambda: None)
    peer.seconds = _matplotlib(sheet)
    return table("A county's A3 sheet", [*contestants, peer], "bare cairo")


class _Recorder:
    """A cairo context that notes what is asked of it."""

    def __init__(self, context: cairocffi.Context, calls: list[tuple[str, tuple]]) -> None:
        self._context, self._calls = context, calls

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._context, name)

        def call(*arguments: Any) -> Any:
            self._calls.append((name, arguments))
            return method(*arguments)

        return call


def _recorded(sheet: Any) -> list[tuple[str, tuple]]:
    """Every call that drawing the sheet makes to cairo."""
    from layers.sheets import pen

    sheet.draw(cairocffi.PDFSurface(None, *sheet.size_pt), printed_at=PRINTED_AT)  # keeps halos
    calls: list[tuple[str, tuple]] = []
    bare = cairocffi.Context

    def context(surface: cairocffi.PDFSurface) -> Any:
        calls.append(("Context", ()))
        return _Recorder(bare(surface), calls)

    class Surface(cairocffi.PDFSurface):
        def show_page(self) -> None:
            calls.append(("show_page", ()))
            super().show_page()

    pen.cairocffi.Context = context
    try:
        sheet.draw(Surface(io.BytesIO(), *sheet.size_pt), printed_at=PRINTED_AT)
    finally:
        pen.cairocffi.Context = bare
    return calls


def _matplotlib(sheet: Any) -> list[float]:
    """Seconds of some runs in an interpreter of its own, imports and reading left out."""
    python = peers.matplotlib_python()
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "sheet.json"
        content.write_text(json.dumps(_content(sheet)))
        script = Path(__file__).parent / "matplotlib_sheet.py"
        done = subprocess.run([python, script, content], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def _content(sheet: Any) -> dict[str, Any]:
    """What the map and the tables show, as plain lists."""
    from geo.levels import Level
    from layers import styles
    from layers.sheets.pen import rings

    plan, found = sheet.plan, sheet.facts
    view, code = plan.view, found.division.code
    rates = {row.code: row.rate for row in found.townships}

    def outlines(shape: shapely.Geometry) -> list[list]:
        return [ring for ring, _closed in rings(shape) if ring]

    surface = cairocffi.PDFSurface(None, *sheet.size_pt)
    pages = sheet.draw(surface, printed_at=PRINTED_AT)
    return {
        "pages": [
            [
                [word.text, *word.box, word.kind in ("township", "title"), word.kind in HALOED]
                for word in page
            ]
            for page in pages
        ],
        "size": sheet.grid.size,
        "window": view.window,
        "areas": [
            [outlines(view.shape(unit.area)), styles.class_of(rates[unit.code])]
            for unit in found.ground.below(code, Level.TOWNSHIP)
        ],
        "ramp": styles.PAPER_RAMP,
        "lines": [
            *outlines(view.shape(found.ground.borders(code, Level.TOWNSHIP))),
            *outlines(plan.unit),
            *(
                ring
                for one in found.ground.neighbours
                for ring in outlines(view.clipped(one.shape))
            ),
            *(ring for one in found.ground.rivers for ring in outlines(view.clipped(one.shape))),
        ],
        "signs": [[*sign.place, sign.kind] for sign in plan.signs],
    }
