"""How far the policy's promises about people and what supports them are.

manage.py people_targets
manage.py people_targets --on 2018-09-30 --division 211321 --format json
"""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from core.commands import DomainCommand
from core.errors import UnknownDivisionError
from geo.models import AdministrativeDivision
from targets.definitions import city_code, parse_day
from targets.management.output import print_rows
from targets.people import scoreboard

COLUMNS = ("clause", "key", "label", "shown", "unit", "comparison", "target", "is_met", "year")


class Command(DomainCommand):
    help = "The figures of people against the policy, for a city, county or township on a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", help="day judged, YYYY-MM-DD; today when left out")
        parser.add_argument("--division", help="code of the division; the city when left out")
        parser.add_argument("--format", choices=["table", "json", "csv"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        on = parse_day(options["on"]) if options["on"] else timezone.localdate()
        code = options["division"] or city_code()
        division = AdministrativeDivision.objects.filter(code=code, valid_to=None).first()
        if division is None:
            raise UnknownDivisionError(field="division")
        content = scoreboard(division, on).as_dict()
        rows = [{name: row[name] for name in COLUMNS} for row in content["figures"]]
        print_rows(self.stdout, options["format"], content, rows)
