"""Import outlets from a workbook or a text table.

manage.py import_outlets outlets.xlsx
manage.py import_outlets outlets.xlsx --commit
manage.py import_outlets outlets.csv --format json
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.commands import DomainCommand
from core.errors import UnreadableFileError
from core.importing import ImportReport, run
from outlets.importers.outlets import OutletImporter
from outlets.models import Outlet


class Command(DomainCommand):
    help = "Import outlets from XLSX, XLS or CSV. Nothing is written without --commit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="write the good rows")
        parser.add_argument("--format", choices=("table", "json"), default="table")

    def handle(self, *args: Any, file: Path, commit: bool, format: str, **options: Any) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise UnreadableFileError(
                _("The file cannot be read: %(why)s") % {"why": error}
            ) from error
        report = run(OutletImporter(), content, file_name=file.name, actor=None, commit=commit)
        if number := Outlet.objects.demonstration().count():
            report.notes.append(
                _("The registry still holds %(number)s demonstration outlets.") % {"number": number}
            )
        if format == "json":
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
        else:
            self._print(report)

    def _print(self, report: ImportReport) -> None:
        for problem in report.problems:
            sheet = f"{problem.sheet} " if problem.sheet else ""
            self.stdout.write(
                _("%(sheet)srow %(row)s · %(column)s: %(message)s")
                % {
                    "sheet": sheet,
                    "row": problem.row,
                    "column": problem.column,
                    "message": problem.message,
                }
            )
        for note in report.notes:
            self.stdout.write(note)
        self.stdout.write(
            _("New %(new)s, changed %(changed)s, unchanged %(unchanged)s, refused %(bad)s.")
            % report.counts
        )
        self.stdout.write(
            _("Written.")
            if report.is_committed
            else _("Nothing was written. Add --commit to write the good rows.")
        )
