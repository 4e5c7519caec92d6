"""Bad tables, each with what is to become of it."""

import io
import random
from collections.abc import Iterator

from openpyxl import Workbook

from tests import sheets
from tests.geo.scene import V, W
from tests.hostile import archives
from tests.hostile.files import Bad
from tests.shapes import degrees

HEADINGS = ["区划代码", "名称", "经度", "纬度"]
PLACE = degrees(-5000, 0)
ROWS = [HEADINGS, [V, "丁村", *PLACE]]
GOOD = sheets.xlsx(ROWS)
SHEET = "xl/worksheets/sheet1.xml"
DAMAGED = "damaged"

ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
FOREIGN_TYPE = b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'


def tables() -> Iterator[Bad]:
    yield from _other_files()
    yield from _archives()
    yield from _xml()
    yield from _workbooks()
    yield from _texts()
    yield from _contents()


def _other_files() -> Iterator[Bad]:
    yield Bad("empty.xlsx", b"", "empty")
    yield Bad("blanks.csv", b" \r\n\t ", "empty")
    yield Bad("program.xlsx", b"MZ\x90\x00" + b"\x00" * 200, DAMAGED)
    yield Bad("program.csv", b"\x7fELF\x02\x01\x01" + b"\x00" * 200, DAMAGED)
    yield Bad("document.xls", b"%PDF-1.7\n%\xe2\xe3", DAMAGED)
    yield Bad("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, DAMAGED)
    yield Bad("packed.csv", b"\x1f\x8b\x08\x00" + b"\x01" * 50, DAMAGED)
    yield Bad("database.xlsx", b"SQLite format 3\x00" + b"\x00" * 100, DAMAGED)
    yield Bad("shape.xls", b"\x00\x00\x27\x0a" + b"\x00" * 100, DAMAGED)
    yield Bad("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "web page")
    yield Bad("page.csv", b"<?xml version='1.0'?><Workbook/>", "web page")
    yield Bad("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, DAMAGED)
    yield Bad("odd.exe", b"x", "none of the kinds", every_kind=True)
    yield Bad("macros.xlsm", GOOD, "none of the kinds", every_kind=True)


def _archives() -> Iterator[Bad]:
    yield Bad("truncated.xlsx", GOOD[: len(GOOD) // 2], DAMAGED)
    yield Bad("no_archive.xlsx", b"PK\x03\x04 no archive at all", DAMAGED)
    yield Bad("shapes.xlsx", archives.packed({"a.shp": b"", "a.dbf": b""}), DAMAGED)
    yield Bad("nested.xlsx", archives.packed({"a.xlsx": GOOD}), DAMAGED)
    bomb = archives.with_member(GOOD, "xl/media/x.bin", bytes(20_000_000))
    yield Bad("bomb.xlsx", bomb, "too large parts")
    yield Bad("bomb_declared.xlsx", archives.declaring(GOOD, 2**31), "unpacks to more|too large")
    yield Bad("overlapping.xlsx", archives.overlapping(GOOD), "too large parts")
    many = archives.packed(archives.members(GOOD) | {f"a{n}": b"" for n in range(1200)})
    yield Bad("many.xlsx", many, "too many")
    yield Bad("link.xlsx", archives.with_link(GOOD), "lead out")
    for number, name in enumerate(("../a.xml", "/etc/a.xml", "C:/a.xml", "..\\a.xml")):
        yield Bad(f"outside{number}.xlsx", archives.with_member(GOOD, name), "lead out")
    yield Bad("twin.xlsx", archives.with_twin(GOOD), DAMAGED)
    yield Bad("locked.xlsx", archives.locked(GOOD), "password")
    yield Bad("miscounted.xlsx", archives.miscounted(GOOD), DAMAGED)


def _xml() -> Iterator[Bad]:
    def declaring(name: str, declaration: bytes) -> bytes:
        return archives.replacing(GOOD, name, lambda part: _declared(part, declaration))

    yield Bad("entity.xlsx", declaring(SHEET, ENTITY), "document type")
    yield Bad("laughs.xlsx", declaring("xl/workbook.xml", LAUGHS), "document type")
    yield Bad("fetched.xlsx", declaring("[Content_Types].xml", FOREIGN_TYPE), "document type")
    wide = archives.replacing(
        GOOD, SHEET, lambda part: _declared(part, ENTITY).decode().encode("utf-16")
    )
    yield Bad("wide_entity.xlsx", wide, "document type|damaged")
    comment = b"<!--" + b"x" * 200_000 + b"-->"
    yield Bad("prologue.xlsx", declaring(SHEET, comment), "document type")
    ods = archives.packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": b"<?xml version='1.0'?>" + ENTITY + b"<x>&e;</x>",
        }
    )
    yield Bad("entity.ods", ods, "document type")
    cut = archives.replacing(GOOD, SHEET, lambda part: part[: len(part) // 2])
    yield Bad("cut_sheet.xlsx", cut, DAMAGED)


def _declared(part: bytes, declaration: bytes) -> bytes:
    if part.startswith(b"<?xml"):
        head, end, rest = part.partition(b"?>")
        return head + end + declaration + rest
    return declaration + part


def _workbooks() -> Iterator[Bad]:
    yield Bad("macros.xlsx", archives.with_member(GOOD, "xl/vbaProject.bin"), "macros")
    old = sheets.xls(ROWS)
    yield Bad("cut.xls", old[:700], DAMAGED)
    yield Bad("word.xls", old.replace(_utf16("Workbook"), _utf16("WordDocu")), DAMAGED)
    package = _utf16("EncryptedPackage")
    protected = old.replace(
        _utf16("Workbook").ljust(64, b"\x00") + b"\x12", package.ljust(64, b"\x00") + b"\x22"
    )
    yield Bad("protected.xlsx", protected, "password")
    far = archives.replacing(
        GOOD,
        SHEET,
        lambda part: part.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
    )
    yield Bad("far_cell.xlsx", far, "rows|cells|memory")
    wide = Workbook()
    wide.active.append(HEADINGS)
    wide.active.cell(row=2000, column=16384, value=1)
    yield Bad("wide.xlsx", sheets.saved(wide), "memory|more cells")
    hidden = Workbook()
    hidden.active.append(HEADINGS)
    hidden.create_sheet("x")
    hidden.worksheets[0].sheet_state = "hidden"
    yield Bad("hidden.xlsx", sheets.saved(hidden), "headings")
    yield Bad(
        "two_columns.xlsx",
        sheets.xlsx([["区划代码", "村名", "乡镇", "经度", "纬度"]]),
        "all mean",
        ("seats",),
    )
    yield Bad("no_headings.xlsx", sheets.xlsx([[1, 2, 3], [4, 5, 6]]), "headings")
    linked = archives.with_member(
        GOOD, "xl/externalLinks/externalLink1.xml", b"<externalLink><x/></externalLink>"
    )
    yield Bad("linked.xlsx", linked, None, ("seats",))
    formula = sheets.xlsx([HEADINGS, [V, "=cmd|' /C calc'!A0", *PLACE]])
    yield Bad("formula.xlsx", formula, None, ("seats",), ["required|name_disagrees"])


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _texts() -> Iterator[Bad]:
    yield Bad("columns.csv", b"," * 3_100_000, "more cells|headings")
    yield Bad("rows.csv", "区划代码,名称,经度,纬度\n".encode() + b"1,2,3,4\n" * 100_001, "rows")
    quote = '区划代码,名称,经度,纬度\n"'.encode() + b"x" * 200_000
    yield Bad("quote.csv", quote, "no table")
    yield Bad("random.csv", b"\xff" + random.Random(1).randbytes(3000), "UTF-8")
    yield Bad("odd.csv", "区划代码".encode("utf-16") + b"\x00", "UTF-8|headings")
    mixed = "区划代码,名称,经度,纬度\n".encode("gb18030") + f"{V},丁村,1,2\n".encode()
    yield Bad("mixed.csv", mixed, None, ("seats",), ["name_disagrees|outside_city|swapped"])


def _text(*cells: object) -> bytes:
    return sheets.text([HEADINGS, list(cells)])


def _contents() -> Iterator[Bad]:
    """Tables that are read, and whose cells lie."""
    lon, lat = PLACE
    only_seats = ("seats",)
    yield Bad("nul.csv", _text(V, "丁\x00村", lon, lat), None, only_seats)
    turned = _text(V, "\u202e丁\u200b村\u202c\ufeff", lon, lat)
    yield Bad("turned.csv", turned, None, only_seats)
    unseen = _text(V, "\u200b\u200d\u3164", lon, lat)
    yield Bad("unseen.csv", unseen, None, only_seats, ["required|name_disagrees"])
    yield Bad("nan.csv", _text(V, "丁村", "NaN", "inf"), None, only_seats, ["bad_number"])
    yield Bad("digits.csv", _text(V, "丁村", "1" * 400, lat), None, only_seats, ["outside_city"])
    lost = _text("2.11321E+11", "丁村", lon, lat)
    yield Bad("lost.csv", lost, None, only_seats, ["damaged_number"])
    strange = _text("²¹¹³²¹", "丁村", lon, lat)
    yield Bad("strange_digits.csv", strange, None, only_seats, ["name_disagrees"])
    elsewhere = _text(V, "丁村", 0, 0)
    yield Bad("elsewhere.csv", elsewhere, None, only_seats, ["outside_city"])
    twice = sheets.text([*ROWS, [V, "丁村", lon, lat], [W, "戊村", *degrees(5000, 0)]])
    yield Bad("twice.csv", twice, None, only_seats, ["repeated"])
    long = io.StringIO()
    long.write(f"区划代码,名称,经度,纬度\n{V},{'丁' * 100_000},{lon},{lat}\n")
    yield Bad("long.csv", long.getvalue().encode(), None, only_seats, ["name_disagrees"])
