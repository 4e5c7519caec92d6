"""Incubators and parks: where they stand, what their years say, when they close."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from accounts.models import Role
from entrepreneurs.models import IncubatorYear
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import IncubatorFactory
from tests.factories.geo import CountyFactory, TownshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(db):
    township = TownshipFactory(parent=CountyFactory())
    return IncubatorFactory(
        division=township, name="东山孵化基地", location=Point(120.5, 41.5), location_accuracy_m=8
    )


@pytest.fixture
def department(base):
    county = base.division.parent
    return UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="县科技局")


def edited(client, base, **changes):
    """The incubator after its form was sent as shown, with some answers changed."""
    address = reverse("entrepreneurs:incubators_edit", args=[base.pk])
    page = client.get(address).content.decode()
    controls = re.findall(r"<input [^>]*>", page)
    given = {
        re.search(r'name="([^"]+)"', control)[1]: value[1]
        for control in controls
        if 'name="' in control and (value := re.search(r'value="([^"]*)"', control))
    }
    given |= {"kind": base.kind, "division": base.division_id, "location_crs_origin": "cgcs2000"}
    response = client.post(address, given | changes)
    assert response.status_code == 302, response.content.decode()
    base.refresh_from_db()
    return base


def test_a_position_that_came_without_a_pair_as_typed_survives_a_change(
    base, department, signed_in
):
    found = edited(signed_in(department), base, name="东山创业孵化基地")
    assert found.name == "东山创业孵化基地"
    assert (found.location.x, found.location.y) == pytest.approx((120.5, 41.5))
    assert found.location_accuracy_m == 8


def test_another_position_is_no_measurement_of_the_old_accuracy(base, department, signed_in):
    changes = {"lon": "120.6", "lat": "41.6", "location_accuracy_m": ""}
    found = edited(signed_in(department), base, **changes)
    assert found.location.x == pytest.approx(120.6)
    assert found.location_accuracy_m is None


def test_the_kinds_of_space_offer_nothing_that_is_none(base, department, signed_in):
    form = signed_in(department).get(reverse("entrepreneurs:incubators_edit", args=[base.pk]))
    offered = re.findall(r'name="space_kinds" value="([^"]*)"', form.content.decode())
    assert offered == ["work", "network", "social", "resources"]


def test_thousands_of_yuan_are_shown_back_in_yuan(base, department, signed_in):
    address = reverse("entrepreneurs:incubators_years_add", args=[base.pk])
    given = {"year": "2018", "income_yuan": "329"}
    page = signed_in(department).post(address, given, follow=True).content.decode()
    assert IncubatorYear.objects.get().income_yuan == Decimal(329_000)
    assert "收入（元）" in page and "329,000" in page


def test_a_closed_incubator_says_so_and_is_not_among_the_open(base, department, signed_in):
    client = signed_in(department)
    type(base).objects.filter(pk=base.pk).update(closed_on=dt.date(2018, 9, 1))
    page = client.get(reverse("entrepreneurs:incubators_record", args=[base.pk]))
    assert "已于2018年9月1日停办：只计到前一日。" in page.content.decode()
    address = reverse("entrepreneurs:incubators_list")
    before, after = (
        client.get(address, {"counted": "open", "on": day}).content.decode()
        for day in ("2018-08-31", "2018-09-01")
    )
    assert base.name in before and base.name not in after


@pytest.mark.browser
def test_the_device_gives_the_position(transactional_db, open_page):
    township = TownshipFactory(parent=CountyFactory())
    officer = UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township)
    here = {"latitude": 41.25, "longitude": 120.75, "accuracy": 12}
    page = open_page(
        officer,
        reverse("entrepreneurs:incubators_add"),
        viewport={"width": 360, "height": 740},
        geolocation=here,
        permissions=["geolocation"],
    )
    page.get_by_role("button", name="用本机定位").click()
    page.wait_for_function("document.querySelector('[name=lon]').value === '120.750000'")
    assert page.locator("[name=location_crs_origin]").input_value() == "wgs84"
    assert page.locator("[name=location_accuracy_m]").input_value() == "12.0"
