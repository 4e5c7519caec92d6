"""A city with as much below it as a test asks for: parents come by themselves.

VillageFactory(seat=point(0, 0))
VillageFactory(parent=township, name="柳树村民委员会", short_name="柳树")
"""

import factory
from django.conf import settings

from geo.levels import Level, LocationQuality
from geo.models import AdministrativeDivision, BoundaryRelease, DivisionBoundary
from tests.shapes import square

DIGITS = {Level.COUNTY: 2, Level.TOWNSHIP: 3, Level.VILLAGE: 3}
FIRST = {Level.COUNTY: 21, Level.TOWNSHIP: 100, Level.VILLAGE: 200}


def next_code(parent: AdministrativeDivision, level: Level) -> str:
    """The code after the highest that the parent's children have."""
    digits = DIGITS[level]
    taken = parent.children.order_by("-code").values_list("code", flat=True).first()
    number = int(taken[-digits:]) + 1 if taken else FIRST[level]
    return f"{parent.prefix}{number:0{digits}}"


class DivisionFactory(factory.django.DjangoModelFactory):
    """Any division; give at least its code, level, kind and names."""

    class Meta:
        model = AdministrativeDivision
        django_get_or_create = ("code",)

    @factory.lazy_attribute
    def location_quality(self) -> str:
        return LocationQuality.SURVEYED if getattr(self, "seat", None) else ""


class CityFactory(DivisionFactory):
    """The city of the settings; made once."""

    code = f"{settings.CITY_CODE}00"
    level = Level.CITY
    kind = "地级市"
    name = "朝阳市"
    short_name = "朝阳"


class CountyFactory(DivisionFactory):
    parent = factory.SubFactory(CityFactory)
    code = factory.LazyAttribute(lambda o: next_code(o.parent, Level.COUNTY))
    level = Level.COUNTY
    kind = "县"
    name = factory.Sequence(lambda n: f"第{n}县")
    short_name = factory.LazyAttribute(lambda o: o.name.removesuffix("县"))


class TownshipFactory(DivisionFactory):
    parent = factory.SubFactory(CountyFactory)
    code = factory.LazyAttribute(lambda o: next_code(o.parent, Level.TOWNSHIP))
    level = Level.TOWNSHIP
    kind = "镇"
    name = factory.Sequence(lambda n: f"第{n}镇")
    short_name = factory.LazyAttribute(lambda o: o.name.removesuffix("镇"))


class VillageFactory(DivisionFactory):
    parent = factory.SubFactory(TownshipFactory)
    code = factory.LazyAttribute(lambda o: next_code(o.parent, Level.VILLAGE))
    level = Level.VILLAGE
    kind = "村"
    name = factory.LazyAttribute(lambda o: f"{o.short_name}村民委员会")
    short_name = factory.Sequence(lambda n: f"村{n}")


class BoundaryReleaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BoundaryRelease

    name = factory.Sequence(lambda n: f"界线{n}")
    source = "drawn in a test"
    quality = LocationQuality.OFFICIAL


class BoundaryFactory(factory.django.DjangoModelFactory):
    """A square of one kilometre unless `geom` is given."""

    class Meta:
        model = DivisionBoundary

    division = factory.SubFactory(VillageFactory)
    release = factory.SubFactory(BoundaryReleaseFactory)
    geom = factory.LazyFunction(square)
