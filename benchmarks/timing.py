"""Contestants take turns: what slows the machine down slows all of them down."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Contestant:
    """Something that can be done again and again.

    Attributes:
        run: does it once.
        before: makes it ready, not timed.
    """

    name: str
    run: Callable[[], object]
    before: Callable[[], object] = lambda: None
    seconds: list[float] = field(default_factory=list)

    @property
    def median_ms(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def least_ms(self) -> float:
        return min(self.seconds) * 1000


def race(contestants: list[Contestant], *, rounds: int, warm_up: int = 3) -> None:
    """Let each run once in every round, in an order drawn anew."""
    order = random.Random(1)
    for number in range(-warm_up, rounds):
        for contestant in order.sample(contestants, len(contestants)):
            contestant.before()
            begun = time.perf_counter()
            contestant.run()
            if number >= 0:
                contestant.seconds.append(time.perf_counter() - begun)


def table(title: str, contestants: list[Contestant], reference: str) -> str:
    """The figures as Markdown; ratios of medians to the contestant named `reference`."""
    base = next(c for c in contestants if c.name == reference).median_ms
    lines = [f"### {title}", "", "| contestant | median ms | least ms | ratio |"]
    lines.append("|---|--:|--:|--:|")
    for each in contestants:
        cells = (each.median_ms, each.least_ms, each.median_ms / base)
        lines.append(f"| {each.name} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")
    return "\n".join(lines) + "\n"
