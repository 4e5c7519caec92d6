"""Invented organizations. Their codes pass every check, and no licence carries one.

The place of registration in the code is that of no county (see `identities`), the organization's
own code begins with DEM0: by both it is known again when the demonstration is removed.
"""

import datetime as dt

from django.conf import settings

from entrepreneurs.demonstration.ground import Ground
from entrepreneurs.kinds import Industry
from geo.models import AdministrativeDivision
from outlets.kinds import OrganizationKind
from outlets.models import Organization
from outlets.organizations import with_check_signs

OWN_CODE = "DEM0"
MARK = f"{settings.CITY_CODE}99{OWN_CODE}"
# Authority and kind of those registered; a family farm is registered as one of the others.
FIRST_SIGNS = {
    OrganizationKind.COMPANY: "91",
    OrganizationKind.SOLE_TRADER: "92",
    OrganizationKind.COOPERATIVE: "93",
    OrganizationKind.FAMILY_FARM: "92",
}
KINDS = (
    (OrganizationKind.SOLE_TRADER, 45),
    (OrganizationKind.COMPANY, 25),
    (OrganizationKind.COOPERATIVE, 20),
    (OrganizationKind.FAMILY_FARM, 10),
)
ENDINGS = {
    OrganizationKind.COMPANY: "有限公司",
    OrganizationKind.SOLE_TRADER: "经营部",
    OrganizationKind.COOPERATIVE: "专业合作社",
    OrganizationKind.FAMILY_FARM: "家庭农场",
}
TRADES = {
    Industry.CULTURE: "文化传媒",
    Industry.TOURISM: "乡村旅游",
    Industry.FINANCE: "农村金融服务",
    Industry.FRUIT_VEGETABLES: "果蔬",
    Industry.PAPER_CUTTING: "剪纸工艺",
    Industry.SPECIALTIES: "特产杂粮",
    Industry.OTHER: "便民服务",
}
FIRST_NAMES = "春夏丰禾田谷兴裕瑞祥"
SECOND_NAMES = "和盛源达泰顺茂荣昌隆"


def organization(
    ground: Ground,
    county: AdministrativeDivision,
    industry: Industry,
    *,
    registered_on: dt.date,
) -> Organization:
    """A further organization of the county in a trade."""
    kind = ground.drawn(KINDS)
    number = len(ground.rows[Organization]) + 1
    trade_name = ground.draw.choice(FIRST_NAMES) + ground.draw.choice(SECOND_NAMES)
    place = county.short_name or county.name
    return ground.add(
        Organization(
            name=f"{place}{trade_name}{TRADES[industry]}{ENDINGS[kind]}",
            uscc=with_check_signs(f"{FIRST_SIGNS[kind]}{MARK}{number:04}"),
            kind=kind,
            registered_on=registered_on,
        )
    )
