"""Invented ventures of the entrepreneurs; some run an outlet of the outlets' demonstration."""

import datetime as dt
from collections import defaultdict

from entrepreneurs.demonstration.entrepreneurs import INDUSTRIES
from entrepreneurs.demonstration.ground import County, Ground
from entrepreneurs.demonstration.organizations import TRADES, organization
from entrepreneurs.demonstration.positions import standing_in
from entrepreneurs.kinds import Industry
from entrepreneurs.models import Entrepreneur, Venture, VenturePlace
from outlets.models import Outlet

VENTURE_RATE, OUTLET_RATE, CLOSED_RATE = 0.72, 0.5, 0.05
FURTHER_PLACE_RATE, SECOND_RATE = 0.08, 0.04


def ventures(ground: Ground) -> None:
    """What most entrepreneurs run."""
    free = _outlets_by_village(ground)
    county_of = {county.division.code: county for county in ground.counties}
    for entrepreneur in ground.rows[Entrepreneur]:
        county = county_of[entrepreneur.division.code[:6]]
        is_lone = entrepreneur.division.code[:9] in {t.code for t in county.few}
        if is_lone or ground.chance(VENTURE_RATE):
            outlets = free[entrepreneur.division.code]
            outlet = outlets.pop() if outlets and ground.chance(OUTLET_RATE) else None
            _venture(ground, county, entrepreneur, outlet)


def _outlets_by_village(ground: Ground) -> dict[str, list[Outlet]]:
    operating = Outlet.objects.demonstration().open_on(ground.day)
    found: dict[str, list[Outlet]] = defaultdict(list)
    for outlet in operating.select_related("village").order_by("-outlet_no"):
        found[outlet.village.code].append(outlet)
    return found


def _venture(
    ground: Ground, county: County, entrepreneur: Entrepreneur, outlet: Outlet | None
) -> None:
    assert entrepreneur.started_on
    industry, opened_on = Industry(entrepreneur.industry), entrepreneur.started_on
    owner = organization(ground, county.division, industry, registered_on=opened_on)
    entrepreneur.organization = owner
    standing = standing_in(ground, entrepreneur.division)
    if outlet:
        outlet.organization = owner
        ground.rows[Outlet].append(outlet)
        if outlet.location:
            standing |= {
                "location": outlet.location,
                "location_raw": outlet.location_raw,
                "location_crs_origin": outlet.location_crs_origin,
                "location_accuracy_m": outlet.location_accuracy_m,
            }
    age = (ground.day - opened_on).days
    is_closed = age > 200 and ground.chance(CLOSED_RATE)
    venture = ground.record(
        Venture(
            organization=owner,
            entrepreneur=entrepreneur,
            outlet=outlet,
            industry=industry,
            business=TRADES[industry],
            opened_on=opened_on,
            closed_on=ground.ago(1, 100) if is_closed else None,
            **standing,
        ),
        on=opened_on,
    )
    if ground.chance(FURTHER_PLACE_RATE):
        begins = opened_on + dt.timedelta(ground.draw.randint(10, 50))
        place = standing_in(ground, ground.draw.choice(county.every_village))
        ground.add(VenturePlace(venture=venture, valid_from=begins, **place))
    if ground.chance(SECOND_RATE):
        other = ground.draw.choice([i for i, _weight in INDUSTRIES if i != industry])
        ground.record(
            Venture(
                organization=owner,
                entrepreneur=entrepreneur,
                industry=other,
                business=TRADES[other],
                opened_on=opened_on + dt.timedelta(40),
                **standing_in(ground, entrepreneur.division),
            ),
            on=opened_on,
        )
