"""Small counts of people are not given to those who may not see people; the one place that says so.

A count of one or two shows as `<3`, and everything that would give it away is widened: what is
told is a `Cell`, the range that a count lies in, exact where nothing is hidden. Sums are told
exactly only while they leave each hidden count open, else as the sum of the ranges shown. Whoever
may see people asks with `sees=True` and is told every count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

SMALLEST_SHOWN = 3
HIDDEN_LOW, HIDDEN_HIGH = 1, SMALLEST_SHOWN - 1


@dataclass(frozen=True)
class Cell:
    """A count as it is told: it lies from `low` to `high`, both included."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @property
    def shown(self) -> int | str:
        """A number where the count is told, else its range as text: `<3` or `5–8`."""
        if self.is_exact:
            return self.low
        if self.high < SMALLEST_SHOWN:
            return f"<{SMALLEST_SHOWN}"
        return f"{self.low}–{self.high}"

    def __str__(self) -> str:
        return str(self.shown)

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.low + other.low, self.high + other.high)


NOTHING = Cell(0, 0)


def told(count: int, *, sees: bool) -> Cell:
    """One count."""
    return Cell(HIDDEN_LOW, HIDDEN_HIGH) if is_small(count) and not sees else Cell(count, count)


def total(counts: Collection[int], *, sees: bool) -> Cell:
    """The sum of counts that are each told beside it."""
    if sees or leaves_open(counts):
        return told(sum(counts), sees=sees)
    return added(told(count, sees=False) for count in counts)


def breakdown(counts: Mapping[str, int], *, sees: bool) -> dict[str, Cell] | None:
    """The parts of a sum that is told; null when they would give a hidden count away.

    The parts of a sum that is hidden itself are not given either.
    """
    whole = sum(counts.values())
    if not sees and (is_small(whole) or not leaves_open(counts.values())):
        return None
    return {name: told(count, sees=sees) for name, count in counts.items()}


def added(cells: Iterable[Cell]) -> Cell:
    """The sum of what is told: it says nothing more than the cells do."""
    return sum(cells, NOTHING)


def persons_in_any(persons: int, counts: Collection[int], *, sees: bool) -> Cell:
    """Persons of groups that are each told beside it, and that one person may belong to several of.

    Where the number would give a hidden count away, it lies between the largest and the sum.
    """
    if sees or leaves_open(counts):
        return told(persons, sees=sees)
    cells = [told(count, sees=False) for count in counts]
    return Cell(max(cell.low for cell in cells), sum(cell.high for cell in cells))


def is_small(count: int) -> bool:
    return HIDDEN_LOW <= count <= HIDDEN_HIGH


def leaves_open(counts: Collection[int]) -> bool:
    """Whether somebody who knows the sum cannot tell any of the hidden counts.

    One hidden count is the sum less the others; several are known when all are the least or all
    are the most they can be.
    """
    hidden = [count for count in counts if is_small(count)]
    return not hidden or HIDDEN_LOW * len(hidden) < sum(hidden) < HIDDEN_HIGH * len(hidden)
