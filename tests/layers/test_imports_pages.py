"""The pages of imports: choose, preview, confirm, wait, report, undo – as each role meets them."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect
from procrastinate.contrib.django import app

from accounts.models import Role, User
from core import import_runs
from core.audit import acting
from core.models import ImportRun, ImportState
from outlets.kinds import Stage
from outlets.models import Outlet
from tests import sheets
from tests.browser import OpenPage
from tests.factories.accounts import UserFactory
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory

LIST, NEW = reverse("layers:imports"), reverse("layers:import_new")
HEADINGS = ["网点名称", "行政村", "行政村代码", "网点类型", "运营模式", "负责人", "联系电话"]
TITLE = ["大庙镇网点登记表"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def township(db: None) -> Any:
    county = CountyFactory(parent=CityFactory(), name="柳城县", short_name="柳城")
    return TownshipFactory(parent=county, name="大庙镇", short_name="大庙")


@pytest.fixture
def village(township: Any) -> Any:
    return VillageFactory(parent=township, name="青山村民委员会", short_name="青山村")


@pytest.fixture
def officer(village: Any) -> User:
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=village.parent, username="officer")


@pytest.fixture
def client(officer: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(officer)


def line(village: Any, name: str, **cells: str) -> list[str]:
    said = {
        "网点名称": name,
        "行政村": village.short_name,
        "行政村代码": village.code,
        "网点类型": "便民商店",
        "运营模式": "公益",
        "负责人": "孙建国",
        "联系电话": "13800138000",
    } | cells
    return [said[heading] for heading in HEADINGS]


def table(village: Any) -> bytes:
    """Two good rows, and one with a damaged code and a short telephone number."""
    rows = [
        line(village, "甲电商服务站"),
        line(village, "乙供销部", 联系电话="13800138001"),
        line(village, "丙惠农站", 行政村代码="2.11321E+11", 联系电话="138001"),
    ]
    return sheets.xlsx([TITLE, HEADINGS, *rows])


def upload(client: Client, content: bytes, *, name: str = "大庙镇网点.xlsx", **said: Any) -> Any:
    file = SimpleUploadedFile(name, content)
    kind = said.pop("kind", "outlets")
    return client.post(f"{NEW}?kind={kind}", {"file": file, **said})


def page_of(run: ImportRun, name: str = "import_run") -> str:
    return reverse(f"layers:{name}", args=[run.uid])


def written(client: Client, content: bytes, **said: Any) -> ImportRun:
    """Sent, confirmed on the page, and written as the background job does."""
    upload(client, content, **said)
    run = ImportRun.objects.first()
    client.post(page_of(run, "import_confirm"))
    import_runs.carry_out(uid=run.uid)
    return ImportRun.objects.get(pk=run.pk)


def text(response: Any) -> str:
    return response.content.decode()


# Sending


def test_a_file_is_previewed_and_nothing_is_written(client, village):
    response = upload(client, table(village))
    run = ImportRun.objects.get()
    assert response["Location"] == page_of(run)
    assert (run.state, Outlet.objects.count()) == (ImportState.PREVIEWED, 0)
    page = text(client.get(page_of(run)))
    assert "共3行：2行可写入，1行有误" in page
    assert "现在还没有写入任何数据" in page
    assert "写入2行" in page and "下载错误表（1行）" in page


def test_what_is_wrong_stands_in_its_cell_and_under_its_reason(client, village):
    upload(client, table(village))
    page = client.get(page_of(ImportRun.objects.get()))
    (row,) = page.context["rows"]
    wrong = {cell.heading: cell for cell in row.cells if cell.problems}
    assert set(wrong) == {"行政村代码", "联系电话"}
    assert wrong["行政村代码"].text == "2.11321E+11"
    assert row.label == "5"
    labels = {reason.label: reason.number for reason in page.context["reasons"]}
    assert labels == {"代码被当成数字": 1, "电话号码不成立": 1}
    assert "13800138000" not in text(page)


def test_rows_are_sorted_out_by_outcome_reason_and_column(client, village):
    upload(client, table(village))
    address = page_of(ImportRun.objects.get())
    new = client.get(address, {"outcome": "new"})
    assert [row.cells[0].text for row in new.context["rows"]] == ["甲电商服务站", "乙供销部"]
    bad = client.get(address, {"outcome": "all", "code": "bad_phone"})
    assert [row.label for row in bad.context["rows"]] == ["5"]
    whole = client.get(address, {"outcome": "all", "columns": "all"})
    assert list(whole.context["columns"]) == HEADINGS
    assert client.get(address, {"outcome": "nonsense"}).status_code == 404
    assert "没有这一结果的行" in text(client.get(address, {"outcome": "unchanged"}))


def test_seven_files_become_seven_runs_and_are_summed_up(client, village):
    files = [
        SimpleUploadedFile(f"第{n}份.csv", sheets.text([HEADINGS, line(village, f"第{n}站")]))
        for n in range(6)
    ]
    files.append(SimpleUploadedFile("坏.csv", sheets.text([["甲", "乙"], ["1", "2"]])))
    response = client.post(f"{NEW}?kind=outlets", {"file": files})
    page = client.get(response["Location"])
    assert [run.file_name for run in page.context["runs"]] == [file.name for file in files]
    assert "7个文件：新增6行，变更0行，无变化0行，有误0行" in text(page)
    assert len(page.context["ready"]) == 6 and "写入6个文件的6行" in text(page)

    ready = [str(run.uid) for run in page.context["ready"]]
    client.post(reverse("layers:imports_confirm"), {"run": ready, "shown": ready})
    running = client.get(reverse("layers:import_several"), {"run": ready})
    assert running.context["is_moving"] and "刷新" in text(running)
    states = client.get(reverse("layers:import_states"), {"run": ready}).json()
    assert (states["is_over"], states["moving"]) == (False, 6)
    for uid in ready:
        import_runs.carry_out(uid=uid)
    assert client.get(reverse("layers:import_states"), {"run": ready}).json()["is_over"]
    assert Outlet.objects.count() == 6


def test_files_that_cannot_be_taken_are_named_with_what_to_do(client, village):
    refused = upload(client, b"x", name="网点.doc")
    assert refused.status_code == 422
    assert "网点.doc" in text(refused) and ".xlsx" in text(refused)
    assert "请先选择文件" in text(client.post(f"{NEW}?kind=outlets", {}))
    assert not ImportRun.objects.exists()


def test_a_file_without_a_table_is_refused_with_a_remedy_and_the_blank_workbook(client):
    upload(client, sheets.xlsx([["甲", "乙"], ["1", "2"]]))
    run = ImportRun.objects.get()
    page = text(client.get(page_of(run)))
    assert run.state == ImportState.REJECTED
    assert run.message in page and "没有写入任何数据" in page
    assert reverse("layers:import_blank", args=["outlets"]) in page


def test_the_script_is_answered_with_the_run_or_the_reason(client, village):
    file = SimpleUploadedFile("网点.xlsx", table(village))
    said = client.post(f"{NEW}?kind=outlets", {"file": file}, HTTP_ACCEPT="application/json")
    assert said.json()["url"] == page_of(ImportRun.objects.get())
    file = SimpleUploadedFile("网点.exe", b"MZ")
    said = client.post(f"{NEW}?kind=outlets", {"file": file}, HTTP_ACCEPT="application/json")
    assert said.status_code == 422 and ".xlsx" in said.json()["error"]["message"]


def test_the_kind_sent_last_is_offered_first(client, village):
    assert client.get(NEW).context["kind"].name == "outlets"
    upload(client, sheets.text([["月份"]]), name="月报.csv", kind="monthly_reports")
    assert client.get(NEW).context["kind"].name == "monthly_reports"


def test_the_page_says_what_confirming_does(client, village, planner_client):
    upload(client, table(village))
    assert "县级审核" in text(client.get(page_of(ImportRun.objects.get())))
    assert "县级审核" in text(client.get(NEW, {"kind": "outlets"}))
    assert "县级审核" not in text(planner_client.get(NEW, {"kind": "outlets"}))


# Deciding


def test_confirming_writes_in_the_background_and_reports(client, village):
    upload(client, table(village))
    run = ImportRun.objects.get()
    client.post(page_of(run, "import_confirm"))
    waiting = client.get(page_of(run))
    assert "正在写入" in text(waiting) and "刷新" in text(waiting)
    state = client.get(page_of(run, "import_state")).json()
    assert (state["is_over"], state["percent"]) == (False, 0)

    import_runs.carry_out(uid=run.uid)
    assert client.get(page_of(run, "import_state")).json()["is_over"]
    report = client.get(page_of(run))
    run.refresh_from_db()
    assert "共3行：新增2行，1行有误" in text(report)
    assert run.sha256 in text(report) and "officer" in text(report)
    for outlet in Outlet.objects.all():
        assert outlet.stage == Stage.COUNTY_REVIEW
        assert reverse("outlets:detail", args=[outlet.pk]) in text(report)


def test_confirming_twice_writes_once_and_says_so(client, village):
    run = written(client, table(village))
    page = client.post(page_of(run, "import_confirm"), follow=True)
    assert "不能再" in text(page) or "已" in text(page)
    assert Outlet.objects.count() == 2


def test_a_cancelled_file_is_gone_and_may_be_sent_again(client, village):
    upload(client, table(village))
    run = ImportRun.objects.get()
    page = client.post(page_of(run, "import_cancel"), follow=True)
    assert "已取消" in text(page) and "可随时重新上传" in text(page)
    assert client.get(page_of(run, "import_errors")).status_code == 404
    assert Outlet.objects.count() == 0


def test_the_corrected_error_workbook_updates_only_its_rows(client, village):
    run = written(client, table(village))
    answer = client.get(page_of(run, "import_errors"))
    assert ".xlsx" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.active
    headings = [cell.value for cell in sheet[2]]
    assert headings[-1] == "错误说明"
    assert sheet.cell(5, headings.index("错误说明") + 1).value
    sheet.cell(5, headings.index("行政村代码") + 1).value = village.code
    sheet.cell(5, headings.index("联系电话") + 1).value = "13800138002"

    before = dict(Outlet.objects.values_list("name", "updated_at"))
    again = written(client, sheets.saved(book), name="大庙镇网点-错误表.xlsx")
    assert again.counts["new"] == 1 and again.counts["bad"] == 0
    after = dict(Outlet.objects.values_list("name", "updated_at"))
    assert set(after) - set(before) == {"丙惠农站"}
    assert {name: after[name] for name in before} == before


def test_undoing_asks_first_takes_back_and_lists_what_stays(client, village, officer):
    run = written(client, table(village))
    edited = Outlet.objects.get(name="甲电商服务站")
    with acting(officer, "outlet.revised"):
        Outlet.objects.filter(pk=edited.pk).update(address="村委会旁")
    question = client.get(page_of(run, "import_undo"))
    assert "撤销大庙镇网点.xlsx导入的全部内容" in text(question)
    assert "甲电商服务站" in text(question)
    assert Outlet.objects.count() == 2

    report = client.post(page_of(run, "import_undo"), follow=True)
    assert "已撤销" in text(report) and "甲电商服务站" in text(report)
    assert reverse("outlets:detail", args=[edited.pk]) in text(report)
    assert list(Outlet.objects.values_list("name", flat=True)) == ["甲电商服务站"]
    assert not report.context["may_undo"]


def test_undoing_ends_with_its_time(client, village, settings):
    run = written(client, table(village))
    assert page_of(run, "import_undo") in text(client.get(page_of(run)))
    long_ago = timezone.now() - timezone.timedelta(days=settings.IMPORT_UNDO_DAYS + 1)
    ImportRun.objects.update(finished_at=long_ago)
    assert page_of(run, "import_undo") not in text(client.get(page_of(run)))
    assert client.get(page_of(run, "import_undo")).status_code == 403
    client.post(page_of(run, "import_undo"))
    assert Outlet.objects.count() == 2


def test_a_question_is_shown_with_its_readings_and_blocks_until_answered(client, village):
    upload(client, table(village))
    run = ImportRun.objects.get()
    readings = [
        {"value": "wgs84", "label": "WGS84", "evidence": "38行中12行在村内"},
        {"value": "gcj02", "label": "GCJ02", "evidence": "38行中12行在村内"},
    ]
    run.questions = [
        {
            "option": "crs",
            "message": "请选择坐标系",
            "readings": readings,
            "suggested": "",
            "is_open": True,
        }
    ]
    run.save()
    page = text(client.get(page_of(run)))
    assert "请选择坐标系" in page and "38行中12行在村内" in page
    assert page_of(run, "import_confirm") not in page
    client.post(page_of(run, "import_confirm"))
    run.refresh_from_db()
    assert run.state == ImportState.PREVIEWED

    run.questions[0] |= {"suggested": "gcj02", "is_open": False}
    run.save()
    page = client.get(page_of(run))
    assert page.context["questions"][0]["taken"] == "gcj02" and "最吻合" in text(page)
    assert page_of(run, "import_confirm") in text(page)


def test_a_file_that_failed_says_that_nothing_was_written(client, village):
    upload(client, table(village))
    ImportRun.objects.update(state=ImportState.FAILED, message="磁盘已满")
    page = text(client.get(page_of(ImportRun.objects.get())))
    assert "磁盘已满" in page and "没有写入任何数据" in page and "重新上传" in page


def test_problems_are_listed_to_be_printed(client, village):
    upload(client, table(village))
    page = text(client.get(page_of(ImportRun.objects.get(), "import_problems")))
    assert "2处需要修改" in page and "联系电话" in page and "行政村代码" in page


# Who


def test_the_list_counts_what_waits_and_filters_by_state(client, village):
    assert "整张表一次导入" in text(client.get(LIST))
    written(client, table(village))
    upload(client, table(village), name="第二份.xlsx")
    page = client.get(LIST)
    assert "1个文件等您确认" in text(page)
    assert [run.file_name for run in page.context["page"]] == ["第二份.xlsx", "大庙镇网点.xlsx"]
    done = client.get(LIST, {"state": "done"})
    assert [run.file_name for run in done.context["page"]] == ["大庙镇网点.xlsx"]
    assert client.get(LIST, {"state": "nonsense"}).status_code == 404


def test_officers_see_their_own_files_only(client, village, signed_in):
    upload(client, table(village))
    run = ImportRun.objects.get()
    colleague = UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=village.parent)
    stranger = signed_in(colleague)
    assert run.file_name not in text(stranger.get(LIST))
    names = [
        "import_run",
        "import_state",
        "import_undo",
        "import_errors",
        "import_problems",
    ]
    for name in names:
        assert stranger.get(page_of(run, name)).status_code == 404, name
    for name in ("import_choose", "import_confirm", "import_cancel", "import_undo"):
        assert stranger.post(page_of(run, name)).status_code == 404, name
    several = stranger.get(reverse("layers:import_several"), {"run": str(run.uid)})
    assert several.status_code == 302
    run.refresh_from_db()
    assert run.state == ImportState.PREVIEWED


def test_reviewers_see_their_countys_files_and_decide_nothing_for_others(
    client, village, signed_in
):
    upload(client, table(village))
    run = ImportRun.objects.get()
    reviewer = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=village.parent.parent)
    reader = signed_in(reviewer)
    assert run.file_name in text(reader.get(LIST))
    page = reader.get(page_of(run))
    assert page.status_code == 200 and page_of(run, "import_confirm") not in text(page)
    assert reader.post(page_of(run, "import_confirm")).status_code == 403
    elsewhere = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=CountyFactory())
    assert signed_in(elsewhere).get(page_of(run)).status_code == 404


def test_leaders_import_nothing_and_are_told_so(township, signed_in):
    client = signed_in(UserFactory(role=Role.LEADER, jurisdiction=township))
    assert client.get(LIST).status_code == 403
    assert client.get(NEW).status_code == 403
    assert LIST not in text(client.get(reverse("outlets:list")))


def test_auditors_read_and_send_nothing(township, signed_in, client, village):
    upload(client, table(village))
    auditor = signed_in(UserFactory(role=Role.AUDITOR, jurisdiction=CityFactory()))
    page = auditor.get(LIST)
    assert "大庙镇网点.xlsx" in text(page) and NEW not in text(page)
    assert auditor.get(NEW).status_code == 403


def test_a_kind_that_is_not_the_viewers_does_not_exist(client, village):
    assert client.get(NEW, {"kind": "divisions"}).status_code == 404
    assert upload(client, table(village), kind="divisions").status_code == 404


@pytest.mark.parametrize(
    "role", [Role.TOWNSHIP_OFFICER, Role.COUNTY_REVIEWER, Role.CITY_PLANNER, Role.ADMINISTRATOR]
)
def test_the_navigation_leads_to_imports(role, township, signed_in):
    client = signed_in(UserFactory(role=role, jurisdiction=township))
    assert f'href="{LIST}"' in text(client.get(reverse("outlets:list")))
    assert 'aria-current="page"' in text(client.get(NEW))


def test_the_pages_exist_in_english(client, village):
    client.cookies["language"] = client.cookies["django_language"] = "en"
    run = written(client, table(village))
    cache.clear()
    page = text(client.get(page_of(run)))
    assert "3 rows: 2 added, 1 has a problem" in page


# In a browser


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_d07_an_officer_takes_a_workbook_all_the_way_on_a_phone(
    open_page: OpenPage, village, officer, tmp_path
):
    source = tmp_path / "网点.xlsx"
    source.write_bytes(table(village))
    page = open_page(
        officer, NEW, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True
    )
    page.set_input_files("#files", source)
    expect(page.get_by_text("网点.xlsx")).to_be_visible()
    page.get_by_role("button", name="检查并预览").click()

    expect(page.get_by_role("heading", name="共3行：2行可写入，1行有误")).to_be_visible()
    expect(page.get_by_text("2.11321E+11", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not Axe().run(page).response["violations"]
    with page.expect_download() as download:
        page.get_by_role("link", name="下载错误表").click()
    download.value.save_as(tmp_path / "errors.xlsx")
    mended = mend(tmp_path / "errors.xlsx", village)
    assert Outlet.objects.count() == 0

    page.get_by_role("button", name="写入2行").click()
    expect(page.get_by_role("heading", name="正在写入网点.xlsx")).to_be_visible()
    work_once()
    expect(page.get_by_role("heading", name="共3行：新增2行，1行有误")).to_be_visible()
    assert Outlet.objects.count() == 2
    assert not Axe().run(page).response["violations"]

    page.goto(page.url.split("/imports/")[0] + NEW)
    (tmp_path / "错误表.xlsx").write_bytes(mended)
    page.set_input_files("#files", tmp_path / "错误表.xlsx")
    page.get_by_role("button", name="检查并预览").click()
    page.get_by_role("button", name="写入1行").click()
    expect(page.get_by_role("heading", name="正在写入错误表.xlsx")).to_be_visible()
    work_once()
    expect(page.get_by_role("heading", name="新增1行")).to_be_visible()
    assert Outlet.objects.count() == 3

    page.get_by_role("link", name="整批撤销").click()
    page.get_by_role("button", name="整批撤销").click()
    expect(page.get_by_role("heading", name="已撤销")).to_be_visible()
    assert set(Outlet.objects.values_list("name", flat=True)) == {"甲电商服务站", "乙供销部"}


def mend(path: Any, village: Any) -> bytes:
    """The error workbook as the officer corrects it."""
    book = load_workbook(path)
    sheet = book.active
    headings = [cell.value for cell in sheet[2]]
    sheet.cell(5, headings.index("行政村代码") + 1).value = village.code
    sheet.cell(5, headings.index("联系电话") + 1).value = "13800138002"
    return sheets.saved(book)


def work_once() -> None:
    """What the background worker does, in a thread: playwright has this one's loop."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(_work).result()


def _work() -> None:
    worker = app.with_connector(app.connector.get_worker_connector())
    try:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    finally:
        connections.close_all()
