"""The exported map: one file that says what the screen says and asks for nothing."""

import json
import re
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from accounts.models import Role
from core.errors import UnknownDivisionError
from core.models import AuditEntry
from geo.levels import LocationQuality
from layers import figures as panel
from layers import standalone
from layers.inline import check
from outlets.kinds import OperatingModel, OutletKind, Source, Status
from targets.definitions import ask
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import IncubatorFactory, ParkFactory, VentureFactory
from tests.factories.geo import (
    BoundaryFactory,
    CityFactory,
    CountyFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.outlets import OutletFactory
from tests.shapes import point, square

pytestmark = pytest.mark.django_db

DAY = "2018-09-30"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def county():
    """One county of 10 km, its one township the same, with four villages 2 km apart.

    own (outlet) --- served (by it) --- uncovered        nowhere: no position
    """
    county = CountyFactory(parent=CityFactory())
    township = TownshipFactory(parent=county, name="杨柳镇")
    for division in (county, township):
        BoundaryFactory(division=division, geom=square(side_m=10_000))
    own, served, _uncovered = (
        VillageFactory(parent=township, name=name, seat=point(east_m, 0))
        for name, east_m in (("甲村", 0), ("乙村", 2_000), ("丙村", 4_000))
    )
    VillageFactory(parent=township, name="丁村")
    OutletFactory(village=own, serves=[served], name="甲村服务站", location=point(100, 0))
    return county


def build(**parts) -> standalone.StandaloneMap:
    return standalone.build(ask(on=DAY, **parts))


def data_in(html: str) -> dict:
    """What the file's script reads."""
    found = re.search(r'<script id="map-data" type="application/json">(.*?)</script>', html)
    return json.loads(found[1])


def features(html: str, layer: str) -> list[dict]:
    return [feature["properties"] for feature in data_in(html)["layers"][layer]["features"]]


def legend(html: str, heading: str) -> list[tuple[str, int]]:
    """The lines below a heading of the legend: what they call and what they count."""
    part = html.split(f"<h2>{heading}</h2>")[1].split("</ul>")[0]
    lines = re.findall(r"<li.*?>(.*?)</li>", part, re.DOTALL)
    texts = [unescape(re.sub(r"<[^>]*>", " ", line)).split() for line in lines]
    return [(" ".join(words[:-1]), int(words[-1])) for words in texts]


def test_the_file_asks_for_nothing(county):
    html = build(division=county.code).html
    assert "default-src 'none'" in html
    check(html)


def test_the_legend_adds_up_to_all_villages_those_without_a_position_included(county):
    html = build(division=county.code).html
    assert legend(html, "Administrative villages") == [
        ("has an operating outlet", 1),
        ("served by another village's outlet", 1),
        ("not covered", 1),
        ("not covered, no position", 1),
        ("Total", 4),
    ]


def test_the_file_and_the_panel_count_alike(county):
    html = build(division=county.code).html
    figures = json.loads(panel.figures(ask(on=DAY, division=county.code)))
    states = [village["state"] for village in features(html, "villages")]
    assert {state: states.count(state) for state in set(states)} == {
        state: count for state, count in figures["states"].items() if count
    }
    assert f"<b>{figures['total']['covered']}</b>" in html
    assert features(html, "townships")[0]["class"] == 1  # 1 of 4: 20–40 %


def test_an_area_has_the_class_of_its_counts_not_of_its_rounded_rate():
    """19,999 of 100,000 would round to 0.2000; the legend counts it among 0–20 %."""
    layers = {name: {"features": []} for name in (*standalone.DRAWN, "ventures")}
    row = {"villages": 100_000, "covered": 19_999, "rate": 0.2}
    layers["townships"]["features"].append({"properties": row})
    slim = standalone._slim(layers)
    assert slim["townships"]["features"][0]["properties"]["class"] == 0


def test_within_reach_is_a_state_of_its_own(county):
    html = build(division=county.code, definition="spatial", radius_m=2_500).html
    assert legend(html, "Administrative villages") == [
        ("within reach of an outlet", 2),
        ("not covered", 1),
        ("not covered, no position", 1),
        ("Total", 4),
    ]


def test_outlets_are_counted_by_model_and_status(county):
    village = VillageFactory(parent=TownshipFactory(parent=county))
    OutletFactory(village=village, operating_model=OperatingModel.COMMERCIAL)
    OutletFactory(village=village, status=Status.CLOSED)
    assert legend(build(division=county.code).html, "Outlets") == [
        ("公 operating · public", 1),
        ("商 operating · commercial", 1),
        ("closed", 1),
        ("Total", 3),
    ]


def test_the_legend_says_which_outlets_do_not_count_towards_the_target(county):
    remark = "not counted towards the target"
    assert remark not in build(division=county.code).html
    OutletFactory(village__parent=county.children.get(), kind=OutletKind.TOWNSHIP_STATION)
    assert f"{remark}: 1" in build(division=county.code).html


def test_the_title_states_the_finding_with_day_definition_and_denominator(county):
    html = unescape(build(division=county.code).html)
    finding = "1 of 4 administrative villages have an operating outlet, coverage 25.0%"
    assert f"<title>{county.name}: {finding}</title>" in html
    assert "Sept. 30, 2018" in html
    assert "at least one operating outlet stands in the village" in html
    assert "Counted against the registry's 4 villages: 25.0%" in html
    assert "not split below the city" in html


def test_the_city_has_both_denominators(county):
    html = build().html
    assert "Against the policy's 1350 (clause 十一): 0.1%; the two differ by 1346." in html


def test_approximate_positions_are_hollow_and_counted(county):
    township = county.children.get()
    VillageFactory(
        parent=township, seat=point(0, 3_000), location_quality=LocationQuality.APPROXIMATE
    )
    html = build(division=county.code).html
    assert [village["approximate"] for village in features(html, "villages")].count(True) == 1
    assert "The positions of 1 of 5 villages are approximate" in html


def test_internal_unless_there_is_an_approval_number(county, settings):
    assert "Internal material, for official use only" in build().html
    settings.MAP_APPROVAL_NUMBER = "辽S(2018)35号"
    html = build().html
    assert "辽S(2018)35号" in html
    assert "Internal material" not in html


def test_demonstration_data_are_labelled(county):
    assert "Demonstration data" not in build().html
    OutletFactory(village__parent=county.children.get(), source=Source.DEMONSTRATION)
    assert "Demonstration data" in build().html


@pytest.mark.parametrize(
    "name",
    [
        "</script><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}{% raise %}{# #}",
        "'`${7 * 7}`\\u003c!--",
    ],
)
def test_a_name_is_never_more_than_a_name(county, name):
    township = county.children.get()
    VillageFactory(parent=township, name="奇", short_name=name, seat=point(0, 1_000))
    OutletFactory(village__parent=township, name=name, location=point(0, 1_100))
    township.name = county.name = county.short_name = name
    township.save()
    county.save()
    html = build(division=county.code).html
    assert name in [village["name"] for village in features(html, "villages")]
    assert name in [outlet["name"] for outlet in features(html, "outlets")]
    assert name in [unit["name"] for unit in features(html, "townships")]
    if "<" in name:
        assert name not in html


def test_nobody_is_named(county):
    OutletFactory(
        village__parent=county.children.get(), keeper_name="王秀兰", keeper_phone="13842100000"
    )
    html = build().html
    assert "王秀兰" not in html
    assert "13842100000" not in html


def test_incubators_and_parks_go_along_and_ventures_as_counts_without_small_ones(county):
    township = county.children.get()
    IncubatorFactory(division=township, name="杨柳孵化基地")
    ParkFactory(division=township, name="杨柳创新园")
    VentureFactory.create_batch(2, division=township)
    html = build().html
    assert legend(html, "Incubators") == [("基 incubation base", 1)]
    assert features(html, "parks")[0]["approximate"]
    (counted,) = features(html, "ventures")
    assert (counted["count"], counted["industries"]) == ("<3", None)
    assert "暖阳" not in html


def test_equal_questions_of_equal_data_make_equal_files(county):
    first, second = (
        re.sub(r"made [-0-9: ]{16}", "", build(division=county.code).html) for _again in range(2)
    )
    assert first == second


def test_other_data_have_another_fingerprint(county):
    before = build(division=county.code).fingerprint
    OutletFactory(village__parent=county.children.get())
    assert build(division=county.code).fingerprint != before


def test_a_file_never_mixes_two_versions(county, monkeypatch):
    """An outlet opens between the reading of the figures and that of the layers."""
    township, figures = county.children.get(), panel.figures
    late = []

    def figures_then_an_outlet(question):
        answer = figures(question)
        if not late:
            late.append(OutletFactory(village__parent=township))
        return answer

    monkeypatch.setattr(standalone.panel, "figures", figures_then_an_outlet)
    html = build(division=county.code).html
    assert dict(legend(html, "Outlets"))["Total"] == len(features(html, "outlets")) == 2


def test_a_place_without_any_geometry_is_still_exported():
    village = VillageFactory()
    assert "<title>" in build(division=village.parent.code).html
    assert "<title>" in build(division=village.code).html


def test_a_division_that_does_not_exist_is_an_error(county):
    with pytest.raises(UnknownDivisionError):
        build(division="211399")


def test_the_download_is_an_attachment_and_is_recorded(county, planner_client, planner):
    response = planner_client.get(
        reverse("layers:export_map"), {"on": DAY, "division": county.code}
    )
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename")
    entry = AuditEntry.objects.get(action="map.exported")
    assert (entry.actor_name, entry.subject) == (planner.username, county.code)
    assert entry.detail["fingerprint"] in response.content.decode()


def test_the_download_ends_at_the_jurisdiction(county, signed_in):
    other = CountyFactory(parent=county.parent)
    client = signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county))
    address = reverse("layers:export_map")
    assert client.get(address, {"division": other.code}).status_code == 404
    assert client.get(address, {"on": DAY}).status_code == 200
    assert AuditEntry.objects.filter(action="map.exported").get().subject == county.code


