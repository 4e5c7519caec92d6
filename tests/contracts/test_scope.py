"""A record outside the viewer's jurisdiction does not exist for them, at any address."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Role, User
from geo.models import AdministrativeDivision
from outlets.models import Inspection, MonthlyReport, Outlet, Photo
from tests.contracts.test_urls import ADDRESSES, VALUES
from tests.factories.accounts import UserFactory
from tests.factories.geo import BoundaryFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point, square

pytestmark = pytest.mark.django_db

SECRET = "外乡隐秘站"
PHONE = "13987654321"
OUTLET_ADDRESSES = sorted(a for _, a in ADDRESSES if VALUES["pk"] in a and "/outlets/" in a)
OTHER_ADDRESSES = sorted(
    (n, a)
    for n, a in ADDRESSES
    if VALUES["pk"] not in a and not n.startswith("accounts:") and "photos/1/" not in a
)


@pytest.fixture
def foreign() -> Outlet:
    """An outlet of another township, half a kilometre from the officer's own uncovered village."""
    county = CountyFactory()
    BoundaryFactory(division=county, geom=square(side_m=40_000))
    own, other = TownshipFactory(parent=county, name="本乡"), TownshipFactory(parent=county)
    VillageFactory(parent=own, seat=point(0, 0))
    village = VillageFactory(parent=other, seat=point(500, 0))
    outlet = OutletFactory(
        village=village, name=SECRET, keeper_phone=PHONE, keeper_name="王隐秘", location=point(500)
    )
    MonthlyReport.objects.create(outlet=outlet, month=dt.date(2018, 8, 1), submitted_by_name="x")
    Inspection.objects.create(outlet=outlet, kind="routine", due_on=dt.date(2018, 9, 1))
    return outlet


@pytest.fixture
def officer(foreign: Outlet) -> User:
    township = AdministrativeDivision.objects.get(name="本乡")
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", OUTLET_ADDRESSES)
def test_no_address_of_an_outlet_knows_anothers(address, method, foreign, officer, signed_in):
    response = getattr(signed_in(officer), method)(address.replace(VALUES["pk"], str(foreign.pk)))
    # 405: the address does not take this method at all; 403: nor the role, whatever the outlet.
    assert response.status_code in (404, 405, 403), address
    assert SECRET not in response.content.decode()
    if response.status_code == 403:
        missing = address.replace(VALUES["pk"], "00000000-0000-4000-8000-00000000000f")
        assert getattr(signed_in(officer), method)(missing).status_code == 403


@pytest.mark.parametrize(("name", "address"), OTHER_ADDRESSES, ids=[n for n, _ in OTHER_ADDRESSES])
def test_no_list_layer_or_export_shows_it(name, address, foreign, officer, signed_in):
    response = signed_in(officer).get(address)
    assert response.status_code < 500
    text = _text(response)
    assert SECRET not in text
    assert PHONE not in text
    assert "王隐秘" not in text


@pytest.mark.parametrize("layer", ["townships", "villages", "communities", "outlets"])
def test_asking_for_anothers_division_finds_nothing(layer, foreign, officer, signed_in):
    client, code = signed_in(officer), foreign.village.code[:9]
    address = reverse("layers:geojson", args=[layer])
    for asked in (code, code[:6]):
        assert client.get(address, {"division": asked}).status_code == 404


def test_a_photo_of_anothers_outlet_does_not_exist(foreign, officer, signed_in):
    photo = Photo.objects.create(
        outlet=foreign, kind="front", file="photos/x.jpg", sha256="0", width_px=1, height_px=1
    )
    assert signed_in(officer).get(reverse("outlets:photo", args=[photo.pk])).status_code == 404


def test_the_distance_is_told_but_not_the_name(foreign, officer, signed_in):
    figures = signed_in(officer).get(reverse("layers:figures")).json()
    (gap,) = figures["gaps"]
    assert gap["nearest_outlet"] is None
    assert gap["nearest_m"] == pytest.approx(500, abs=0.1)

    planner = UserFactory(role=Role.CITY_PLANNER)
    asked = {"division": officer.jurisdiction_code}
    (gap,) = signed_in(planner).get(reverse("layers:figures"), asked).json()["gaps"]
    assert gap["nearest_outlet"] == SECRET


def _text(response) -> str:
    content = response.getvalue() if response.streaming else response.content
    if content[:2] != b"PK":
        return content.decode("utf-8", errors="replace")
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    return str([workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names])
