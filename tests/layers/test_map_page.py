"""The coverage map as a planner uses it, in a real browser on the real divisions."""

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from geo.models import AdministrativeDivision
from outlets.kinds import OperatingModel, Status
from tests.browser import OpenPage
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import IncubatorFactory, VentureFactory
from tests.factories.geo import BoundaryFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point, square

DAY = "2018-09-30"


def number(page: Page, selector: str) -> int:
    """The first whole number in the text of an element."""
    found = re.search(r"\d+", page.locator(selector).first.inner_text())
    assert found
    return int(found.group())


def numbers(page: Page, selector: str) -> list[int]:
    return [int(text) for text in page.locator(selector).all_inner_texts()]


def asked(page: Page) -> dict[str, str]:
    """The state that the address carries."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def finding(page: Page, text: str) -> None:
    expect(page.locator("#finding")).to_have_text(text)


@pytest.fixture
def city_planner(transactional_db: None, planner: User) -> User:
    """A planner of the shipped divisions, with three outlets in 朝阳县 and one in 北票市."""
    call_command("load_divisions", "--commit", verbosity=0)
    villages = AdministrativeDivision.objects.administrative_villages()
    first, second, third = villages.at_or_under("211321").order_by("code")[:3]
    elsewhere = villages.at_or_under("211381").order_by("code")[0]
    opened = dt.date(2018, 1, 15)
    OutletFactory(village=first, opened_on=opened, serves=[third])
    OutletFactory(village=second, opened_on=dt.date(2018, 6, 1))
    OutletFactory(village=elsewhere, operating_model=OperatingModel.COMMERCIAL, opened_on=opened)
    OutletFactory(
        village=third, opened_on=opened, status=Status.CLOSED, status_since=dt.date(2018, 5, 1)
    )
    return planner


@pytest.mark.browser
def test_a_planner_reads_the_city_and_drills_down(
    open_page: OpenPage,
    city_planner: User,
) -> None:
    page = open_page(city_planner, f"/map/?on={DAY}")

    finding(page, "1347 个行政村中 3 个有运营网点，覆盖率 0.2%")
    # The legend counts every village and every outlet, as the panel does.
    villages = numbers(page, "#legend-villages .num")
    assert sum(villages) == 1347 and villages[0] == 3
    assert sum(numbers(page, "#legend-outlets .num")) == 4
    assert number(page, "#stats .stat:nth-child(1)") == 3
    assert number(page, "#stats .stat:nth-child(3)") == 1344
    assert sum(numbers(page, "#legend-classes b:last-child")) + 16 == 163
    # What is only roughly placed says so, beside the figures and in the legend.
    expect(page.locator("#placing")).to_contain_text("1347 个村中有 1347 个为示意位置")
    expect(page.locator("#legend-note")).to_contain_text("示意位置")
    expect(page.locator("#gaps .map-mark").first).to_have_text("示意")
    expect(page.locator("#rows tbody tr")).to_have_count(7)

    page.locator("#rows a", has_text="朝阳县").click()
    finding(page, "295 个行政村中 2 个有运营网点，覆盖率 0.7%")
    assert asked(page) == {"on": DAY, "division": "211321"}
    expect(page.locator("#rows tbody tr")).to_have_count(28)
    assert sum(numbers(page, "#legend-villages .num")) == 295

    page.locator("#definitions label", has_text="服务覆盖").click()
    finding(page, "295 个行政村中 3 个有网点服务，覆盖率 1.0%")

    page.locator("#gaps tbody a").first.click()
    expect(page.locator("#card")).to_contain_text("未覆盖")
    expect(page.locator("#card")).to_contain_text("最近网点")
    shared = page.url

    page.go_back()
    finding(page, "1347 个行政村中 3 个有运营网点，覆盖率 0.2%")

    # The link shows somebody else the same: figures, place, and the village chosen.
    other = open_page(city_planner, shared.partition(page.url.partition("/map/")[0])[2])
    finding(other, "295 个行政村中 3 个有网点服务，覆盖率 1.0%")
    expect(other.locator("#card")).to_be_visible()
    assert other.url == shared


@pytest.mark.browser
def test_a_planner_switches_incubators_and_ventures_on(
    open_page: OpenPage, city_planner: User
) -> None:
    township = AdministrativeDivision.objects.townships().at_or_under("211321").earliest("code")
    base = IncubatorFactory(division=township, name="朝阳孵化基地")
    VentureFactory.create_batch(4, division=township, industry="tourism")
    VentureFactory.create_batch(3, division=township, industry="culture")
    other = AdministrativeDivision.objects.townships().at_or_under("211321").latest("code")
    VentureFactory.create_batch(2, division=other, industry="tourism")
    page = open_page(city_planner, f"/map/?on={DAY}&division=211321")

    page.get_by_label("孵化载体").check()
    page.get_by_label("创业实体").check()
    legend = page.locator("#legend-support")
    expect(legend).to_contain_text("孵化基地")
    expect(legend).to_contain_text("未定位")
    assert asked(page)["layers"].endswith("incubators,ventures")

    page.get_by_label("领域").select_option("tourism")
    expect(legend).to_contain_text("乡村旅游")
    expect(legend).to_contain_text("“<3”")
    assert asked(page)["industry"] == "tourism"

    page.goto(page.url.split("?")[0] + f"?on={DAY}&layers=ventures&selected={township.code}")
    card = page.locator("#card")
    expect(card).to_contain_text("文化传媒")
    expect(card).not_to_contain_text("暖阳")
    page.goto(page.url.split("?")[0] + f"?on={DAY}&layers=incubators&selected={base.pk}")
    page.get_by_role("link", name="打开档案").click()
    expect(page.locator("h1")).to_contain_text("朝阳孵化基地")


@pytest.mark.browser
def test_the_slider_goes_back_in_time_and_the_last_choice_wins(
    open_page: OpenPage,
    city_planner: User,
) -> None:
    page = open_page(city_planner, "/map/?on=2018-09-30&division=211321")
    finding(page, "295 个行政村中 2 个有运营网点，覆盖率 0.7%")

    page.locator("#month").focus()
    assert "2018" in (page.locator("#month").get_attribute("aria-valuetext") or "")
    for _ in range(6):  # faster than the answers come
        page.keyboard.press("ArrowLeft")
    finding(page, "295 个行政村中 2 个有运营网点，覆盖率 0.7%")
    expect(page.locator("#as-of")).to_have_text("截至 2018-03-31")
    expect(page.locator("#operating")).to_have_text("运营 2")
    assert asked(page)["on"] == "2018-03-31"
    page.wait_for_load_state("networkidle")
    expect(page.locator("#as-of")).to_have_text("截至 2018-03-31")

    page.select_option("[name=model]", "commercial")
    finding(page, "295 个行政村中 0 个有运营网点，覆盖率 0.0%")
    page.locator("#filters-clear").click()
    finding(page, "295 个行政村中 2 个有运营网点，覆盖率 0.7%")


@pytest.mark.browser
def test_a_failed_answer_is_said_and_asked_again(
    open_page: OpenPage,
) -> None:
    township = TownshipFactory()
    BoundaryFactory(division=township, geom=square(side_m=9_000))
    VillageFactory(parent=township, short_name="甲村", seat=point(0, 0))
    VillageFactory(parent=township, short_name="乙村", seat=point(2_000, 0))
    officer = UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township)
    page = open_page(officer, "/map/", viewport={"width": 360, "height": 740})
    finding(page, "2 个行政村中 0 个有运营网点，覆盖率 0.0%")
    expect(page.locator("#empty")).to_contain_text("还没有登记网点")
    assert page.evaluate("document.documentElement.scrollWidth") == 360

    answers = iter([500, None])
    page.route(
        "**/figures.json*",
        lambda route: (
            route.fulfill(status=200, content_type="text/html", body="…")
            if next(answers)
            else route.continue_()
        ),
    )
    page.locator(".map-panel-handle").click()
    page.locator("#definitions label", has_text="空间覆盖").click()
    expect(page.locator("#failed")).to_be_visible()
    page.locator("#failed button").click()
    finding(page, "2 个行政村中 0 个在网点 3 公里以内，覆盖率 0.0%")
    expect(page.locator("#failed")).to_be_hidden()


@pytest.mark.django_db
def test_the_page_names_nothing_that_its_policy_forbids(planner_client: Client) -> None:
    answer = planner_client.get(reverse("layers:map"))
    html = answer.content.decode()

    assert answer.status_code == 200
    assert not re.search(r"<[^>]+ style=", html)
    assert not re.search(r"<script(?![^>]*(nonce|src|application/json))", html)
    assert "https://" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "status"),
    [("division=999999", 404), ("on=yesterday", 400), ("definition=nice", 400)],
)
def test_an_address_that_cannot_be_answered_says_so(
    planner_client: Client, query: str, status: int
) -> None:
    assert planner_client.get(f"{reverse('layers:map')}?{query}").status_code == status


@pytest.mark.django_db
def test_only_those_who_may_add_outlets_are_offered_it(
    signed_in: Callable[..., Client], planner_client: Client
) -> None:
    officer = UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=TownshipFactory())
    assert signed_in(officer).get("/map/").context["config"]["add"] == reverse("outlets:add")
    assert planner_client.get("/map/").context["config"]["add"] is None
