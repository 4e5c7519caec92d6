"""The atlas: all sheets of a division in one file, found by contents and bookmarks."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import pytest
from django.db import connection
from pypdf import PdfReader

from core.errors import DomainError
from geo.levels import Level
from layers.sheets import atlas as atlases
from layers.sheets import atlas_contents, atlas_workers, snapshots
from layers.sheets.atlas import Atlas, NothingDrawnError, make_atlas, write_pdf, write_zip
from layers.sheets.atlas_contents import Entry
from layers.sheets.atlas_plan import AtlasOrder, planned_sheets
from layers.sheets.options import SheetOptions
from layers.sheets.papers import Grid, Orientation, Paper
from outlets.models import Outlet
from targets.definitions import ask
from tests.layers.sheets.small_county import ON, draw_county

pytestmark = pytest.mark.django_db

PRINTED = dt.datetime(2018, 10, 8, 1, 0, tzinfo=dt.UTC)


def order(division: str = "2113", **options: object) -> AtlasOrder:
    return AtlasOrder(ask(on=ON, division=division), SheetOptions(**options))  # type: ignore[arg-type]


def pdf(atlas: Atlas) -> PdfReader:
    target = io.BytesIO()
    write_pdf(atlas, target, printed_at=PRINTED)
    return PdfReader(target)


def bookmarks(reader: PdfReader) -> list[tuple[int, str, int]]:
    """Depth, title and page (from 1) of each bookmark."""

    def told(entries: list, depth: int):
        for entry in entries:
            if isinstance(entry, list):
                yield from told(entry, depth + 1)
            else:
                yield depth, entry.title, reader.get_destination_page_number(entry) + 1

    return list(told(reader.outline, 0))


def failing(*codes: str, error: Exception) -> Callable:
    real = atlas_workers.sheet_of

    def sheet_of(question, *arguments, **named):
        if question.division in codes:
            raise error
        return real(question, *arguments, **named)

    return sheet_of


def test_sheets_come_in_the_order_of_codes_and_townships_on_small_paper():
    county = draw_county()

    planned = planned_sheets(order())

    names = [(sheet.name, sheet.options.paper) for sheet in planned]
    assert names == [
        ("朝阳市", Paper.A3),
        ("柳河县", Paper.A3),
        ("东镇", Paper.A4),
        ("南镇", Paper.A4),
        ("西乡", Paper.A4),
    ]
    assert {sheet.question.on for sheet in planned} == {ON}
    assert [s.name for s in planned_sheets(order(county.code))] == [
        "柳河县",
        "东镇",
        "南镇",
        "西乡",
    ]


def test_the_address_on_a_sheet_leads_to_its_own_division():
    county = draw_county()
    asked = AtlasOrder(ask(on=ON, division=county.code), SheetOptions(), site="https://registry")

    first = planned_sheets(asked)[0]

    assert first.address.startswith("https://registry/map/?division=" + county.code)


def test_bookmarks_lead_to_the_page_of_each_sheet():
    draw_county()
    atlas = make_atlas(order())

    reader = pdf(atlas)

    marks = bookmarks(reader)
    assert [(depth, title) for depth, title, _page in marks] == [
        (0, "封面"),
        (0, "目录"),
        (0, "朝阳市"),
        (1, "柳河县"),
        (2, "东镇"),
        (2, "南镇"),
        (2, "西乡"),
    ]
    for _depth, title, page in marks[2:]:
        text = reader.pages[page - 1].extract_text()
        assert title in text and f"图集第 {page} 页" in text
    assert len(reader.pages) == 2 + sum(sheet.pages for _planned, sheet in atlas.drawn)


def test_contents_name_each_sheet_with_its_figures_and_page_and_link_there():
    draw_county()
    reader = pdf(make_atlas(order()))

    text = reader.pages[1].extract_text()

    for _depth, title, page in bookmarks(reader)[2:]:
        assert title in text and str(page) in text
    assert "1/2" in text and "3/7" in text and "42.9%" in text
    links = [link.get_object() for link in reader.pages[1]["/Annots"]]
    assert len(links) == 5


def test_the_cover_states_what_the_atlas_is_of_and_what_it_finds():
    draw_county()

    text = pdf(make_atlas(order())).pages[0].extract_text()

    assert "朝阳市村级电商网点图集" in text
    assert "柳河县" in text and "2018年9月30日" in text
    assert "内部资料 仅供工作使用" in text


def test_a_county_has_an_atlas_of_its_own():
    county = draw_county()

    reader = pdf(make_atlas(order(county.code)))

    titles = [title for _depth, title, _page in bookmarks(reader)]
    assert titles == ["封面", "目录", "柳河县", "东镇", "南镇", "西乡"]


@pytest.mark.parametrize("error", [DomainError("字体缺字"), ValueError("a bug")])
def test_a_sheet_that_fails_does_not_stop_the_others_and_is_listed(monkeypatch, error):
    county = draw_county()
    south = county.children.get(name="南镇")
    monkeypatch.setattr(atlas_workers, "sheet_of", failing(south.code, error=error))

    atlas = make_atlas(order())
    reader = pdf(atlas)

    assert [failure.name for failure in atlas.failures] == ["南镇"]
    assert [title for _depth, title, _page in bookmarks(reader)][2:] == [
        "朝阳市",
        "柳河县",
        "东镇",
        "西乡",
    ]
    contents = reader.pages[1].extract_text()
    assert "南镇" in contents and "未绘制" in contents
    if isinstance(error, DomainError):
        assert "字体缺字" in contents
        assert atlas.failures[0].problem == "字体缺字"


def test_a_sheet_that_cannot_be_drawn_is_found_before_the_contents_are(monkeypatch):
    draw_county()
    real = atlas_workers.sheet_of

    def sheet_of(question, *arguments, **named):
        sheet = real(question, *arguments, **named)
        if len(question.division) == 9:
            object.__setattr__(sheet, "draw_page", _fail)
        return sheet

    monkeypatch.setattr(atlas_workers, "sheet_of", sheet_of)

    atlas = make_atlas(order())
    reader = pdf(atlas)
    assert len(atlas.failures) == 3
    assert reader.pages[1].extract_text().count("未绘制：字体缺字") == 3
    assert len(reader.pages) == 2 + sum(sheet.pages for _planned, sheet in atlas.drawn)

    target = io.BytesIO()
    atlas = make_atlas(order())
    assert write_zip(atlas, target, printed_at=PRINTED) == 3 and len(atlas.failures) == 3


def _fail(*_arguments: object, **_named: object) -> None:
    raise DomainError("字体缺字")


def test_an_atlas_without_a_single_sheet_says_why(monkeypatch):
    east = draw_county().children.get(name="东镇")
    monkeypatch.setattr(
        atlas_workers, "sheet_of", failing(east.code, error=DomainError("没有界线"))
    )

    with pytest.raises(NothingDrawnError, match="没有界线"):
        make_atlas(order(east.code))


def test_progress_grows_to_the_end_and_may_stop_the_work():
    draw_county()
    told: list[float] = []
    atlas = make_atlas(order(), progress=lambda share, _words: told.append(share))
    write_pdf(
        atlas,
        io.BytesIO(),
        printed_at=PRINTED,
        progress=lambda share, _words: told.append(share),
    )
    assert told == sorted(told) and told[-1] == 1

    def stop(_share: float, _words: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_atlas(order(), progress=stop)


def test_the_zip_holds_a_file_for_each_sheet_and_the_contents():
    draw_county()
    target = io.BytesIO()

    count = write_zip(make_atlas(order()), target, printed_at=PRINTED)

    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        assert count == len(names) == 6
        assert names[0] == "000 目录.pdf" and names[1] == "001 211300 朝阳市.pdf"
        for name in names:
            assert len(PdfReader(io.BytesIO(archive.read(name))).pages) >= 1


def test_black_and_white_atlases_hold_no_colour():
    draw_county()
    target = io.BytesIO()
    write_pdf(make_atlas(order(is_mono=True)), target, printed_at=PRINTED)

    for page in PdfReader(target).pages[:2]:
        content = page.get_contents().get_data().decode("latin-1")
        for line in content.splitlines():
            words = line.split()
            if words and words[-1] in ("rg", "RG"):
                assert len(set(words[-4:-1])) == 1, line


@pytest.mark.django_db(transaction=True)
def test_two_processes_write_the_same_bytes_as_one(monkeypatch):
    draw_county()
    monkeypatch.setattr(atlas_workers, "FEWEST_FOR_WORKERS", 1)

    files = []
    for workers in (1, 2):
        target = io.BytesIO()
        write_pdf(make_atlas(order(), workers=workers), target, printed_at=PRINTED)
        files.append(target.getvalue())

    assert files[0] == files[1]


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_an_atlas_is_made_is_not_in_it():
    draw_county()

    def close_all(share: float, _words: str) -> None:
        Outlet.objects.all().delete()

    first, *others = make_atlas(order(), progress=close_all).drawn
    assert {sheet.fingerprint for _planned, sheet in [first]} and len(others) == 4
    with snapshots.exported() as snapshot, snapshots.seen(snapshot), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outlets_outlet")
        assert cursor.fetchone() == (0,)


def entries(townships: int) -> list[Entry]:
    county = Entry("211321", "县", Level.COUNTY, 3, 10, 5, 0.5)
    listed = [
        Entry(f"211321{n:03}", f"第{n}镇", Level.TOWNSHIP, n + 4, 2, 1, 0.5)
        for n in range(townships)
    ]
    return [county, *listed]


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("townships", [1, 70, 230, 500])
def test_contents_stay_within_their_page(paper, townships):
    grid = Grid(paper, Orientation.PORTRAIT)
    _left, top, _right, bottom = grid.box("pages")

    pages = atlas_contents.laid_out(entries(townships), grid)

    assert sum(len(rows) for rows in pages) == townships + 1
    for rows in pages:
        assert all(0 < row.y <= bottom - top and 0 <= row.column < 3 for row in rows)
        assert len({(row.column, round(row.y, 3)) for row in rows}) == len(rows)


def test_a_county_is_not_left_alone_at_the_foot_of_a_column():
    grid = Grid(Paper.A3, Orientation.PORTRAIT)
    for townships in range(40, 75):
        listed = entries(townships) + entries(5)

        rows = [row for page in atlas_contents.laid_out(listed, grid) for row in page]

        county = rows[townships + 1]
        assert county.column == rows[townships + 2].column == rows[townships + 3].column


def test_files_are_named_by_what_they_hold():
    assert atlases.file_name(order(is_mono=True), is_zip=True) == (
        "atlas-211300-20180930-coverage-A3-mono.zip"
    )
