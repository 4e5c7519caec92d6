"""A village's page: its cover by each definition on any day, its outlets over time, its years."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from core import audit
from geo.levels import LocationQuality
from geo.models import VillageYear
from outlets.models import MonthlyReport
from targets.definitions import Definition
from tests.factories.accounts import UserFactory
from tests.factories.geo import BoundaryFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.registration import people_of, submitted
from tests.shapes import point, square

pytestmark = pytest.mark.django_db

DAY = {"on": "2018-09-30"}


@pytest.fixture
def township():
    county = CountyFactory(name="柳河县")
    return TownshipFactory(parent=county, name="大庙镇")


@pytest.fixture
def village(township):
    return VillageFactory(
        parent=township, short_name="青山村", name="青山村村民委员会", seat=point(0, 0)
    )


@pytest.fixture
def officer_client(township, signed_in):
    return signed_in(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township))


def page(client, village, **question):
    answer = client.get(reverse("layers:division", args=[village.code]), DAY | question)
    assert answer.status_code == 200
    return answer


def cover(answer):
    return {c.definition: c.is_covered for c in answer.context["page"].covers}


# Cover


def test_cover_is_told_by_every_definition(planner_client, village, township):
    """
    青山村 O --- 2 000 m --- □ of a village that does not serve it
    """
    neighbour = VillageFactory(parent=township, seat=point(2000))
    OutletFactory(village=neighbour, location=point(2000))

    answer = page(planner_client, village)

    assert cover(answer) == {
        Definition.ADMINISTRATIVE: False,
        Definition.SERVICE: False,
        Definition.SPATIAL: True,
        Definition.EFFECTIVE: False,
    }
    assert "2.0 公里" in answer.content.decode()
    assert cover(page(planner_client, village, radius_m="1000"))[Definition.SPATIAL] is False


def test_cover_is_that_of_the_day_asked_about(planner_client, village):
    OutletFactory(
        village=village,
        opened_on=dt.date(2017, 3, 1),
        status="closed",
        status_since=dt.date(2018, 6, 1),
    )

    before = page(planner_client, village, on="2018-05-31")
    after = page(planner_client, village, on="2018-06-01")

    assert cover(before)[Definition.ADMINISTRATIVE] is True
    assert cover(after)[Definition.ADMINISTRATIVE] is False
    assert "青山村：运营网点 1 个" in before.content.decode()
    assert "青山村：没有运营网点" in after.content.decode()


def test_the_title_says_who_serves_a_village_without_an_outlet(planner_client, village, township):
    OutletFactory(village=VillageFactory(parent=township), serves=[village])

    assert "由邻村网点服务" in page(planner_client, village).content.decode()


def test_without_a_position_distance_cannot_be_judged(planner_client, township):
    village = VillageFactory(parent=township, seat=None)

    answer = page(planner_client, village)

    assert cover(answer)[Definition.SPATIAL] is None
    assert "无位置" in answer.content.decode()


def test_the_quality_of_the_seat_is_told(planner_client, village):
    village.location_quality = LocationQuality.APPROXIMATE
    village.seat_accuracy_m = 2500
    village.save()

    text = page(planner_client, village).content.decode()

    assert "示意" in text
    assert "2.5 公里" in text


def test_a_community_is_no_administrative_village(planner_client, township):
    community = VillageFactory(parent=township, kind="居", short_name="柳城社区")
    OutletFactory(village=community, name="社区站")

    answer = page(planner_client, community)

    assert "没有行政村" in answer.content.decode()
    assert not answer.context["page"].is_administrative
    assert "社区站" in answer.content.decode()


# Outlets over time


def test_outlets_in_it_and_outlets_serving_it_are_told_over_time(planner_client, village, township):
    OutletFactory(
        village=village,
        name="本村站",
        opened_on=dt.date(2017, 3, 1),
        status="dormant",
        status_since=dt.date(2018, 6, 1),
    )
    serving = OutletFactory(
        village=VillageFactory(parent=township, short_name="柳树村"),
        name="邻村站",
        opened_on=dt.date(2016, 1, 1),
        serves=[village],
    )
    serving.served_villages.filter(village=village).update(
        valid_from=dt.date(2018, 1, 1), valid_to=dt.date(2018, 7, 1)
    )

    answer = page(planner_client, village)

    own, served = answer.context["page"].lines
    assert [(s.kind, s.begins, s.ends) for s in own.spans] == [
        ("operating", dt.date(2017, 3, 1), dt.date(2018, 6, 1)),
        ("dormant", dt.date(2018, 6, 1), None),
    ]
    assert [(s.kind, s.begins, s.ends) for s in served.spans] == [
        ("operating", dt.date(2018, 1, 1), dt.date(2018, 7, 1))
    ]
    assert (own.state, served.state) == ("dormant", "")
    text = answer.content.decode()
    for words in ("本村站", "邻村站", "柳树村", "2017-03-01至2018-06-01", "bar-dormant"):
        assert words in text


def test_a_registration_under_way_is_no_outlet_yet(planner_client, village):
    submitted(village, officer=people_of(village).officer, name="拟建站")

    assert "拟建站" not in page(planner_client, village).content.decode()


def test_a_village_without_outlets_says_so(planner_client, village):
    assert "也没有其他村的网点约定服务" in page(planner_client, village).content.decode()


def test_an_outlet_elsewhere_serves_unnamed(officer_client, planner_client, village):
    OutletFactory(village=VillageFactory(), name="外镇站", serves=[village])

    assert "外镇站" in page(planner_client, village).content.decode()
    text = page(officer_client, village).content.decode()
    assert "外镇站" not in text
    assert "辖区以外的网点" in text


# Reports and years


def test_reports_of_its_outlets_stand_newest_first(planner_client, village):
    outlet = OutletFactory(village=village)
    for month, orders in ((7, 31), (8, 47)):
        MonthlyReport.objects.create(
            outlet=outlet,
            month=dt.date(2018, month, 1),
            purchase_orders=orders,
            submitted_by_name="li",
        )

    answer = page(planner_client, village)

    assert [r.purchase_orders for r in answer.context["page"].reports] == [47, 31]
    assert "2018-08" in answer.content.decode()


def test_years_name_their_source(planner_client, village):
    with audit.acting(None, "village_year.recorded", reason="村情2018.xlsx (sha256 abc)"):
        VillageYear.objects.create(
            village=village, year=2018, households=420, population=1350, has_broadband=False
        )
    VillageYear.objects.create(village=village, year=2017, population=1400)

    answer = page(planner_client, village)

    assert [year.row.year for year in answer.context["page"].years] == [2018, 2017]
    text = answer.content.decode()
    for words in ("420", "1350", "1400", "村情2018.xlsx", "否"):
        assert words in text


# Who sees it, and where it leads


def test_a_village_elsewhere_does_not_exist(officer_client):
    other = VillageFactory()

    for code in (other.code, f"{other.code[:9]}999", "211399999999"):
        assert officer_client.get(f"/divisions/{code}/", DAY).status_code == 404


def test_a_village_that_was_not_yet_or_no_longer_one_has_no_page(planner_client, township):
    village = VillageFactory(parent=township, valid_to=dt.date(2018, 5, 10))

    assert planner_client.get(f"/divisions/{village.code}/", DAY).status_code == 404
    page(planner_client, village, on="2018-05-09")


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.TOWNSHIP_OFFICER, True), (Role.COUNTY_REVIEWER, True), (Role.LEADER, False)],
)
def test_those_who_register_outlets_begin_here(role, may, signed_in, village):
    client = signed_in(UserFactory(role=role, jurisdiction=village.parent))

    text = page(client, village).content.decode()

    assert (f"{reverse('outlets:add')}?village={village.code}" in text) == may
    assert f"{reverse('layers:map')}?division={village.code}" in text


def test_it_lies_in_its_county(planner_client, village):
    BoundaryFactory(division=village.parent.parent, geom=square(0, 0, 4000))

    assert "locator-seat" in page(planner_client, village).content.decode()


def test_today_is_the_default_day(planner_client, village):
    OutletFactory(village=village, opened_on=timezone.localdate())

    answer = planner_client.get(reverse("layers:division", args=[village.code]))

    assert cover(answer)[Definition.ADMINISTRATIVE] is True


def test_a_day_that_is_none_is_refused(planner_client, village):
    answer = planner_client.get(f"/divisions/{village.code}/", {"on": "2018-13-01"})

    assert answer.status_code == 400


def test_a_village_costs_no_more_questions_with_more_outlets(
    planner_client, village, django_assert_max_num_queries
):
    OutletFactory.create_batch(5, village=village)
    OutletFactory.create_batch(5, serves=[village])
    page(planner_client, village)
    # Beside session, user, city and data version: the village, four definitions, the nearest
    # outlet, outlets with their states twice, reports, years with their source, the locator.
    with django_assert_max_num_queries(4 + 15):
        page(planner_client, village)
