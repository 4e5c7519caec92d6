"""Reads workbooks and text tables inside the sandbox: bytes in, rows as JSON out. No Django.

Cells come out as they are kept; days and times as an object with one member, its kind.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from core.sandbox_child import Refused

# The first bytes of a zip archive (XLSX, ODS) and of an OLE document (XLS).
WORKBOOK_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# The name of the stream in which Office keeps a workbook that a password protects.
ENCIPHERED = "EncryptedPackage".encode("utf-16-le")
SEPARATORS = ",;\t"
WEB_PAGE = ("<html", "<!doctype", "<?xml", "<table")

Table = tuple[str, Sequence[Sequence[Any]], Sequence[Any]]


def tables(argument: Mapping[str, Any], content: bytes) -> tuple[list[Any], list[bytes]]:
    """The visible sheets: names and merged ranges, and the rows of each as JSON.

    Args:
        argument: `rows` and `cells`, the most that one sheet and the whole file may have.
    """
    is_workbook = content.startswith(WORKBOOK_SIGNATURES)
    found = _workbook(content, argument) if is_workbook else _text_table(content, argument)
    answer, buffers, left = [], [], argument["cells"]
    for name, rows, merged in found:
        left -= len(rows) * (len(rows[0]) if rows else 0)
        if len(rows) > argument["rows"]:
            raise Refused("rows")
        if left < 0:
            raise Refused("cells")
        answer.append({"name": name, "merged": merged})
        written = json.dumps(rows, ensure_ascii=False, default=_moment, separators=(",", ":"))
        buffers.append(written.encode("utf-8", "replace"))
    return answer, buffers


def _moment(value: Any) -> dict[str, Any]:
    kind = type(value).__name__
    return {kind: value.total_seconds() if kind == "timedelta" else value.isoformat()}


def _workbook(content: bytes, most: Mapping[str, int]) -> Iterator[Table]:
    if not content.startswith(b"PK") and ENCIPHERED in content:
        raise Refused("password")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in book.sheets_metadata:
            if about.visible != SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.total_height > most["rows"]:
                raise Refused("rows")
            if sheet.total_height * sheet.total_width > most["cells"]:
                raise Refused("cells")
            rows = sheet.to_python(skip_empty_area=False)
            yield about.name, rows, sheet.merged_cell_ranges or ()
    except PasswordError as error:
        raise Refused("password") from error
    except (CalamineError, XmlError, ZipError, OSError) as error:
        raise Refused("damaged") from error


def _text_table(content: bytes, most: Mapping[str, int]) -> Iterator[Table]:
    text = _decoded(content)
    if text.lstrip()[:200].lower().startswith(WEB_PAGE):
        raise Refused("web_page")
    sample = text[:20_000]
    separator = max(SEPARATORS, key=sample.count)
    rows: list[list[str]] = []
    width = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            width = max(width, len(row))
            if len(rows) > most["rows"]:
                raise Refused("rows")
            if width * len(rows) > most["cells"]:
                raise Refused("cells")
    except csv.Error as error:
        raise Refused("no_table", why=str(error)) from error
    # Rows of one length, so that every column can be asked of every row.
    yield "", [row + [""] * (width - len(row)) for row in rows], ()


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 with or without their mark, else GB18030."""
    for encoding in _likely_encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("encoding")


def _likely_encodings(content: bytes) -> Sequence[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    head = content[:4000]
    zeros = head[::2].count(0), head[1::2].count(0)
    # Text of one byte a sign holds none; which half is zero tells the order. A lone one is dirt.
    if max(zeros) * 10 > len(head):
        return ["utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"]
    return ["utf-8-sig", "gb18030"]
