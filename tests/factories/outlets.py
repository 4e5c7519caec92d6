"""Outlets with their dated states and the villages they serve.

OutletFactory(village=village, opened_on=dt.date(2017, 3, 1))
OutletFactory(village=village, status="closed", status_since=dt.date(2018, 1, 1))
OutletFactory(village=village, serves=[neighbour])
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import factory

from geo.crs import CoordinateSystem
from geo.models import AdministrativeDivision
from outlets.kinds import Basis, OperatingModel, OutletKind, Platform, Status
from outlets.models import Outlet, OutletStatus, OutletVillage
from tests.factories.geo import VillageFactory


class OutletFactory(factory.django.DjangoModelFactory):
    """An outlet operating since it opened, unless `status` (and `status_since`) say otherwise.

    A status without a day holds since the outlet opened.
    """

    class Meta:
        model = Outlet

    village = factory.SubFactory(VillageFactory)
    outlet_no = factory.Sequence(lambda n: f"TEST-{n:05}")
    name = factory.Sequence(lambda n: f"电商服务站{n}")
    kind = OutletKind.CONVENIENCE
    operating_model = OperatingModel.PUBLIC
    platform = Platform.OTHER
    opened_on = dt.date(2017, 1, 1)
    location = None
    location_crs_origin = factory.LazyAttribute(
        lambda o: CoordinateSystem.CGCS2000 if o.location else ""
    )

    @classmethod
    def _create(
        cls,
        model_class: type[Outlet],
        *args: Any,
        status: str = Status.OPERATING,
        status_since: dt.date | None = None,
        serves: Sequence[AdministrativeDivision] = (),
        **fields: Any,
    ) -> Outlet:
        outlet = super()._create(model_class, *args, **fields)
        opened_on = outlet.opened_on
        periods = [(status, status_since or opened_on, None)]
        if status_since and status != Status.OPERATING:
            periods.insert(0, (Status.OPERATING, opened_on, status_since))
        OutletStatus.objects.bulk_create(
            OutletStatus(outlet=outlet, status=state, valid_from=begins, valid_to=ends)
            for state, begins, ends in periods
        )
        villages = [(outlet.village, Basis.OWN), *((v, Basis.AGREEMENT) for v in serves)]
        OutletVillage.objects.bulk_create(
            OutletVillage(outlet=outlet, village=village, basis=basis, valid_from=opened_on)
            for village, basis in villages
        )
        return outlet
