"""The page that prints: its choices, its preview, the files, and who may have which."""

import io

import pytest
from django.urls import reverse
from procrastinate.contrib.django import app
from pypdf import PdfReader

from accounts.models import Role
from core.models import AuditEntry
from geo.models import AdministrativeDivision
from layers import atlas_files, preparing
from layers.models import PreparedFile
from tests.factories.accounts import UserFactory
from tests.factories.outlets import OutletFactory
from tests.layers.sheets.small_county import draw_county

pytestmark = pytest.mark.django_db

PAGE, PREVIEW = "/print/", "/print/preview.png"
PDF, ATLAS = "/print/sheet.pdf", "/print/atlas/"
DAY = {"on": "2018-09-30"}


@pytest.fixture
def county(db: None) -> AdministrativeDivision:
    return draw_county()


@pytest.fixture
def reviewer_client(county, signed_in):
    return signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county))


def test_the_page_offers_every_division_in_scope_and_keeps_the_question(county, planner_client):
    asked = DAY | {
        "division": county.code,
        "definition": "spatial",
        "radius_m": "5000",
        "paper": "A4",
        "orientation": "landscape",
        "mono": "1",
        "theme": "gaps",
    }
    response = planner_client.get(PAGE, asked)
    text = response.content.decode()

    for name in ("朝阳市", "柳河县", "东镇", "南镇", "西乡"):
        assert f">{name}</option>" in text
    for chosen in ('value="A4" checked', 'value="landscape" checked', 'value="1" checked'):
        assert chosen in text
    for address in (response.context["preview"], response.context["pdf"]):
        for name, value in asked.items():
            assert f"{name}={value}" in address


def test_a_village_prints_the_sheet_of_its_township(county, planner_client):
    village = AdministrativeDivision.objects.get(short_name="甲")

    response = planner_client.get(PAGE, {"division": village.code})

    assert response.context["division"].name == "东镇"


@pytest.mark.parametrize("address", [PAGE, PREVIEW, PDF])
@pytest.mark.parametrize(
    "asked",
    [{"paper": "A2"}, {"theme": "weather"}, {"on": "soon"}, {"orientation": "upside down"}],
)
def test_what_cannot_be_understood_is_said(county, planner_client, address, asked):
    response = planner_client.get(address, asked)

    assert response.status_code == 400
    assert next(iter(asked.values())) in response.content.decode()


def test_a_change_is_told_from_a_year_before_unless_a_day_is_named(county, planner_client):
    response = planner_client.get(PAGE, DAY | {"theme": "change"})
    assert response.context["order"].options.since.isoformat() == "2017-09-01"

    response = planner_client.get(PAGE, DAY | {"theme": "change", "since": "2018-10-01"})
    assert response.status_code == 400
    text = response.content.decode()
    assert "更早的对比日期" in text and 'name="since" value="2018-10-01"' in text


def test_the_preview_is_a_picture_that_browsers_keep_until_the_data_change(county, planner_client):
    address = planner_client.get(PAGE, DAY).context["preview"]

    first = planner_client.get(address)

    assert first["Content-Type"] == "image/png"
    assert first.content[:4] == b"\x89PNG"
    assert "immutable" in first["Cache-Control"] and "private" in first["Cache-Control"]
    again = planner_client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304

    village = AdministrativeDivision.objects.get(short_name="乙")
    OutletFactory(village=village)
    later = planner_client.get(address)
    assert later["ETag"] != first["ETag"] and "immutable" not in later["Cache-Control"]
    assert planner_client.get(PAGE, DAY).context["preview"] != address


def test_the_preview_has_the_shape_of_the_paper(county, planner_client):
    for orientation, is_upright in (("portrait", True), ("landscape", False)):
        content = planner_client.get(PREVIEW, DAY | {"orientation": orientation}).content
        width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
        assert max(width, height) == 1600
        assert (height > width) is is_upright
        assert max(width, height) / min(width, height) == pytest.approx(420 / 297, abs=0.002)


def test_the_sheet_is_a_pdf_named_by_its_number_and_recorded(county, planner_client):
    response = planner_client.get(PDF, DAY | {"division": county.code})

    reader = PdfReader(io.BytesIO(response.content))
    assert "柳河县" in reader.pages[0].extract_text()
    entry = AuditEntry.objects.get(action="map.printed")
    assert entry.subject == county.code
    assert entry.detail["number"] in response["Content-Disposition"].replace("%3A", ":")
    assert entry.detail["on"] == "2018-09-30"
    assert response["Cache-Control"] == "private, no-store"


