"""Lay the boundaries of divisions from a file of polygons.

manage.py import_boundaries townships.zip                           what would be written
manage.py import_boundaries townships.zip --source 民政局 --commit  write it
manage.py import_boundaries new.gpkg --valid-from 2024-03-01 --level township --commit
"""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.commands import DomainCommand
from geo.importers.boundaries import import_boundaries
from geo.levels import Level, LocationQuality
from geo.management.reports import add_options, print_report

FIELDS = ("code", "name", "quality")


class Command(DomainCommand):
    help = "Read polygons (.zip, .shp, .gpkg, .geojson) as boundaries of divisions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="who drew the lines; the file's name")
        parser.add_argument(
            "--quality",
            choices=LocationQuality.values,
            default=LocationQuality.OFFICIAL.value,
            help="of rows that do not say theirs; official when left out",
        )
        parser.add_argument(
            "--valid-from",
            type=dt.date.fromisoformat,
            help="day the border changed, YYYY-MM-DD; left out: a better drawing of the same",
        )
        parser.add_argument("--level", choices=Level.values, help="take rows of this level only")
        parser.add_argument("--crs", help="EPSG:… of a file that declares none")
        for field in FIELDS:
            parser.add_argument(f"--{field}-field", help=f"the file's own column for the {field}")
        add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        report = import_boundaries(
            path=options["file"],
            source=options["source"],
            default_quality=LocationQuality(options["quality"]),
            valid_from=options["valid_from"],
            level=Level(options["level"]) if options["level"] else None,
            crs=options["crs"],
            chosen={name: chosen for name in FIELDS if (chosen := options[f"{name}_field"])},
            commit=options["commit"],
        )
        print_report(self.stdout, report, options["format"])
