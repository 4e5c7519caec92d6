"""What stands behind a row of coverage: its villages by state, its outlets by model and status."""

from collections import Counter, defaultdict

from core import database
from core.database import valid_on
from geo.levels import Level
from targets import coverage
from targets.definitions import Question


def states_by(question: Question, level: Level) -> dict[str, Counter[str]]:
    """Villages by their exclusive state, for each division of `level`; its code is the key."""
    sql = f"""WITH {coverage.village_state(question)}
    SELECT left(code, %(digits)s) AS unit, state, count(*) FROM village_state GROUP BY 1, 2"""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in database.rows(sql, coverage.unit_parameters(question, level)):
        counts[row["unit"]][row["state"]] = row["count"]
    return counts


_MODELS = f"""
SELECT left(d.code, %(digits)s) AS unit, o.operating_model AS model, s.status, count(*)
FROM outlets_outlet o
JOIN geo_administrativedivision d ON d.id = o.village_id
JOIN outlets_outletstatus s ON s.outlet_id = o.id AND {valid_on("s")}
WHERE d.code LIKE %(under)s AND o.kind = ANY(%(target_kinds)s) AND {coverage.IN_NETWORK}
GROUP BY 1, 2, 3"""


def models_by(question: Question, level: Level) -> dict[str, Counter[tuple[str, str]]]:
    """Outlets of the target's kinds by (model, status), for each division of `level`."""
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in database.rows(_MODELS, coverage.unit_parameters(question, level)):
        counts[row["unit"]][row["model"], row["status"]] = row["count"]
    return counts