def test_the_command_writes_the_file(county, tmp_path, capsys):
    out = tmp_path / "map.html"
    call_command("export_map", out=out, on=DAY, division=county.code)
    assert out.read_text().lstrip().startswith("<!doctype html>")
    assert AuditEntry.objects.get(action="map.exported").actor_name == "system"


def test_the_command_says_why_a_file_cannot_be_written(county, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_map", out=tmp_path / "missing" / "map.html", on=DAY)


@pytest.mark.browser
def test_the_file_opens_without_a_network(county, tmp_path):
    """Drawn by a real browser from the disk: everything there, nothing asked for."""
    from playwright.sync_api import sync_playwright

    out = tmp_path / "map.html"
    out.write_text(build(division=county.code).html)
    requests, errors = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        page = browser.new_context(offline=True).new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(out.as_uri())
        page.wait_for_selector("main .own > span")
        drawn = {css: page.locator(f".leaflet-container .{css}").count() for css in SYMBOLS}
        page.locator("path.leaflet-interactive").first.hover(position={"x": 20, "y": 200})
        card = page.locator(".card").inner_text()
        browser.close()
    assert (requests, errors) == ([out.as_uri()], [])
    assert drawn == {"own": 1, "served": 1, "uncovered": 1, "outlet": 1}
    assert "杨柳镇" in card and "25.0%" in card


SYMBOLS = ("own", "served", "uncovered", "outlet")


def chromium() -> str | None:
    """The system's browser; None lets playwright use its own."""
    from shutil import which

    return which("chromium") or which("chromium-browser") or which("google-chrome")
