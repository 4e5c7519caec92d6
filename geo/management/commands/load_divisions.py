"""Load the divisions, boundaries and surroundings that the project ships.

manage.py load_divisions                    what would be written
manage.py load_divisions --commit           write it; a second time changes nothing
manage.py load_divisions --format json      the same report for a script
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from core.commands import DomainCommand
from geo.importers.divisions import load_divisions
from geo.management.reports import add_options, print_report


class Command(DomainCommand):
    help = "Load the divisions of settings.DIVISIONS_DIR; nothing is written without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        report = load_divisions(
            folder=settings.DIVISIONS_DIR,
            city_code=settings.CITY_CODE,
            commit=options["commit"],
        )
        print_report(self.stdout, report, options["format"])
