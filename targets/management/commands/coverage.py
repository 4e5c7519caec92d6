"""How far the network reaches.

manage.py coverage
manage.py coverage --on 2018-09-30 --division 211321 --by township --format csv
manage.py coverage --definition spatial --radius-m 5000 --format json
"""

from argparse import ArgumentParser
from typing import Any

from core.commands import DomainCommand
from geo.levels import Level
from targets import reports
from targets.management.output import add_question, print_rows, question_of


class Command(DomainCommand):
    help = "Coverage of a division on a day: totals, targets, and a row for each of its divisions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_question(parser)
        parser.add_argument(
            "--by", choices=[Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE], default=Level.COUNTY
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = reports.coverage_report(question_of(options), by=Level(options["by"]))
        content = report.as_dict()
        rows = [*content["rows"], content["total"]]
        print_rows(self.stdout, options["format"], content, rows)
