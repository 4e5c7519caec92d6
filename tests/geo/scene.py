"""A county of two townships with approximate cells, as it is before anybody sends real places.

y                       x = 0
+10 km  +----------------+----------------+
        |  甲镇 …100      |  乙镇 …101      |
   0    |   * v (-5, 0)  |   * w (5, 0)   |   v, w: approximate villages
        |                |                |
-10 km  +----------------+----------------+   the county is the whole city
"""

from dataclasses import dataclass

from geo.levels import LocationQuality
from geo.models import AdministrativeDivision, DivisionBoundary
from tests.factories.geo import (
    BoundaryFactory,
    BoundaryReleaseFactory,
    CityFactory,
    CountyFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.shapes import point, rectangle

WEST, EAST = "211321100", "211321101"
V, W = "211321100200", "211321101200"


@dataclass(frozen=True)
class Scene:
    """What the tests name."""

    county: AdministrativeDivision
    west: AdministrativeDivision
    east: AdministrativeDivision

    def division(self, code: str) -> AdministrativeDivision:
        return AdministrativeDivision.objects.get(code=code)

    def line(self, code: str) -> DivisionBoundary:
        """The boundary in force with no end in sight."""
        return DivisionBoundary.objects.get(division__code=code, superseded_by=None, valid_to=None)


def draw() -> Scene:
    """Write the scene."""
    city = CityFactory()
    county = CountyFactory(parent=city, code="211321", name="丙县", short_name="丙")
    west = TownshipFactory(parent=county, code=WEST, name="甲镇", short_name="甲")
    east = TownshipFactory(parent=county, code=EAST, name="乙镇", short_name="乙")
    whole = rectangle(-10_000, -10_000, 10_000, 10_000)
    matched = BoundaryReleaseFactory(quality=LocationQuality.MATCHED)
    rough = BoundaryReleaseFactory(quality=LocationQuality.APPROXIMATE)
    BoundaryFactory(division=city, release=matched, geom=whole)
    BoundaryFactory(division=county, release=matched, geom=whole)
    BoundaryFactory(division=west, release=rough, geom=rectangle(-10_000, -10_000, 0, 10_000))
    BoundaryFactory(division=east, release=rough, geom=rectangle(0, -10_000, 10_000, 10_000))
    for township, code, name, east_m in ((west, V, "丁", -5000), (east, W, "戊", 5000)):
        VillageFactory(
            parent=township,
            code=code,
            name=f"{name}村民委员会",
            short_name=f"{name}村",
            seat=point(east_m, 0),
            location_quality=LocationQuality.APPROXIMATE,
            seat_crs_origin="cgcs2000",
        )
    return Scene(county, west, east)
