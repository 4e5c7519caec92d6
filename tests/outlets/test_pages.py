"""The pages of outlets as each role meets them."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from core.models import AuditEntry
from outlets.models import Outlet
from tests.factories.accounts import UserFactory
from tests.factories.geo import BoundaryFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point, square

pytestmark = pytest.mark.django_db

LIST = reverse("outlets:list")
ADD = reverse("outlets:add")
TODAY = timezone.localdate()


@pytest.fixture
def county():
    return CountyFactory(name="柳城县")


@pytest.fixture
def township(county):
    return TownshipFactory(parent=county, name="大庙镇")


@pytest.fixture
def village(township):
    return VillageFactory(
        parent=township, short_name="青山村", name="青山村村民委员会", initials="qsc"
    )


@pytest.fixture
def officer(township):
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township)


@pytest.fixture
def officer_client(officer, signed_in):
    return signed_in(officer)


@pytest.fixture
def reviewer_client(county, signed_in):
    return signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county))


def names(client, **question):
    """The outlets a question lists, in their order."""
    return [outlet.name for outlet in client.get(LIST, question).context["page"]]


# The list


def test_the_list_shows_the_jurisdiction_alone(officer_client, village):
    OutletFactory(village=village, name="本镇站")
    OutletFactory(name="别镇站")

    assert names(officer_client) == ["本镇站"]


@pytest.mark.parametrize("code", ["211399", "999999", "210000"])
def test_a_division_outside_the_jurisdiction_does_not_exist(officer_client, code):
    assert officer_client.get(LIST, {"division": code}).status_code == 404


@pytest.mark.parametrize(
    "question",
    [{"on": "2018-13-05"}, {"status": "asleep"}, {"kind": "x"}, {"sort": "x"}, {"division": "x"}],
)
def test_a_question_that_makes_no_sense_is_refused_with_a_page(officer_client, question):
    answer = officer_client.get(LIST, question)

    assert answer.status_code == 400
    assert "text/html" in answer.headers["Content-Type"]


def test_a_township_or_a_village_can_be_chosen(planner_client, village):
    OutletFactory(village=village, name="青山站")
    sister = VillageFactory(parent=village.parent)
    OutletFactory(village=sister, name="同镇站")
    OutletFactory(name="别县站")

    assert names(planner_client, division=village.code[:6]) == ["青山站", "同镇站"]
    assert names(planner_client, division=village.code[:9]) == ["青山站", "同镇站"]
    assert names(planner_client, division=village.code) == ["青山站"]


def test_a_county_chosen_anew_wins_over_a_township_of_another(planner_client, village):
    OutletFactory(village=village, name="青山站")
    other = OutletFactory(name="别县站").village

    assert names(planner_client, county=other.code[:6], division=village.code[:9]) == ["别县站"]
    assert names(planner_client, county=village.code[:6], division=village.code[:9]) == ["青山站"]


def test_status_is_that_of_the_day_asked_about(planner_client):
    OutletFactory(
        name="停了",
        opened_on=dt.date(2017, 3, 1),
        status="closed",
        status_since=dt.date(2018, 1, 1),
    )
    OutletFactory(name="后开", opened_on=dt.date(2018, 5, 1))

    assert names(planner_client, on="2017-12-31", status="operating") == ["停了"]
    assert names(planner_client, on="2018-01-01", status="closed") == ["停了"]
    assert names(planner_client, on="2018-01-01", status="operating") == []
    assert names(planner_client, on="2018-01-01", status="not_open") == ["后开"]


def test_the_counts_by_status_add_up_to_the_total(planner_client):
    OutletFactory.create_batch(3)
    OutletFactory(status="dormant")
    OutletFactory(opened_on=dt.date(2018, 1, 1))

    found = planner_client.get(LIST, {"on": "2017-06-30", "status": "dormant"}).context["found"]

    assert found.by_status == {"operating": 3, "dormant": 1, "not_open": 1}
    assert found.total == 5
    assert found.page.paginator.count == 1


def test_counting_leaves_out_stations_that_are_not_among_the_500(planner_client):
    OutletFactory(name="村级站")
    OutletFactory(name="乡镇站", kind="township_station")

    assert names(planner_client, counting="1") == ["村级站"]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"kind": "shop"}, ["甲"]),
        ({"model": "commercial"}, ["乙"]),
        ({"platform": "jd"}, ["乙"]),
        ({"kind": "shop", "platform": "jd"}, []),
    ],
)
def test_kind_model_and_platform_filter(planner_client, question, found):
    OutletFactory(name="甲", kind="shop", operating_model="public", platform="ule")
    OutletFactory(name="乙", kind="other", operating_model="commercial", platform="jd")

    assert names(planner_client, **question) == found


@pytest.mark.parametrize("words", ["青山", "便民", "X-77", "qs", "QSC"])
def test_words_find_by_name_number_village_and_initials(planner_client, village, words):
    OutletFactory(village=village, name="便民一号", outlet_no="X-77")
    OutletFactory(name="别的", outlet_no="Y-1")

    assert names(planner_client, q=words) == ["便民一号"]


def test_sorting_goes_both_ways_and_the_head_says_so(planner_client):
    OutletFactory(name="晚", opened_on=dt.date(2018, 1, 1))
    OutletFactory(name="早", opened_on=dt.date(2017, 1, 1))

    assert names(planner_client, sort="opened") == ["早", "晚"]
    assert names(planner_client, sort="-opened") == ["晚", "早"]
    page = planner_client.get(LIST, {"sort": "-opened"}).content.decode()
    assert 'aria-sort="descending"' in page


def test_fifty_stand_on_a_page_and_links_keep_the_question(planner_client, village):
    OutletFactory.create_batch(51, village=village)

    first = planner_client.get(LIST, {"kind": "convenience"})
    second = planner_client.get(LIST, {"kind": "convenience", "page": "2"})

    assert len(first.context["page"]) == 50
    assert len(second.context["page"]) == 1
    assert "?kind=convenience&amp;page=2" in first.content.decode()


def test_the_list_asks_at_most_three_questions_of_its_own(
    planner_client, village, django_assert_max_num_queries
):
    OutletFactory.create_batch(5, village=village)
    planner_client.get(LIST)
    # Beside session, user, jurisdiction, city, data version.
    with django_assert_max_num_queries(5 + 3):
        planner_client.get(LIST, {"division": village.code[:9], "sort": "-status", "q": "青山"})


def test_an_empty_list_says_what_to_leave_out(planner_client):
    OutletFactory.create_batch(2, kind="shop", operating_model="public")

    answer = planner_client.get(LIST, {"kind": "shop", "model": "commercial"})

    counts = {r.parameter: r.number for r in answer.context["relaxations"]}
    assert counts == {"kind": 0, "model": 2}
    assert "去掉“商业”" in answer.content.decode()


def test_an_empty_registry_offers_the_first_steps(officer_client):
    page = officer_client.get(LIST).content.decode()

    assert "这里还没有登记网点" in page
    assert ADD in page


def test_only_officers_and_reviewers_are_offered_to_add(
    planner_client, officer_client, reviewer_client
):
    assert ADD in officer_client.get(LIST).content.decode()
    assert ADD in reviewer_client.get(LIST).content.decode()
    assert ADD not in planner_client.get(LIST).content.decode()


# The record


def detail(outlet):
    return reverse("outlets:detail", args=[outlet.pk])


def test_the_record_tells_states_villages_and_source(planner_client, village):
    neighbour = VillageFactory(parent=village.parent, short_name="范家村")
    outlet = OutletFactory(
        village=village,
        name="青山站",
        status="suspended",
        status_since=dt.date(2018, 4, 1),
        serves=[neighbour],
    )

    page = planner_client.get(detail(outlet)).content.decode()

    for text in ("青山站", "停业", "2017-01-01至2018-04-01", "2018-04-01起", "范家村", "协议"):
        assert text in page
    assert "网点没有定位" in page


def test_an_outlet_elsewhere_does_not_exist(officer_client):
    assert officer_client.get(detail(OutletFactory())).status_code == 404


@pytest.mark.parametrize(
    ("role", "is_shown"),
    [
        (Role.TOWNSHIP_OFFICER, True),
        (Role.COUNTY_REVIEWER, True),
        (Role.CITY_PLANNER, False),
        (Role.DEPARTMENT, False),
        (Role.LEADER, False),
        (Role.AUDITOR, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_the_keeper_is_shown_to_those_who_need_it_and_each_look_is_recorded(
    signed_in, village, role, is_shown
):
    outlet = OutletFactory(village=village, keeper_name="王小明", keeper_phone="13804215678")
    client = signed_in(UserFactory(role=role, jurisdiction=village.parent))

    page = client.get(detail(outlet)).content.decode()

    assert ("13804215678" in page) == is_shown
    assert ("138****5678" in page) != is_shown
    assert ("王小明" in page) == is_shown
    assert AuditEntry.objects.filter(action="outlet.keeper_seen").count() == int(is_shown)


def test_the_place_is_drawn_within_the_county(planner_client, village):
    """A square of 2 km around the origin; the outlet in its middle."""
    BoundaryFactory(division=village.parent.parent, geom=square(0, 0, 2000))
    outlet = OutletFactory(village=village, location=point(0, 0))

    locator = planner_client.get(detail(outlet)).context["locator"]

    assert (locator.x, locator.y) == (
        pytest.approx(locator.width / 2, abs=0.2),
        pytest.approx(locator.height / 2, abs=0.2),
    )
    assert not locator.township


@pytest.mark.parametrize(
    "role",
    [Role.CITY_PLANNER, Role.DEPARTMENT, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR],
)
def test_other_roles_may_neither_add_nor_edit(signed_in, village, role):
    outlet = OutletFactory(village=village)
    client = signed_in(UserFactory(role=role, jurisdiction=village.parent.parent))

    for address in (ADD, edit(outlet)):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "您的角色不能进行这项操作" in answer.content.decode()
    assert client.post(ADD, {"village": village.code}).status_code == 403
    assert Outlet.objects.count() == 1


# Editing


def edit(outlet):
    return reverse("outlets:edit", args=[outlet.pk])


def sent(client, outlet, **changes):
    """What a browser sends back of the form that it was shown."""
    form = client.get(edit(outlet)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    return data | changes


def test_the_form_sent_back_unchanged_changes_nothing(officer_client, village):
    outlet = OutletFactory(village=village, location=point(0, 0))
    before = Outlet.objects.get()

    answer = officer_client.post(edit(outlet), sent(officer_client, outlet))

    assert answer.url == detail(outlet)
    assert Outlet.objects.get().updated_at == before.updated_at


def test_facts_are_changed_and_states_kept(reviewer_client, village):
    outlet = OutletFactory(village=village, status="closed", status_since=dt.date(2018, 1, 1))

    reviewer_client.post(edit(outlet), sent(reviewer_client, outlet, name="新名", platform="jd"))

    outlet.refresh_from_db()
    assert (outlet.name, outlet.platform) == ("新名", "jd")
    assert [p.status for p in outlet.statuses.all()] == ["operating", "closed"]


def test_a_new_status_closes_the_old_period_with_its_reason(officer_client, village):
    outlet = OutletFactory(village=village)

    officer_client.post(
        edit(outlet),
        sent(
            officer_client,
            outlet,
            status="suspended",
            status_since="2018-04-01",
            status_reason="装修",
        ),
    )

    rows = outlet.statuses.values_list("status", "valid_from", "valid_to", "reason")
    assert list(rows) == [
        ("operating", dt.date(2017, 1, 1), dt.date(2018, 4, 1), ""),
        ("suspended", dt.date(2018, 4, 1), None, "装修"),
    ]


@pytest.mark.parametrize(
    ("status", "since"),
    [
        ("suspended", ""),  # from which day?
        ("suspended", "2016-01-01"),  # before it opened
        ("suspended", "2999-01-01"),  # to come
        ("operating", "2018-04-01"),  # no new status
    ],
)
def test_a_status_without_a_fitting_day_changes_nothing(officer_client, village, status, since):
    outlet = OutletFactory(village=village, name="旧名")

    answer = officer_client.post(
        edit(outlet),
        sent(officer_client, outlet, name="新名", status=status, status_since=since),
    )

    assert "status_since" in answer.context["form"].errors
    outlet.refresh_from_db()
    assert outlet.name == "旧名"
    assert outlet.statuses.count() == 1


def test_a_position_taken_over_long_ago_hinders_no_other_change(officer_client, village):
    far_away = point(900_000, 0)
    outlet = OutletFactory(village=village, location=far_away)

    answer = officer_client.post(edit(outlet), sent(officer_client, outlet, name="新名"))

    assert answer.status_code == 302
    outlet.refresh_from_db()
    assert outlet.name == "新名"
    assert outlet.location.x == pytest.approx(far_away.x)


def test_villages_served_elsewhere_are_not_lost_by_editing(officer_client, village):
    elsewhere = VillageFactory()
    outlet = OutletFactory(village=village, serves=[elsewhere])

    officer_client.post(edit(outlet), sent(officer_client, outlet, name="新名"))

    row = outlet.served_villages.get(village=elsewhere)
    assert row.valid_to is None


def test_two_people_editing_are_told_of_each_other_and_nothing_is_overwritten(
    officer_client, reviewer_client, village
):
    outlet = OutletFactory(village=village, keeper_phone="13800000001")
    mine = sent(officer_client, outlet, keeper_phone="13800000002")
    reviewer_client.post(edit(outlet), sent(reviewer_client, outlet, keeper_phone="13800000003"))

    answer = officer_client.post(edit(outlet), mine)

    assert answer.status_code == 409
    outlet.refresh_from_db()
    assert outlet.keeper_phone == "13800000003"
    [difference] = answer.context["differences"]
    assert (difference.kept, difference.typed) == ("13800000003", "13800000002")
    page = answer.content.decode()
    assert "这期间别人改过这个网点" in page
    assert "13800000002" in page

    form = answer.context["form"]
    officer_client.post(edit(outlet), mine | {"seen_at": form["seen_at"].value()})
    outlet.refresh_from_db()
    assert outlet.keeper_phone == "13800000002"


def test_an_outlet_of_another_township_cannot_be_edited(officer_client, county):
    outlet = OutletFactory(village=VillageFactory(parent=TownshipFactory(parent=county)))

    assert officer_client.get(edit(outlet)).status_code == 404


# The workbook


def test_the_workbook_lists_the_villages_of_the_jurisdiction(officer_client, village):
    VillageFactory(short_name="别处村")

    answer = officer_client.get(reverse("outlets:template"))

    assert "attachment" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = {str(cell.value) for row in book.worksheets[-1] for cell in row}
    assert village.code in cells
    assert not any("别处" in cell for cell in cells)


def test_pages_are_complete_in_english(officer_client, village):
    outlet = OutletFactory(village=village)
    officer_client.cookies["django_language"] = "en"

    for address in (LIST, ADD, detail(outlet), edit(outlet)):
        assert 'lang="en"' in officer_client.get(address).content.decode()
