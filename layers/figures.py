"""What the map's panel shows for a question: figures, legend counts, gaps, months."""

import json
from collections import Counter
from dataclasses import asdict
from typing import Any

from core import database
from core.database import valid_on
from geo.levels import Level
from layers import styles
from targets import coverage, reports
from targets.coverage import CoverageRow
from targets.definitions import Question


def figures(question: Question) -> str:
    """The panel's figures as JSON text: the report's stable form and what the legend counts.

    `states` counts all villages of the division by state; `outlets.by_model_and_status` its
    outlets of every kind; `classes` its townships by class, those without a village under `none`.
    """
    report = reports.coverage_report(question)
    townships = coverage.rows_by(question, Level.TOWNSHIP)
    content = report.as_dict() | {
        "name": report.division.name,
        "level": report.division.level,
        "rows": [_row(row) for row in report.rows],
        "states": coverage.state_counts(question),
        "classes": _classes(townships),
        "network": _network(question),
        "gaps": [asdict(gap) for gap in coverage.gaps(question)],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def months(question: Question) -> str:
    """The history of the network for the time strip: a list of months as JSON text."""
    content = [
        asdict(month) | {"first": month.first.isoformat(), "last": month.last.isoformat()}
        for month in reports.months(question)
    ]
    return json.dumps({"months": content}, separators=(",", ":"))


def _row(row: CoverageRow) -> dict[str, Any]:
    return reports.row_as_dict(row) | {"outlets": row.outlets}


def _classes(rows: list[CoverageRow]) -> dict[str, int]:
    counts = Counter(styles.class_of(row.rate) for row in rows)
    named = {str(number): counts[number] for number in range(len(styles.CLASS_LABELS))}
    return named | {"none": counts[None]}


_NETWORK = f"""
SELECT o.operating_model AS model, s.status, count(*) AS outlets
FROM outlets_outlet o
JOIN geo_administrativedivision d ON d.id = o.village_id
JOIN outlets_outletstatus s ON s.outlet_id = o.id AND {valid_on("s")}
WHERE d.code LIKE %(under)s AND {coverage.IN_NETWORK}
GROUP BY 1, 2 ORDER BY 1, 2"""


def _network(question: Question) -> list[dict[str, Any]]:
    return database.rows(_NETWORK, coverage.parameters(question))
