"""Workbooks and text tables made in a test: rows in, bytes out."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

import xlwt
from openpyxl import Workbook

Rows = Iterable[Sequence[Any]]


def xlsx(rows: Rows, *, merged: Sequence[str] = (), **others: Rows) -> bytes:
    """A workbook; `merged` are ranges of the first sheet (A1:D1), `others` further sheets."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for name, more in others.items():
        further = book.create_sheet(name)
        for row in more:
            further.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    return saved(book)


def xls(rows: Rows) -> bytes:
    """A workbook of the old kind."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    dated = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row_number, row in enumerate(rows):
        for column, value in enumerate(row):
            style = [dated] if isinstance(value, dt.date) else []
            sheet.write(row_number, column, value, *style)
    return saved(book)


ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="表">%s</table:table></office:spreadsheet></office:body>
</office:document-content>"""
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_MANIFEST = f"""<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<m:file-entry m:full-path="/" m:media-type="{ODS_TYPE}"/></m:manifest>"""


def ods(rows: Rows) -> bytes:
    """A spreadsheet of LibreOffice, as small as one can be."""
    written = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        archive.writestr("content.xml", ODS % written)
    return kept.getvalue()


def _ods_cell(value: Any) -> str:
    if isinstance(value, dt.date):
        kind = f'office:value-type="date" office:date-value="{value}"'
    else:
        kind = 'office:value-type="string"' if value else ""
    shown = f"<text:p>{escape(str(value))}</text:p>" if value else ""
    return f"<table:table-cell {kind}>{shown}</table:table-cell>"


def text(rows: Rows, *, encoding: str = "utf-8", separator: str = ",") -> bytes:
    """A text table."""
    kept = io.StringIO()
    csv.writer(kept, delimiter=separator).writerows(rows)
    return kept.getvalue().encode(encoding)


def saved(book: Any) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
