"""Place the seats of townships and villages from a file of points.

manage.py import_seats seats.csv --crs gcj02                        what would be written
manage.py import_seats seats.csv --crs gcj02 --commit               write it
manage.py import_seats villages.gpkg --crs cgcs2000 --quality surveyed --commit
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.commands import DomainCommand
from geo.crs import CoordinateSystem
from geo.importers.seats import import_seats
from geo.levels import LocationQuality
from geo.management.reports import add_options, print_report


class Command(DomainCommand):
    help = "Read points (.zip, .shp, .gpkg, .geojson, .csv, .xlsx) as seats of divisions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--crs", choices=CoordinateSystem.values, required=True)
        parser.add_argument(
            "--quality",
            choices=LocationQuality.values,
            default=LocationQuality.MATCHED.value,
            help="of rows that do not say theirs; matched when left out",
        )
        parser.add_argument(
            "--replace", action="store_true", help="let worse positions replace better ones"
        )
        add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        report = import_seats(
            path=options["file"],
            system=CoordinateSystem(options["crs"]),
            default_quality=LocationQuality(options["quality"]),
            replace=options["replace"],
            commit=options["commit"],
        )
        print_report(self.stdout, report, options["format"])
