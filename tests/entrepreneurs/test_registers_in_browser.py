"""Lists and forms of registers as a browser runs them, checked by axe and without scripts too."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import Role
from entrepreneurs.kinds import Stage
from entrepreneurs.loans.loading import load_rules
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import EntrepreneurFactory, ParkFactory, SupportFactory
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def township(transactional_db):
    return TownshipFactory(parent=CountyFactory(parent=CityFactory()))


@pytest.fixture
def officer(township):
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township)


@pytest.fixture
def department(township):
    return UserFactory(role=Role.DEPARTMENT, jurisdiction=township.parent, department="县人社局")


PERSON, FIRM, HIGH_TECH, STAFF = (
    "#id_person_name",
    "#id_organization_name",
    "#id_high_tech_evidence",
    "#id_new_hires",
)


def test_a_loans_form_asks_what_its_product_asks(open_page, officer):
    load_rules()
    page = open_page(officer, "/registry/loans/add/")
    for name in (PERSON, FIRM, HIGH_TECH, STAFF):
        assert page.locator(name).is_visible()  # nothing is chosen yet

    asked = {
        "personal": {PERSON},
        "graduate_high_tech": {PERSON, HIGH_TECH},
        "micro_enterprise": {FIRM, STAFF},
    }
    for product, fields in asked.items():
        page.select_option("#id_product", product)
        for name in (PERSON, FIRM, HIGH_TECH, STAFF):
            control = page.locator(name)
            assert control.is_visible() == control.is_enabled() == (name in fields), product
    assert page.get_by_role("heading", name="借款人（个人）").is_hidden()


def test_without_scripts_a_loans_form_shows_everything(open_page, officer):
    page = open_page(officer, "/registry/loans/add/", java_script_enabled=False)
    page.select_option("#id_product", "micro_enterprise")
    for name in (PERSON, FIRM, HIGH_TECH, STAFF):
        assert page.locator(name).is_visible() and page.locator(name).is_enabled()


def test_boxes_of_a_list_are_counted_and_ticked_all_at_once(open_page, officer, township):
    drafts = [ParkFactory(division=township, stage=Stage.DRAFT) for _ in range(3)]
    page = open_page(officer, "/registry/parks/?stage=draft")
    every, boxes = page.locator("[data-all]"), page.locator("input[name=chosen]")

    boxes.first.check()
    assert page.locator("[data-count]").inner_text() == "已选1个"
    assert every.evaluate("box => box.indeterminate")
    every.check()
    assert page.locator("[data-count]").inner_text() == "已选3个"
    boxes.nth(1).uncheck()
    page.get_by_role("button", name="提交所选").click()

    page.wait_for_load_state()
    stages = {draft.refresh_from_db() or draft.stage for draft in drafts}
    assert stages == {Stage.DRAFT, Stage.SUBMITTED}
    assert page.locator("input[name=chosen]").count() == 1


def answered_well(route):
    """The same page with status 200: a refusal's own status would be told as an error."""
    route.fulfill(response=route.fetch(), status=200)


def test_focus_goes_to_what_was_refused(officer, open_page):
    page = open_page(officer, "/registry/entrepreneurs/add/")
    page.route("**/add/", answered_well)
    page.get_by_role("button", name="保存并提交").click()

    page.wait_for_load_state()
    assert page.evaluate("document.activeElement.className") == "form-summary"
    page.locator(".form-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_person_name"


def test_an_empty_queue_runs_without_errors(open_page, officer):
    page = open_page(officer, "/registry/parks/?stage=draft")
    assert page.locator("[aria-current=true]").inner_text() == "0\n草稿"


@pytest.mark.parametrize("width", [360, 1440])
def test_registers_pass_the_checks_and_fit_the_window(width, open_page, department, township):
    load_rules()
    person = EntrepreneurFactory(division=VillageFactory(parent=township))
    SupportFactory(entrepreneur=person, stage=Stage.SUBMITTED)
    one = f"entrepreneurs/{person.pk}/"
    who = f"persons/{person.person_id}/"
    pages = (
        "",
        "supports/?stage=submitted",
        one,
        f"{one}edit/",
        f"{one}history/",
        f"{one}categories/add/",
        "loans/add/",
        "persons/",
        "persons/find/",
        who,
        f"{who}erase/",
        f"{who}copy/",
        "supports/export.xlsx",
    )

    page = open_page(department, "/registry/", viewport={"width": width, "height": 800})
    root = page.url
    for path in pages:
        page.goto(root + path)
        found = Axe().run(page).response["violations"]
        assert not found, [path, *((v["id"], v["nodes"][0]["html"]) for v in found)]
        assert page.locator("html").evaluate("page => page.scrollWidth") <= width, path
