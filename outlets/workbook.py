"""The workbook that offices fill in: the importer's own headings, drop-downs, instructions.

Headings and the words of the drop-downs are the importer's and stay Chinese; the instructions are
in the reader's language.
"""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.import_blanks import DATE, TEXT, head, listed, offer
from geo.models import AdministrativeDivision
from outlets.importers.columns import (
    COLUMNS,
    CRS_WORDS,
    KIND_WORDS,
    MODEL_WORDS,
    PLATFORM_WORDS,
    STATUS_WORDS,
)

CHOICES = {
    "kind": KIND_WORDS,
    "operating_model": MODEL_WORDS,
    "platform": PLATFORM_WORDS,
    "status": STATUS_WORDS,
    "crs": CRS_WORDS,
}
# Spreadsheets would take these for numbers and lose their digits.
TEXT_FIELDS = {"outlet_no", "village_code", "keeper_phone", "served_codes"}
DATE_FIELDS = {"opened_on", "closed_on"}
WIDTHS = {"outlet_no": 18, "name": 26, "county": 24, "village_name": 20, "village_code": 16}
DEFAULT_WIDTH = 13


def build_template(code: str) -> bytes:
    """An empty workbook (.xlsx) with a list of the villages at or under a division's code."""
    book = Workbook()
    table = book.active
    table.title = "网点登记"
    _lay_out(table)
    _explain(book.create_sheet(_("How to fill in")))
    _list_villages(book.create_sheet("行政村代码表"), code)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _lay_out(sheet: Worksheet) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(number)
        must = column.is_required or column.field == "village_code"
        head(sheet.cell(1, number, column.heading), is_required=must)
        style = sheet.column_dimensions[letter]
        style.width = WIDTHS.get(column.field, DEFAULT_WIDTH)
        if column.field in TEXT_FIELDS:
            style.number_format = TEXT
        if column.field in DATE_FIELDS:
            style.number_format = DATE
        if words := CHOICES.get(column.field):
            offer(sheet, letter, listed(names[0] for names in words.values()))
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _explain(sheet: Worksheet) -> None:
    for number, title in enumerate((_("Column"), _("Required"), _("How to fill in")), start=1):
        head(sheet.cell(1, number, title), is_required=True)
    notes = _notes()
    for column in COLUMNS:
        must = _("yes") if column.is_required else _("no")
        if column.field == "village_code":
            must = _("or county, township and village")
        sheet.append([column.heading, must, notes[column.field]])
    for letter, width in (("A", 14), ("B", 22), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)


def _notes() -> dict[str, str]:
    return {
        "outlet_no": _(
            "At most 32 letters, digits and “-”. Leave it blank for a new outlet: the system gives "
            "the number. With a number the row revises that outlet."
        ),
        "name": _("As on the sign. Without a number an outlet is known by village and name."),
        "county": _("In full or short."),
        "township": _("Town, township or sub-district."),
        "village_name": _("Village or community; must agree with the code."),
        "village_code": _(
            "12 digits, see the sheet 行政村代码表. Keep the column as text: as a number the code "
            "turns into 2.11321E+11 and is refused."
        ),
        "kind": _(
            "Choose from the list. 乡镇服务站 and 县级服务中心 are registered and are not among "
            "the village outlets of the target."
        ),
        "operating_model": _("Choose from the list, or leave blank."),
        "platform": _("Choose from the list, or leave blank."),
        "status": _("Choose from the list. Only 运营 counts in the figures."),
        "opened_on": _("Like 2017-10-05. Not in the future."),
        "closed_on": _(
            "The day from which the outlet no longer operated; blank while it operates. An outlet "
            "that stopped without a date counts as not operating from its opening."
        ),
        "keeper_name": _("The person who runs the outlet, in full."),
        "keeper_phone": _(
            "Mobile number of 11 digits, or landline with area code like 0421-2812345. Numbers "
            "hidden by “*” are refused."
        ),
        "address": _("Where in the village."),
        "lon": _("Degrees with at least 4 decimals, like 120.45531. Blank when unknown."),
        "lat": _("Degrees with at least 4 decimals, like 41.58021. Blank when unknown."),
        "crs": _("高德, 腾讯 and 微信 give GCJ02; 百度 gives BD09; a GPS device gives WGS84."),
        "served_codes": _("Codes of the other villages it serves, with “、” between them."),
    }


def _list_villages(sheet: Worksheet, code: str) -> None:
    headings = {column.field: column.heading for column in COLUMNS}
    fields = ("village_code", "county", "township", "village_name")
    for number, field in enumerate(fields, start=1):
        head(sheet.cell(1, number, headings[field]), is_required=True)
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(field, 20)
    villages = AdministrativeDivision.objects.at_or_under(code).villages()
    rows = villages.filter(valid_to__isnull=True).values_list(
        "code", "parent__parent__name", "parent__name", "name"
    )
    for row in rows.order_by("code"):
        sheet.append(row)
        sheet.cell(sheet.max_row, 1).number_format = TEXT
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
