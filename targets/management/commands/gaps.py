"""The villages that the network does not cover.

manage.py gaps
manage.py gaps --division 211321 --format csv
manage.py gaps --definition spatial --radius-m 5000 --format json
"""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from core.commands import DomainCommand
from geo.levels import Level
from targets import coverage, reports
from targets.listing import by_level
from targets.management.output import add_question, print_rows, question_of


class Command(DomainCommand):
    help = "The uncovered villages of a division, the farthest from any outlet first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_question(parser)
        parser.add_argument(
            "--by",
            choices=[Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE],
            default=Level.COUNTY,
            help="order of the list: by county, by township, or (village) by distance alone",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        question = question_of(options)
        division = reports.division_asked(question)
        rows = [asdict(gap) for gap in by_level(coverage.gaps(question), Level(options["by"]))]
        content = {
            "on": question.on.isoformat(),
            "definition": question.definition.value,
            "radius_m": question.radius_m,
            "division": division.code,
            "rows": rows,
        }
        print_rows(self.stdout, options["format"], content, rows)
