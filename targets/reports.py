"""Answers for pages, commands and exports, as frozen dataclasses."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core import database
from core.database import valid_on
from core.errors import UnknownDivisionError
from geo import codes
from geo.levels import Level
from geo.models import AdministrativeDivision
from outlets.kinds import Status
from targets import coverage
from targets.coverage import CoverageRow
from targets.definitions import Question, city_code
from targets.policy import Policy, read_policy


def division_asked(question: Question) -> AdministrativeDivision:
    """The division of the question, valid on its day.

    Raises:
        UnknownDivisionError: there is none.
    """
    divisions = AdministrativeDivision.objects.as_of(question.on)
    division = divisions.filter(code=question.division).first()
    if division is None:
        raise UnknownDivisionError(field="division")
    return division


def level_below(code: str) -> Level:
    """The level that a division's own table lists."""
    return {Level.CITY: Level.COUNTY, Level.COUNTY: Level.TOWNSHIP}.get(
        codes.level(code), Level.VILLAGE
    )


@dataclass(frozen=True)
class CoverageReport:
    """How far the network of one division reaches on one day.

    Attributes:
        outlets_by_status: outlets of the target's kinds in the division, by their status.
    """

    question: Question
    division: AdministrativeDivision
    rows: list[CoverageRow]
    outlets_by_status: Counter[str]

    @cached_property
    def total(self) -> CoverageRow:
        return coverage.total(self.division.code, self.division.name, self.rows)

    @property
    def policy(self) -> Policy | None:
        """The city's policy, where its numbers apply: the whole city and the whole network."""
        return read_policy() if self.question.division == city_code() else None

    @property
    def operating(self) -> int:
        return self.outlets_by_status[Status.OPERATING]

    @property
    def outlet_target(self) -> int | None:
        return self.policy.outlets.target if self.policy else None

    @property
    def outlets_short(self) -> int | None:
        """Outlets missing to the target; 0 once it is reached."""
        return max(0, self.outlet_target - self.operating) if self.outlet_target else None

    @property
    def outlet_rate(self) -> float | None:
        return self.operating / self.outlet_target if self.outlet_target else None

    @property
    def policy_villages(self) -> int | None:
        """The policy's own denominator; there is none below the city."""
        return self.policy.villages.target if self.policy else None

    @property
    def policy_rate(self) -> float | None:
        return self.total.covered / self.policy_villages if self.policy_villages else None

    @property
    def denominator_difference(self) -> int | None:
        """Villages by which the policy's denominator exceeds the registry's."""
        return self.policy_villages - self.total.villages if self.policy_villages else None

    def as_dict(self) -> dict[str, Any]:
        """The stable form that scripts read; see the command `coverage`."""
        return {
            "on": self.question.on.isoformat(),
            "definition": self.question.definition.value,
            "radius_m": self.question.radius_m,
            "division": self.division.code,
            "denominators": {"policy": self.policy_villages, "registry": self.total.villages},
            "outlets": {
                "operating": self.operating,
                "target": self.outlet_target,
                "short": self.outlets_short,
            },
            "total": row_as_dict(self.total),
            "rows": [row_as_dict(row) for row in self.rows],
        }


ROW_FIELDS = (
    "code",
    "name",
    "villages",
    "covered",
    "uncovered",
    "unlocated",
    "approximate",
    "rate",
)


def row_as_dict(row: CoverageRow) -> dict[str, Any]:
    """The fields of a row that leave the system."""
    return {field: getattr(row, field) for field in ROW_FIELDS}


def coverage_report(question: Question, *, by: Level | None = None) -> CoverageReport:
    """The report on the division asked about, with a row for each of its divisions of level `by`.

    Raises:
        UnknownDivisionError: no division with this code is valid on the day.
    """
    division = division_asked(question)
    return CoverageReport(
        question=question,
        division=division,
        rows=coverage.rows_by(question, by or level_below(division.code)),
        outlets_by_status=outlets_by_status(question),
    )


_STATUSES = f"""
SELECT s.status, count(*) AS outlets
FROM outlets_outlet o
JOIN geo_administrativedivision d ON d.id = o.village_id
JOIN outlets_outletstatus s ON s.outlet_id = o.id
WHERE d.code LIKE %(under)s AND o.kind = ANY(%(target_kinds)s)
  AND {valid_on("s")} AND {coverage.IN_NETWORK}
GROUP BY s.status"""


def outlets_by_status(question: Question) -> Counter[str]:
    """Outlets of the target's kinds in the division, by their status on the day."""
    found = database.rows(_STATUSES, coverage.parameters(question))
    return Counter({row["status"]: row["outlets"] for row in found})


@dataclass(frozen=True)
class Month:
    """The network of one month: outlets that began and ceased to operate, and all at its end.

    The month of the day asked about ends on that day.
    """

    first: dt.date
    last: dt.date
    opened: int
    stopped: int
    operating: int
    dormant: int
    suspended: int
    closed: int

    @property
    def net(self) -> int:
        return self.opened - self.stopped

    @property
    def is_over(self) -> bool:
        """Whether the month ends on its own last day, not on the day asked about."""
        return (self.last + dt.timedelta(days=1)).day == 1

    @property
    def by_status(self) -> Counter[str]:
        """Outlets at the month's end; equal to `outlets_by_status` of that day."""
        return Counter({status.value: getattr(self, status.value) for status in Status})


def _at_end(status: Status) -> str:
    return (
        f"count(*) FILTER (WHERE status = '{status.value}' AND (valid_to IS NULL"
        f" OR valid_to > last)) AS {status.value}"
    )


_MONTHS = f"""
WITH period AS (
    SELECT s.status, s.valid_from, s.valid_to
    FROM outlets_outletstatus s
    JOIN outlets_outlet o ON o.id = s.outlet_id
    JOIN geo_administrativedivision d ON d.id = o.village_id
    WHERE s.valid_from <= %(on)s
      AND d.code LIKE %(under)s AND o.kind = ANY(%(target_kinds)s)
      AND {coverage.IN_NETWORK}
),
month AS (
    SELECT first::date, LEAST((first + interval '1 month')::date - 1, %(on)s) AS last
    FROM generate_series(
        date_trunc('month', (SELECT min(valid_from) FROM period)), %(on)s, interval '1 month'
    ) AS first
)
SELECT first, last,
       count(*) FILTER (WHERE status = %(operating)s AND valid_from >= first) AS opened,
       count(*) FILTER (
           WHERE status = %(operating)s AND valid_to BETWEEN first AND last
       ) AS stopped,
       {", ".join(map(_at_end, Status))}
FROM month JOIN period ON valid_from <= last
GROUP BY first, last ORDER BY first"""


def months(question: Question) -> list[Month]:
    """Month by month from the first outlet to the day asked about; empty without outlets."""
    return [Month(**row) for row in database.rows(_MONTHS, coverage.parameters(question))]