def test_looking_at_a_preview_is_no_printing(county, planner_client):
    planner_client.get(PREVIEW, DAY)

    assert not AuditEntry.objects.filter(action="map.printed").exists()


@pytest.mark.parametrize("address", [PAGE, PREVIEW, PDF])
def test_sheets_beyond_the_jurisdiction_do_not_exist(county, reviewer_client, address):
    assert reviewer_client.get(address, {"division": "211300"}).status_code == 404


def test_a_reviewer_is_offered_the_county_and_what_is_below_it(county, reviewer_client):
    response = reviewer_client.get(PAGE)

    assert response.context["division"] == county
    assert response.context["sheets"] == 4
    assert ">朝阳市</option>" not in response.content.decode()


def test_an_officer_is_offered_the_township_alone(county, signed_in):
    township = county.children.get(name="南镇")
    client = signed_in(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township))

    response = client.get(PAGE)

    assert response.context["sheets"] == 1
    assert "东镇" not in response.content.decode()


def test_an_atlas_is_made_in_the_background_within_the_scope(county, reviewer_client):
    response = reviewer_client.post(ATLAS, DAY | {"form": "pdf"})

    file = PreparedFile.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('layers:prepared')}#file-{file.uid}"
    preparing.prepare(file.uid)
    file.refresh_from_db()
    assert file.state == "done" and file.name == f"atlas-{county.code}-20180930-coverage-A3.pdf"
    reader = PdfReader(file.file.path)
    texts = [page.extract_text() for page in reader.pages]
    assert "柳河县" in texts[0] and len(reader.pages) >= 6
    assert AuditEntry.objects.get(action="map.printed").detail["sheets"] == 4


def test_scripts_that_ask_for_an_atlas_are_told_which_file_to_wait_for(county, reviewer_client):
    asked = DAY | {"form": "zip", "paper": "A4"}
    response = reviewer_client.post(ATLAS, asked, headers={"Accept": "application/json"})

    assert response.status_code == 202
    file = PreparedFile.objects.get()
    assert response.json()["uid"] == str(file.uid)
    assert file.question["form"] == "zip" and file.question["paper"] == "A4"
    assert file.question["site"] == "http://testserver"


def test_an_atlas_beyond_the_jurisdiction_cannot_be_asked_for(county, reviewer_client):
    response = reviewer_client.post(ATLAS, {"division": "211300"})

    assert response.status_code == 404
    assert not PreparedFile.objects.exists()


def test_who_lost_the_jurisdiction_meanwhile_gets_no_atlas(county, reviewer_client):
    reviewer_client.post(ATLAS, DAY)
    file = PreparedFile.objects.get()
    file.requester.jurisdiction = county.children.first()
    file.requester.save()

    preparing.prepare(file.uid)

    file.refresh_from_db()
    assert file.state == "failed" and not file.file


def test_the_request_runs_as_a_job(county, reviewer_client):
    reviewer_client.post(ATLAS, DAY)

    assert preparing.TASK in app.tasks


def test_missing_sheets_are_told_with_the_file():
    failure = atlas_files.Failure

    told = atlas_files.note([failure(str(n), f"第{n}镇", "字体缺字") for n in range(5)])

    assert told == (
        "5 幅图未能绘制：第0镇（字体缺字）；第1镇（字体缺字）；第2镇（字体缺字）；另有 2 幅"
    )
    assert atlas_files.note([]) == ""


@pytest.mark.parametrize("address", ["/", "/gaps/", "/map/", "/?view=leader"])
def test_pages_lead_to_their_sheet_with_their_question(county, planner_client, address):
    response = planner_client.get(address, DAY | {"division": county.code, "definition": "service"})

    assert "/print/" in response.content.decode()


def test_the_live_view_of_ventures_shows_ventures_and_no_definition_is_asked_for(
    county, planner_client
):
    response = planner_client.get(PAGE, DAY | {"theme": "ventures", "definition": "service"})

    text = response.content.decode()
    assert "layers=ventures" in response.context["live"]
    assert '<select class="select" name="definition">' not in text
    assert 'type="hidden" name="definition" value="service"' in text
    for theme in ("incubators", "ventures"):
        assert f'value="{theme}"' in text
