"""Chooses a place for each label, so that no two overlap and the most important ones stand best."""

from collections.abc import Sequence

from layers.sheets.placement import recount
from layers.sheets.placement.annealing import Arrangement, anneal
from layers.sheets.placement.conflicts import conflicts
from layers.sheets.placement.shapes import Box, Candidate, LabelRequest, Placement

SWEEPS = 220
SETTLING_ROUNDS = 6


def place(
    requests: Sequence[LabelRequest],
    obstacles: Sequence[Box],
    frame: Box,
    *,
    taken: Sequence[Candidate] = (),
    seed: int = 1,
    sweeps: int = SWEEPS,
) -> Placement:
    """Choose for each request one of its candidates, or none.

    Args:
        obstacles: no name covers one; leaders may run over them (`with_leader` makes that dear).
        frame: no name leaves it.
        taken: labels placed before; neither names nor leaders meet them.
        seed: the same seed gives the same choice.
        sweeps: how often annealing visits each label that others contest.
    """
    graph = conflicts(requests, obstacles, frame, taken)
    arrangement = Arrangement(graph)
    contested = arrangement.take_uncontested()
    anneal(arrangement, contested, seed=seed, sweeps=sweeps)
    for _round in range(SETTLING_ROUNDS):
        if not (arrangement.fill() | arrangement.make_room() | arrangement.improve()):
            break
    chosen = {
        requests[label].key: graph.candidates[candidate]
        for label, candidate in enumerate(arrangement.chosen)
        if candidate >= 0
    }
    return Placement(
        chosen=chosen,
        unplaced=[request.key for request in requests if request.key not in chosen],
        overlaps=len(recount.overlapping([candidate.box for candidate in chosen.values()]))
        + recount.crossing(chosen.values()),
    )
