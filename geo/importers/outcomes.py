"""What becomes of each row of a file of boundaries or seats, as previews show it."""

from collections import Counter
from collections.abc import Sequence

from core.importing import (
    MOST_OUTCOMES,
    REPETITIONS,
    SHOWN_FIRST,
    FieldChange,
    ImportReport,
    Outcome,
    Row,
    RowOutcome,
)


class Outcomes:
    """Gathered row by row, and put into the report at the end, what needs attention first."""

    def __init__(self) -> None:
        self._found: list[RowOutcome] = []

    def add(self, outcome: Outcome, row: Row, changes: Sequence[FieldChange] = ()) -> None:
        if outcome == Outcome.BAD and all(p.code in REPETITIONS for p in row.problems):
            outcome = Outcome.DUPLICATE
        self._found.append(
            RowOutcome(outcome, row.sheet, row.number, row.written({}), changes, row.problems)
        )

    def put(self, report: ImportReport) -> None:
        """The rows, the first `MOST_OUTCOMES` of them, and how many have each outcome."""
        counted = Counter(outcome.outcome for outcome in self._found)
        report.duplicates = counted[Outcome.DUPLICATE]
        self._found.sort(key=lambda outcome: SHOWN_FIRST.index(outcome.outcome))
        report.outcomes = self._found[:MOST_OUTCOMES]
        report.counts |= {
            "new": counted[Outcome.NEW],
            "changed": counted[Outcome.CHANGED],
            "unchanged": counted[Outcome.UNCHANGED],
            "bad": counted[Outcome.BAD] + counted[Outcome.DUPLICATE],
        }
