"""The options and the output that the commands on coverage share."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from django.core.management.base import OutputWrapper

from core.commands import aligned
from targets.definitions import Definition, Question, ask


def add_question(parser: ArgumentParser) -> None:
    """The options of a question of coverage, and of the output's form."""
    parser.add_argument("--on", help="day judged, YYYY-MM-DD; today when left out")
    parser.add_argument("--division", help="code of the division; the city when left out")
    parser.add_argument("--definition", choices=Definition.values, default="administrative")
    parser.add_argument("--radius-m", type=int, default=3000, help="metres, for spatial")
    parser.add_argument("--format", choices=["table", "json", "csv"], default="table")


def question_of(options: Mapping[str, Any]) -> Question:
    """The question that the options put."""
    return ask(
        on=options["on"],
        division=options["division"],
        definition=options["definition"],
        radius_m=options["radius_m"],
    )


def print_rows(
    out: TextIO | OutputWrapper,
    form: str,
    content: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """Print the whole content as JSON, or its rows as CSV or as an aligned table."""
    if form == "json":
        out.write(json.dumps(content, ensure_ascii=False, indent=1))
        return
    columns = list(rows[0]) if rows else []
    cells = [columns, *([_cell(row[column]) for column in columns] for row in rows)]
    if form == "csv":
        csv.writer(out, lineterminator="\n").writerows(cells)
        return
    facts = {key: value for key, value in content.items() if not isinstance(value, list | dict)}
    out.write("  ".join(f"{key}={value}" for key, value in facts.items()))
    for key in ("denominators", "outlets"):
        if key in content:
            out.write(f"{key}: {json.dumps(content[key], ensure_ascii=False)}")
    for line in aligned(cells):
        out.write(line)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
