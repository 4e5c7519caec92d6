"""What an export contains: the layers of a question, read once for every format."""

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from core import data_version, database
from core.database import valid_on
from core.demonstration import is_loaded
from layers.exports.layer import Layer
from layers.exports.questions import ExportQuestion
from layers.exports.readers import READERS
from layers.steady import steadily
from targets import coverage, reports
from targets.reports import CoverageReport

DIGITS_OF_FINGERPRINT = 12


@dataclass(frozen=True)
class Content:
    """All layers of an export, and the report on its division; all of one data version."""

    asked: ExportQuestion
    report: CoverageReport
    layers: list[Layer]
    version: int
    has_demonstration: bool

    @property
    def rows(self) -> int:
        return sum(map(len, self.layers))

    @cached_property
    def fingerprint(self) -> str:
        """Names question and content: equal for files that say the same."""
        digest = sha256(json.dumps(self.asked.as_dict(), sort_keys=True).encode())
        for layer in self.layers:
            digest.update(json.dumps([layer.name, layer.rows], default=str).encode())
            for shape in layer.wkb:
                digest.update(shape or b"-")
        return digest.hexdigest()[:DIGITS_OF_FINGERPRINT]


def content(asked: ExportQuestion) -> Content:
    """Read everything that is asked for.

    Raises:
        UnknownDivisionError: there is no such division on the day.
        ConflictError: the registry is being written to all the while.
    """

    def read() -> Content:
        return Content(
            asked=asked,
            report=reports.coverage_report(asked.question),
            layers=[layer for name in asked.layers for layer in READERS[name](asked)],
            version=data_version.current(),
            has_demonstration=is_loaded(),
        )

    return steadily(read)


def expected_rows(asked: ExportQuestion) -> int:
    """About how many rows an export will have: enough to tell a small one from a large one."""
    parameters = coverage.parameters(asked.question)
    (found,) = database.rows(_EXPECTED, parameters)
    return found["rows"]


_EXPECTED = f"""
SELECT (SELECT count(*) FROM geo_administrativedivision d
        WHERE d.code LIKE %(under)s AND {valid_on("d")})
     + (SELECT count(*) FROM outlets_outlet o
        JOIN geo_administrativedivision d ON d.id = o.village_id WHERE d.code LIKE %(under)s)
       AS rows"""
