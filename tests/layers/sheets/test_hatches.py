"""Classes of coverage stay apart on paper, in colour seen grey and in black."""

import io
from itertools import pairwise

import cairocffi
import numpy as np
import pypdfium2
import pytest
import shapely

from layers import styles
from layers.sheets import hatches, symbols
from layers.sheets.inks import inks
from layers.sheets.pen import POINTS_PER_MM, Pen

SIDE_MM = 30


def grey(draw, dpi: int = 300) -> np.ndarray:
    """Grey values, 0 to 255, of a square of paper that `draw` has drawn on."""
    target = io.BytesIO()
    side = SIDE_MM * POINTS_PER_MM
    surface = cairocffi.PDFSurface(target, side, side)
    draw(Pen(surface))
    surface.finish()
    page = pypdfium2.PdfDocument(target.getvalue())[0]
    return page.render(scale=dpi / 72, grayscale=True).to_numpy().squeeze().astype(float)


def filled(number: int | None, *, is_mono: bool) -> np.ndarray:
    box = shapely.box(0, 0, SIDE_MM, SIDE_MM)
    return grey(lambda pen: hatches.fill_class(pen, box, number, inks(is_mono=is_mono)))


@pytest.mark.parametrize("is_mono", [False, True])
def test_each_class_is_clearly_darker_than_the_one_before(is_mono):
    numbers = range(len(styles.CLASS_LABELS))
    means = [filled(number, is_mono=is_mono).mean() for number in numbers]

    assert all(lighter - darker >= 6 for lighter, darker in pairwise(means))


def test_in_black_classes_differ_in_the_run_of_their_lines_too():
    crossed = filled(3, is_mono=True)
    single = filled(2, is_mono=True)

    # Mirrored, a crossed hatch keeps its diagonals in both directions; a single one does not.
    def both_ways(image: np.ndarray) -> float:
        down, up = np.gradient(image)
        return abs(float((down * up).mean())) / float((down**2 + up**2).mean())

    assert both_ways(single) > 3 * both_ways(crossed)


def test_ground_without_a_village_looks_like_no_class():
    none = filled(None, is_mono=True)

    assert none.std() > 5  # hatched
    assert all(
        abs(none.mean() - filled(number, is_mono=True).mean()) > 2
        for number in range(len(styles.CLASS_LABELS))
    )


@pytest.mark.parametrize("is_mono", [False, True])
def test_signs_of_states_differ_without_colour(is_mono):
    def sign(state: str, **how: object) -> np.ndarray:
        colours = inks(is_mono=is_mono)
        return grey(lambda pen: symbols.village(pen, 15, 15, state, colours, size=8, **how))

    images = [
        sign("own"),
        sign("own", is_approximate=True),
        sign("served"),
        sign("served", is_approximate=True),
        sign("uncovered"),
        sign("uncovered", is_approximate=True),
        sign("unlocated"),
    ]
    for place, one in enumerate(images):
        for other in images[place + 1 :]:
            differing = np.abs(one - other) > 40
            assert differing.mean() > 0.004
