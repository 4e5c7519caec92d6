"""A made-up city of one county for sheets and atlases.

       -20 km      0        20 km
 20 km   ┌──────────┬──────────┐
         │          │   东镇   │   东镇: 甲 □, 乙
    0    │   西乡   ├──────────┤   南镇: 丙 □ □, 丁, 戊 (no position)
         │          │   南镇   │   西乡: 己 (approximate), 庚 □
-20 km   └──────────┴──────────┘
"""

import datetime as dt

from geo.levels import LocationQuality
from geo.models import AdministrativeDivision
from tests.factories.geo import (
    BoundaryFactory,
    BoundaryReleaseFactory,
    CityFactory,
    CountyFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.outlets import OutletFactory
from tests.shapes import point, rectangle

OPENED = dt.date(2018, 3, 1)
ON = dt.date(2018, 9, 30)


def draw_county() -> AdministrativeDivision:
    """Lay everything down; gives the county."""
    release = BoundaryReleaseFactory()
    city = CityFactory()
    county = CountyFactory(parent=city, name="柳河县", short_name="柳河")
    whole = rectangle(-20_000, -20_000, 20_000, 20_000)
    for division, geom in (
        (city, whole),
        (county, whole),
        (_township(county, "东镇"), rectangle(0, 0, 20_000, 20_000)),
        (_township(county, "南镇"), rectangle(0, -20_000, 20_000, 0)),
        (_township(county, "西乡"), rectangle(-20_000, -20_000, 0, 20_000)),
    ):
        BoundaryFactory(division=division, geom=geom, release=release)
    east, south, west = county.children.order_by("code")
    a = VillageFactory(parent=east, short_name="甲", seat=point(5_000, 12_000))
    VillageFactory(parent=east, short_name="乙", seat=point(14_000, 5_000))
    c = VillageFactory(parent=south, short_name="丙", seat=point(6_000, -6_000))
    VillageFactory(parent=south, short_name="丁", seat=point(13_000, -14_000))
    VillageFactory(parent=south, short_name="戊")
    VillageFactory(
        parent=west,
        short_name="己",
        seat=point(-9_000, 8_000),
        location_quality=LocationQuality.APPROXIMATE,
    )
    g = VillageFactory(parent=west, short_name="庚", seat=point(-12_000, -9_000))
    for village in (a, c, c, g):
        OutletFactory(village=village, opened_on=OPENED)
    return county


def _township(county: AdministrativeDivision, name: str) -> AdministrativeDivision:
    return TownshipFactory(parent=county, name=name, short_name=name)
