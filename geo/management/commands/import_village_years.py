"""Import households, population and more of villages by year from a workbook or a text table.

manage.py import_village_years villages-2018.xlsx               what would be written
manage.py import_village_years villages-2018.xlsx --commit      write it
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.commands import DomainCommand
from core.importing import run
from geo.importers import vectors
from geo.importers.village_years import VillageYearImporter
from geo.management.reports import add_options, print_report


class Command(DomainCommand):
    help = "Read villages by year (.xlsx, .xls, .csv). Nothing is written without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        add_options(parser)

    def handle(self, *args: Any, file: Path, commit: bool, format: str, **options: Any) -> None:
        content = vectors.read_bytes(file)
        importer = VillageYearImporter()
        report = run(importer, content, file_name=file.name, actor=None, commit=commit)
        print_report(self.stdout, report, format)
