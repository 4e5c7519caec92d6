"""The pages of figures and the targets, for those who read them otherwise: checked by axe."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import (
    EventFactory,
    IncubatorFactory,
    MentorTeamFactory,
)
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory

PAGES = (
    "/people/",
    "/registry/figures/bases/",
    "/registry/figures/teams/",
    "/registry/figures/events/",
    "/registry/figures/undertakings/",
)


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
def test_figures_pass_the_checks_and_fit_the_window(width, transactional_db, open_page):
    county = CountyFactory(parent=CityFactory())
    township = TownshipFactory(parent=county)
    base = IncubatorFactory(division=township, opened_on=dt.date(2018, 6, 1), name="东山孵化基地")
    EventFactory(incubator=base, department="", division=township, held_on=dt.date(2018, 6, 12))
    EventFactory(division=county, attendees_actual=300, held_on=dt.date(2018, 7, 1))
    MentorTeamFactory(division=county, members=3)
    user = UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="县科技局")

    page = open_page(user, "/registry/", viewport={"width": width, "height": 800})
    root = page.url.removesuffix("/registry/")
    for path in PAGES:
        page.goto(f"{root}{path}?on=2018-09-30")
        found = Axe().run(page).response["violations"]
        assert not found, [(v["id"], v["nodes"][0]["html"]) for v in found]
        assert page.locator("html").evaluate("page => page.scrollWidth") <= width, path
