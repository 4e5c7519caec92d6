"""Places for the name of a point: eight positions around its symbol."""

from collections.abc import Sequence

from layers.sheets.placement.shapes import Candidate, Form

# Across and down, as parts of the distance kept; what each position costs. Map readers expect the
# name to the right of its symbol, then above.
POSITIONS = (
    (1.0, 0.0, 0.0),
    (0.8, -0.8, 0.2),
    (0.8, 0.8, 0.3),
    (-1.0, 0.0, 0.35),
    (0.0, -1.0, 0.4),
    (0.0, 1.0, 0.45),
    (-0.8, -0.8, 0.5),
    (-0.8, 0.8, 0.6),
)


def around_point(
    x: float, y: float, forms: Sequence[Form], *, radius: float, gap: float = 0.3
) -> list[Candidate]:
    """The eight positions of each form around a symbol of this radius.

    Beside: flush with the symbol's edge and `gap` away. At the corners the name keeps the gap from
    the circle, not from the square around it.
    """
    candidates = []
    for form in forms:
        half_width, half_height = form.width / 2, form.height / 2
        for across, down, cost in POSITIONS:
            centre_x = x + across * (radius + gap) + _sign(across) * half_width
            centre_y = y + down * (radius + gap) + _sign(down) * half_height
            box = (
                centre_x - half_width,
                centre_y - half_height,
                centre_x + half_width,
                centre_y + half_height,
            )
            candidates.append(Candidate(box, form.cost + cost, None, form.name))
    return candidates


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
