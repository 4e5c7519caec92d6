"""Draws with matplotlib what `sheets.py` hands over, some times; prints the seconds of each.

Runs in an interpreter of its own: nothing of the project is imported.
"""

import io
import json
import sys
import time
from pathlib import Path

import matplotlib
from matplotlib import patheffects
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

RUNS = 4
MM = 25.4
MARKERS = {"own": "o", "served": "h", "reached": "o", "uncovered": "D"}


def outline(rings: list) -> Outline:
    points, codes = [], []
    for ring in rings:
        points += [*ring, ring[0]]
        codes += [Outline.MOVETO, *[Outline.LINETO] * (len(ring) - 1), Outline.CLOSEPOLY]
    return Outline(points, codes)


def draw(content: dict, regular: FontProperties, bold: FontProperties) -> None:
    width, height = content["size"]
    halo = [patheffects.withStroke(linewidth=1.6, foreground="white")]
    with PdfPages(io.BytesIO()) as pages:
        for number, words in enumerate(content["pages"]):
            figure = Figure(figsize=(width / MM, height / MM))
            axes = figure.add_axes((0, 0, 1, 1))
            axes.set_xlim(0, width)
            axes.set_ylim(height, 0)
            axes.set_axis_off()
            if number == 0:
                for rings, place in content["areas"]:
                    colour = "#E4E1D8" if place is None else content["ramp"][place]
                    axes.add_patch(PathPatch(outline(rings), facecolor=colour, linewidth=0))
                lines = LineCollection(content["lines"], linewidths=0.5, colors="#5A5A5A")
                axes.add_collection(lines)
                for kind, marker in MARKERS.items():
                    places = [(x, y) for x, y, k in content["signs"] if k == kind]
                    if places:
                        axes.scatter(*zip(*places, strict=True), marker=marker, s=30)
            for text, left, top, _right, bottom, is_strong, has_halo in words:
                axes.text(
                    left, bottom, text, fontsize=(bottom - top) / 0.92 * 72 / MM, va="bottom",
                    fontproperties=bold if is_strong else regular,
                    path_effects=halo if has_halo else None,
                )  # fmt: skip
            pages.savefig(figure)


def main() -> None:
    matplotlib.rcParams["pdf.fonttype"] = 42
    content = json.loads(Path(sys.argv[1]).read_text())
    fonts = {
        Path(font.fname).name: font.fname
        for font in fontManager.ttflist
        if "NotoSansCJK" in font.fname
    }
    regular = FontProperties(fname=fonts["NotoSansCJK-Regular.ttc"])
    bold = FontProperties(fname=fonts["NotoSansCJK-Bold.ttc"])
    seconds = []
    for number in range(RUNS + 1):
        begun = time.perf_counter()
        draw(content, regular, bold)
        if number:
            seconds.append(time.perf_counter() - begun)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
