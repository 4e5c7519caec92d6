"""The navigation, on a phone as narrow as they are sold."""

import pytest

from accounts.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory

PHONE = {"viewport": {"width": 360, "height": 740}}
LEAST_TARGET_PX, LEAST_FONT_PX = 44, 13


@pytest.fixture
def places(transactional_db):
    city = CityFactory()
    county = CountyFactory(parent=city)
    return {"city": city, "county": county, "township": TownshipFactory(parent=county)}


@pytest.mark.browser
@pytest.mark.parametrize(
    "role, level",
    [
        (Role.TOWNSHIP_OFFICER, "township"),
        (Role.COUNTY_REVIEWER, "county"),
        (Role.CITY_PLANNER, "city"),
        (Role.ADMINISTRATOR, "city"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_place_of_a_role_fits_a_phone_in_type_that_can_be_read(
    role, level, language, places, open_page
):
    user = UserFactory(role=role, jurisdiction=places[level])
    page = open_page(user, "/registry/", **PHONE)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    page.reload()

    tabs = page.locator(".site-nav a").evaluate_all(
        "tabs => tabs.map(tab => [tab.clientWidth, tab.clientHeight, tab.scrollWidth,"
        " parseFloat(getComputedStyle(tab).fontSize)])"
    )
    assert len(tabs) >= 6
    for width, height, inside, font in tabs:
        assert min(width, height) >= LEAST_TARGET_PX
        assert inside <= width
        assert font >= LEAST_FONT_PX
    assert page.locator("html").evaluate("page => page.scrollWidth") <= PHONE["viewport"]["width"]


@pytest.mark.browser
def test_in_large_type_the_row_scrolls_and_shows_the_present_place(places, open_page):
    user = UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=places["township"])
    page = open_page(user, "/registry/", **PHONE)
    page.context.add_cookies([{"name": "text_size", "value": "large", "url": page.url}])
    page.goto(page.url.replace("/registry/", "/imports/"))

    present = page.locator(".site-nav a[aria-current]").bounding_box()
    assert present["x"] + present["width"] <= PHONE["viewport"]["width"] + 1
