"""How the importers' commands print their reports: for people, and as JSON for scripts."""

import json
from argparse import ArgumentParser
from typing import TextIO

from django.core.management.base import OutputWrapper
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.importing import ImportReport

LABELS = {
    "divisions_new": gettext_lazy("divisions: new"),
    "divisions_changed": gettext_lazy("divisions: changed"),
    "divisions_unchanged": gettext_lazy("divisions: unchanged"),
    "divisions_not_listed": gettext_lazy("divisions: registered, no longer listed"),
    "boundaries_laid": gettext_lazy("boundaries: laid"),
    "boundaries_unchanged": gettext_lazy("boundaries: unchanged"),
    "boundaries_kept": gettext_lazy("boundaries: the present one is as good or better"),
    "boundaries_refused": gettext_lazy("boundaries: refused"),
    "boundaries_repaired": gettext_lazy("boundaries: repaired, they crossed themselves"),
    "seats_placed": gettext_lazy("positions: placed"),
    "seats_unchanged": gettext_lazy("positions: unchanged"),
    "seats_kept": gettext_lazy("positions: the present one is as good or better"),
    "seats_refused": gettext_lazy("positions: refused"),
    "cells_derived": gettext_lazy("township cells: derived from seats"),
    "villages_spread": gettext_lazy("approximate villages: moved into their new cells"),
    "context_replaced": gettext_lazy("surroundings: replaced"),
    "context_unchanged": gettext_lazy("surroundings: unchanged"),
    "new": gettext_lazy("rows: new"),
    "changed": gettext_lazy("rows: changed"),
    "unchanged": gettext_lazy("rows: unchanged"),
    "bad": gettext_lazy("rows: refused"),
}


def add_options(parser: ArgumentParser) -> None:
    """The options that every importing command takes."""
    parser.add_argument("--commit", action="store_true", help="write; otherwise only report")
    parser.add_argument("--format", choices=["table", "json"], default="table")


def print_report(out: TextIO | OutputWrapper, report: ImportReport, form: str) -> None:
    """The counts, then what was wrong, row by row, then remarks."""
    if form == "json":
        out.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
        return
    out.write(f"{report.file_name}  sha256 {report.sha256[:12]}")
    for name, count in report.counts.items():
        if count:
            out.write(f"{count:>7}  {LABELS[name]}")
    for problem in report.problems:
        row = f"{problem.sheet}!{problem.row}" if problem.sheet else problem.row
        place = _("row %(row)s, %(column)s") % {"row": row, "column": problem.column}
        out.write(f"  {place}: {problem.message}")
    for note in report.notes:
        out.write(f"  {note}")
    if not report.is_committed:
        out.write(_("Nothing was written. Add --commit to write it."))
