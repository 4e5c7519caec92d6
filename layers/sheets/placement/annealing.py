"""Simulated annealing with ejection: a label takes a place and drives out whoever stood in it."""

import random
from collections.abc import Sequence
from itertools import pairwise
from math import exp

import numpy as np

from layers.sheets.placement.conflicts import Conflicts

NOWHERE = -1
COLDEST = 0.03
HEAT = 0.25  # of the contested labels' median weight: hot enough to untangle, not to forget


class Arrangement:
    """Which candidate each label holds. Those held never exclude one another.

    `pressure` counts for each candidate how many held ones exclude it, so that a free place is
    known at once.
    """

    def __init__(self, graph: Conflicts) -> None:
        self.graph = graph
        self.chosen = [NOWHERE] * len(graph.weights)
        self.pressure = np.zeros(len(graph.candidates), dtype=np.int32)
        self.held = np.zeros(len(graph.candidates), dtype=bool)
        self.costs = graph.costs.tolist()
        self.weights = graph.weights.tolist()
        self.owner = graph.owner.tolist()
        first = graph.first.tolist()
        self.places = [range(a, b) for a, b in pairwise(first)]

    def hold(self, label: int, candidate: int) -> None:
        """Move a label to a free candidate, or to NOWHERE."""
        before = self.chosen[label]
        if before != NOWHERE:
            self.held[before] = False
            self.pressure[self.graph.excluded_by(before)] -= 1
        self.chosen[label] = candidate
        if candidate != NOWHERE:
            self.held[candidate] = True
            self.pressure[self.graph.excluded_by(candidate)] += 1

    def in_the_way(self, candidate: int) -> list[int]:
        """Labels that hold what excludes the candidate."""
        excluded = self.graph.excluded_by(candidate)
        return [self.owner[other] for other in excluded[self.held[excluded]].tolist()]

    def energy(self, label: int) -> float:
        """What the label costs as it stands: its place, or its absence."""
        candidate = self.chosen[label]
        return self.weights[label] if candidate == NOWHERE else self.costs[candidate]

    def cheapest_free(self, label: int) -> int:
        places = self.places[label]
        free = np.flatnonzero(self.pressure[places.start : places.stop] == 0) + places.start
        return int(free[np.argmin(self.graph.costs[free])]) if len(free) else NOWHERE

    def take_uncontested(self) -> list[int]:
        """Settle every label whose cheapest place nobody else could want; the others are returned.

        A settled label gives up its other places, which may settle the next one.
        """
        graph = self.graph
        alive = np.ones(len(graph.candidates), dtype=bool)
        rivals = np.diff(graph.starts)
        left = [label for label, places in enumerate(self.places) if len(places)]
        settled = True
        while settled:
            settled = False
            contested = []
            for label in left:
                places = self.places[label]
                best = places.start + int(np.argmin(graph.costs[places.start : places.stop]))
                if rivals[best]:
                    contested.append(label)
                    continue
                self.hold(label, best)
                settled = True
                for candidate in places:
                    if alive[candidate] and candidate != best:
                        alive[candidate] = False
                        rivals[graph.excluded_by(candidate)] -= 1
            left = contested
        return left

    def fill(self) -> bool:
        """Give labels without a place the best free one, the heaviest first."""
        filled = False
        for label in self._unplaced():
            if (candidate := self.cheapest_free(label)) != NOWHERE:
                self.hold(label, candidate)
                filled = True
        return filled

    def make_room(self) -> bool:
        """Place labels by moving the single one in the way to another free place of its own."""
        moved = False
        for label in self._unplaced():
            moved |= any(self._take_over(label, candidate) for candidate in self._pressed(label))
        return moved

    def improve(self) -> bool:
        """Let each label move to a cheaper free place."""
        improved = False
        for label, candidate in enumerate(self.chosen):
            if candidate == NOWHERE:
                continue
            cheaper = self.cheapest_free(label)
            if cheaper != NOWHERE and self.costs[cheaper] < self.costs[candidate]:
                self.hold(label, cheaper)
                improved = True
        return improved

    def _unplaced(self) -> list[int]:
        missing = [
            label
            for label, candidate in enumerate(self.chosen)
            if candidate == NOWHERE and len(self.places[label])
        ]
        return sorted(missing, key=lambda label: -self.weights[label])

    def _pressed(self, label: int) -> list[int]:
        """The label's places that one other label alone excludes, the cheapest first."""
        places = self.places[label]
        pressed = np.flatnonzero(self.pressure[places.start : places.stop] == 1) + places.start
        return pressed[np.argsort(self.graph.costs[pressed], kind="stable")].tolist()

    def _take_over(self, label: int, candidate: int) -> bool:
        """Whether the one in the way found another place and the label now stands here."""
        (other,) = self.in_the_way(candidate)
        stood = self.chosen[other]
        self.hold(other, NOWHERE)
        self.hold(label, candidate)
        if (elsewhere := self.cheapest_free(other)) != NOWHERE:
            self.hold(other, elsewhere)
            return True
        self.hold(label, NOWHERE)
        self.hold(other, stood)
        return False


def anneal(arrangement: Arrangement, labels: Sequence[int], *, seed: int, sweeps: int) -> None:
    """Visit the labels in random order while it grows colder; leave the best arrangement met.

    A step that worsens the sum by d is taken with probability exp(-d / temperature).
    """
    if not labels:
        return
    dice = random.Random(seed)
    hottest = max(COLDEST, HEAT * float(np.median(arrangement.graph.weights[list(labels)])))
    cooling = (COLDEST / hottest) ** (1 / max(1, sweeps - 1))
    order = list(labels)
    energy = sum(arrangement.energy(label) for label in order)
    best, lowest = arrangement.chosen[:], energy
    temperature = hottest
    for _sweep in range(sweeps):
        dice.shuffle(order)
        for label in order:
            energy += _step(arrangement, label, temperature, dice)
        if energy < lowest - 1e-9:
            best, lowest = arrangement.chosen[:], energy
        temperature *= cooling
    for label in order:
        arrangement.hold(label, NOWHERE)
    for label in order:
        arrangement.hold(label, best[label])


def _step(arrangement: Arrangement, label: int, temperature: float, dice: random.Random) -> float:
    """Perhaps move a label to a random place of its own; the change of the sum of costs."""
    places = arrangement.places[label]
    candidate = places.start + int(dice.random() * len(places))
    if candidate == arrangement.chosen[label]:
        return 0.0
    change = arrangement.costs[candidate] - arrangement.energy(label)
    ejected: list[int] = []
    if arrangement.pressure[candidate]:
        # Two held places that exclude the candidate may not be of one label: each label holds one.
        ejected = arrangement.in_the_way(candidate)
        change += sum(arrangement.weights[other] - arrangement.energy(other) for other in ejected)
    if change > 0 and dice.random() >= exp(-change / temperature):
        return 0.0
    for other in ejected:
        arrangement.hold(other, NOWHERE)
    arrangement.hold(label, candidate)
    return change
