"""The sender's own table, with a column that says what is wrong with each row.

A workbook (.xlsx) keeps its cells, formats and formulas as far as openpyxl keeps them; tables of
other formats are written anew as .xlsx. What comes back corrected is read without the column.
"""

import io
import json
import logging
import tempfile
import zipfile
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from core import error_marking, import_files
from core.errors import NotAllowedError
from core.import_kinds import Sender, kind
from core.importing import ERROR_HEADING
from core.models import ImportRun
from core.sandbox import MEGABYTE, Limits, run_limited
from core.sandbox_child import Refused
from core.spreadsheets import read

logger = logging.getLogger(__name__)

# openpyxl writes each sheet to a file of its own before it packs them.
LIMITS = Limits(file_size=256 * MEGABYTE)


def has_errors(run: ImportRun, user: Sender | None) -> bool:
    """Whether there is anything to say, the file is still kept to say it in, and the user may
    read it: one that speaks of persons is its sender's alone, while they may send such files."""
    if run.is_personal and user is not None:
        is_own = run.created_by_id == str(user.pk)
        if not is_own or not kind(run.kind).is_offered_to(user):
            return False
    return bool(run.problems and run.file)


def error_workbook(run: ImportRun, *, user: Sender | None) -> bytes:
    """The workbook (.xlsx).

    Args:
        user: who gets it; null for a command of the office. See `has_errors`.

    Raises:
        NotAllowedError: the user may not have it.
        ConflictError: the file is no longer kept.
    """
    content = import_files.content_of(run)
    if not has_errors(run, user):
        raise NotAllowedError
    if not run.tables:
        return _list_of_problems(run)
    tables = [table | {"remarks": _remarks(run, table)} for table in run.tables]
    if _is_xlsx(content):
        listed = json.dumps(tables).encode()
        argument = {"heading": ERROR_HEADING, "size": len(listed)}
        try:
            with tempfile.TemporaryDirectory() as folder:
                _answer, (marked,) = run_limited(
                    "core.error_marking",
                    "mark",
                    argument | {"folder": folder},
                    listed + content,
                    limits=LIMITS,
                )
            return marked
        except Refused:  # what one library reads another may not
            logger.info("cells of %s are written anew: openpyxl cannot open it", run.uid)
    return _rebuilt(content, tables)


def _is_xlsx(content: bytes) -> bool:
    if not content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _remarks(run: ImportRun, table: dict[str, Any]) -> list[list[Any]]:
    """Row, what is wrong with it in one text, and the headings concerned, in the rows' order."""
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for problem in run.problems:
        if problem.get("sheet", "") in ("", table["sheet"]):
            rows[problem["row"]].append(problem)
    return [
        [row, _remark(found), [problem["column"] for problem in found]]
        for row, found in sorted(rows.items())
    ]


def _remark(problems: list[dict[str, Any]]) -> str:
    said = [
        _("%(column)s: %(message)s") % {"column": one["column"], "message": one["message"]}
        for one in problems
    ]
    return "\n".join(said)


def _rebuilt(content: bytes, tables: list[dict[str, Any]]) -> bytes:
    sheets = read(content)
    book = error_marking.rebuilt([(sheet.name, sheet.rows, sheet.merged) for sheet in sheets])
    for sheet, worksheet in zip(sheets, book.worksheets, strict=True):
        for table in tables:
            if table["sheet"] == sheet.name:
                error_marking.mark_sheet(worksheet, table, ERROR_HEADING)
    return error_marking.saved(book)


def _list_of_problems(run: ImportRun) -> bytes:
    """For files that are no tables, such as maps: the problems themselves."""
    book = Workbook()
    sheet = book.active
    for place, word in enumerate((_("Row"), _("Column"), ERROR_HEADING), start=1):
        error_marking.write_text(sheet.cell(1, place), str(word))
    for number, problem in enumerate(run.problems, start=2):
        sheet.cell(number, 1, problem["row"])
        error_marking.write_text(sheet.cell(number, 2), problem["column"])
        error_marking.write_text(sheet.cell(number, 3), problem["message"])
    return error_marking.saved(book)
