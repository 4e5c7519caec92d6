"""A division's page joins villages, outlets, people and support; small counts stay hidden."""

import datetime as dt
import re

import pytest
from django.test import Client

from accounts.models import Role
from entrepreneurs.models import IncubatorLevel, Venture
from geo.models import AdministrativeDivision
from outlets.models import Organization
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    IncubatorFactory,
    ParkFactory,
    PersonFactory,
    SupportFactory,
    id_no,
)
from tests.factories.geo import BoundaryFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point, square

pytestmark = pytest.mark.django_db

QUESTION = {"on": "2018-09-30", "view": "full", "people": "1"}


@pytest.fixture
def township(db: None) -> AdministrativeDivision:
    """Two supported people and two ventures in one township, an incubator and a park."""
    township = TownshipFactory(parent=CountyFactory(), name="柳城镇")
    BoundaryFactory(division=township, geom=square(side_m=20_000))
    village = VillageFactory(parent=township, seat=point(0))
    OutletFactory(village=village, location=point(500))
    for number in range(2):
        person = PersonFactory(division=village, id_no=id_no(number))
        SupportFactory(
            entrepreneur=EntrepreneurFactory(person=person, categories=["veteran"]),
            granted_on=dt.date(2018, 6, 1),
        )
        Venture.objects.create(
            organization=Organization.objects.create(name=f"暖阳剪纸{number}社"),
            division=village,
            industry="paper_cutting",
            opened_on=dt.date(2017, 1, 1),
            stage="verified",
        )
    base = IncubatorFactory(division=township, name="柳城孵化基地")
    for level, begins, ends in (
        ("county", dt.date(2017, 1, 1), dt.date(2018, 1, 1)),
        ("province", dt.date(2018, 1, 1), None),
    ):
        IncubatorLevel.objects.create(
            incubator=base, level=level, document_no="1", valid_from=begins, valid_to=ends
        )
    IncubatorFactory(division=township, name="未核实基地", stage="submitted")
    ParkFactory(division=township, name="柳城创新园")
    return township


def section(client: Client, division: AdministrativeDivision, **question: str) -> str:
    response = client.get(f"/divisions/{division.code}/", QUESTION | question)
    assert response.status_code == 200
    return response.content.decode().split('class="home-support"')[1].split("</main>")[0]


def counts(html: str) -> set[str]:
    """Everything that a list or table of the section gives as a count."""
    cells = re.findall(r'<(?:dd|td class="num")>(.*?)</(?:dd|td)>', html)
    return {re.sub(r"<[^>]+>", "", cell).replace("&lt;", "<").strip() for cell in cells}


@pytest.mark.parametrize("role", [Role.CITY_PLANNER, Role.ADMINISTRATOR, Role.LEADER])
@pytest.mark.parametrize("level", ["township", "county"])
def test_roles_that_may_not_see_people_are_told_no_small_count(township, signed_in, role, level):
    client = signed_in(UserFactory(role=role, jurisdiction=township.parent))
    division = township if level == "township" else township.parent

    html = section(client, division)
    assert "<3" in counts(html)
    assert not counts(html) & {"1", "2"}
    assert "暖阳剪纸" not in html
    assert "/ventures/" not in html


def test_roles_that_may_see_people_are_told_numbers_and_led_to_the_records(township, signed_in):
    client = signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=township.parent))

    html = section(client, township)
    assert "2" in counts(html)
    assert "<3" not in counts(html)
    assert f"/ventures/?counted=open&amp;on=2018-09-30&amp;division={township.code}" in html


def test_incubators_stand_at_their_level_of_the_day_and_verified_only(township, signed_in):
    client = signed_in(UserFactory(role=Role.CITY_PLANNER, jurisdiction=township.parent))

    html = section(client, township)
    assert "柳城孵化基地" in html and "柳城创新园" in html
    assert "省级" in html and "县级" not in html
    assert "县级" in section(client, township, on="2017-09-30")
    assert "柳城孵化基地" not in section(client, township, on="2016-09-30")
    assert "未核实基地" not in html


def test_people_of_another_county_are_not_counted(township, signed_in):
    other = CountyFactory(name="他县")
    BoundaryFactory(division=other, geom=square(side_m=20_000))
    VillageFactory(parent__parent=other)
    client = signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=other))

    assert counts(section(client, other)) == set()
    assert client.get(f"/divisions/{township.code}/").status_code == 404


def test_every_count_leads_to_the_records_that_it_counts(township, signed_in):
    Venture.objects.filter(organization__name="暖阳剪纸0社").update(closed_on=dt.date(2018, 9, 1))
    IncubatorFactory(division=township, name="已停办基地", closed_on=dt.date(2018, 9, 1))
    client = signed_in(UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=township.parent))

    html = section(client, township)
    links = re.findall(r'href="(/registry/[^"]+counted=[^"]+)">([^<]+)<', html)
    assert len(links) == 7
    for address, number in links:
        listed = client.get(address.replace("&amp;", "&")).content.decode()
        rows = re.findall(r'<th scope="row">', listed)
        expected = 1 if not number.isdigit() else int(number)
        assert len(rows) == expected, address
