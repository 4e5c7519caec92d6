"""Tables taken away as CSV, as spreadsheet programs open them."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

MARK = "\ufeff"  # tells Excel that the text is UTF-8
# A cell that begins so would be run as a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file for csv.writer that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def defused(cell: object) -> object:
    """The cell; a text that a spreadsheet would run is quoted with an apostrophe."""
    if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The rows as CSV lines, the mark of UTF-8 first."""
    writer = csv.writer(_Echo())
    yield MARK
    for row in rows:
        yield writer.writerow([defused(cell) for cell in row])


def csv_answer(name: str, rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """The rows as a download; `name` is plain ASCII and lacks its ending."""
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
