"""A small registry that every format is written from, and what writes it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone, translation

from accounts.models import User
from entrepreneurs.models import IncubatorLevel
from geo.levels import LocationQuality
from geo.models import AdministrativeDivision
from layers.exports.contents import Content, content
from layers.exports.formats import FORMATS
from layers.exports.questions import export_within
from outlets.kinds import OutletKind, Source, Stage, Status
from outlets.models import Outlet
from tests.factories.entrepreneurs import IncubatorFactory, ParkFactory, VentureFactory
from tests.factories.geo import (
    BoundaryFactory,
    BoundaryReleaseFactory,
    CountyFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.outlets import OutletFactory
from tests.shapes import point, square

ON = "2018-09-30"
LONG_NAME = "喀喇沁左翼蒙古族自治县南哨街道柳树村" + "电商综合服务站" * 9  # 81 signs, 243 bytes
TOO_LONG_NAME = "村" * 100  # 300 bytes: more than a DBF holds
KEEPER, PHONE, ADDRESS = "王隐秘", "13987654321", "柳树村三组5号"


@pytest.fixture
def registry(db: None) -> AdministrativeDivision:
    """
    甲 ■ own      乙 served by it      丙 uncovered      丁 no position      社区 (no village)
    """
    county = CountyFactory(name="朝阳县", short_name="朝阳", code="211321")
    township = TownshipFactory(parent=county, name="柳城镇", code="211321100")
    empty = TownshipFactory(parent=county, name="空镇", code="211321101")
    surveyed = BoundaryReleaseFactory(quality=LocationQuality.OFFICIAL)
    rough = BoundaryReleaseFactory(quality=LocationQuality.APPROXIMATE)
    BoundaryFactory(division=county, geom=square(side_m=60_000), release=surveyed)
    BoundaryFactory(division=township, geom=square(side_m=20_000), release=rough)
    BoundaryFactory(division=empty, geom=square(40_000, side_m=20_000), release=rough)
    a = VillageFactory(parent=township, short_name="甲村", seat=point(0))
    b = VillageFactory(parent=township, short_name="乙村", seat=point(2000))
    VillageFactory(
        parent=township,
        short_name="丙村",
        seat=point(9000),
        location_quality=LocationQuality.APPROXIMATE,
    )
    VillageFactory(parent=township, short_name="丁村")
    VillageFactory(parent=township, short_name="南塔社区", kind="居", seat=point(500))
    keeper = {"keeper_name": KEEPER, "keeper_phone": PHONE, "address": ADDRESS}
    OutletFactory(
        village=a, serves=[b], location=point(10), outlet_no="W-1", name=LONG_NAME, **keeper
    )
    OutletFactory(
        village=b,
        status=Status.SUSPENDED,
        outlet_no="W-2",
        name="=1+1",
        operating_model="",
        platform="jd",
        source=Source.IMPORT,
        **keeper,
    )
    base = IncubatorFactory(division=township, name="柳城孵化基地", location=point(300))
    IncubatorLevel.objects.create(
        incubator=base, level="province", document_no="1", valid_from=dt.date(2017, 6, 1)
    )
    ParkFactory(division=empty, name="空镇创新园")
    VentureFactory.create_batch(4, division=a, industry="tourism", location=point(1000))
    VentureFactory(division=b, industry="culture")
    VentureFactory.create_batch(2, division=empty, industry="culture")
    under_way = dt.datetime(2018, 9, 1, tzinfo=timezone.get_current_timezone())
    Outlet.objects.create(
        village=b,
        outlet_no="W-3",
        name="在办服务站",
        kind=OutletKind.SHOP,
        stage=Stage.PUBLIC_NOTICE,
        submitted_at=under_way,
        **keeper,
    )
    return county


@pytest.fixture
def read(registry: AdministrativeDivision, planner: User) -> Callable[..., Content]:
    """The content of an export, in Chinese; what is asked for is named as in an address."""

    def of(**values: str) -> Content:
        with translation.override("zh-hans"):
            asked = {"on": ON, "division": registry.code} | values
            return content(export_within(asked, planner))

    return of


@pytest.fixture
def written(read: Callable[..., Content], tmp_path: Path) -> Callable[..., Path]:
    """The file of an export in one of the formats."""

    def of(form: str, **values: str) -> Path:
        found = read(**values)
        folder = tmp_path / form
        folder.mkdir()
        path = folder / f"export{FORMATS[form].suffix}"
        write = FORMATS[form].write
        assert write is not None
        with translation.override("zh-hans"):
            write(found, path)
        return path

    return of
