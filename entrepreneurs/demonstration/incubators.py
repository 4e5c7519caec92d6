"""Invented incubators by kind and level with those who stay in them, and parks."""

import datetime as dt
from decimal import Decimal

from entrepreneurs.demonstration.ground import County, Ground
from entrepreneurs.demonstration.positions import standing_in
from entrepreneurs.kinds import (
    IncubatorKind,
    InvestorKind,
    ParkKind,
    PremisesKind,
    RecognitionLevel,
    SpaceKind,
    Stage,
)
from entrepreneurs.models import (
    Entrepreneur,
    Incubator,
    IncubatorLevel,
    IncubatorYear,
    Park,
    Tenancy,
)
from geo.models import AdministrativeDivision
from outlets.kinds import OrganizationKind
from outlets.models import Organization

# In each county, with the level each is recognised at; kinds and levels shift from one to the next.
KINDS = (
    IncubatorKind.BASE,
    IncubatorKind.MAKERSPACE,
    IncubatorKind.INCUBATOR,
    IncubatorKind.BASE,
    IncubatorKind.SERVICE_CENTRE,
    IncubatorKind.ACCELERATOR,
    IncubatorKind.DEMONSTRATION_BASE,
)
IN_A_COUNTY = 5
LEVELS = (
    RecognitionLevel.COUNTY,
    RecognitionLevel.CITY,
    None,
    RecognitionLevel.PROVINCE,
    RecognitionLevel.COUNTY,
    RecognitionLevel.NATIONAL,
)
NAMES = {
    IncubatorKind.MAKERSPACE: "众创空间",
    IncubatorKind.INCUBATOR: "科技企业孵化器",
    IncubatorKind.BASE: "创业孵化基地",
    IncubatorKind.SERVICE_CENTRE: "创客服务中心",
    IncubatorKind.ACCELERATOR: "企业加速器",
    IncubatorKind.DEMONSTRATION_BASE: "双创示范基地",
}
FIRST_NAMES = ("凌河", "凤凰", "东风", "北塔", "长虹", "龙山", "兴园", "向阳")
TEAMS = ("剪纸", "杂粮", "直播", "民宿", "果品", "短视频", "物流")
INVESTORS = (
    (InvestorKind.BUDGET, 45),
    (InvestorKind.ENTERPRISE, 35),
    (InvestorKind.SOCIAL, 15),
    (InvestorKind.VENTURE_CAPITAL, 5),
)
YEARS, OPERATOR_RATE = 3, 0.6
PARK_NAMES = {
    ParkKind.INNOVATION: "创新园",
    ParkKind.SMALL_BUSINESS: "特色中小微企业创新园",
    ParkKind.SPECIALTY_BASE: "特色产业基地",
}


def incubators_of(ground: Ground, county: County, number: int) -> None:
    """Those of the county that is `number` in the row of counties."""
    owners = _owners(ground, county)
    for n in range(IN_A_COUNTY):
        place = number * IN_A_COUNTY + n
        kind, level = KINDS[(number + n) % len(KINDS)], LEVELS[place % len(LEVELS)]
        if n == 0:  # every county has a base, of which monthly activities are asked
            kind = IncubatorKind.BASE
        name = f"{county.division.name}{FIRST_NAMES[n]}{NAMES[kind]}"
        # The base stands from the beginning; of the others one waits for its county's office.
        stage = Stage.SUBMITTED if n == IN_A_COUNTY - 1 and number % 3 == 1 else Stage.VERIFIED
        villages = county.villages[county.many[n % len(county.many)].code]
        row = _incubator(ground, ground.draw.choice(villages), name, kind, level, stage)
        companies = [owner for owner in owners if owner.kind == OrganizationKind.COMPANY]
        if companies and ground.chance(OPERATOR_RATE):
            row.operator = ground.draw.choice(companies)
        _tenancies(ground, row, owners)


def _incubator(
    ground: Ground,
    village: AdministrativeDivision,
    name: str,
    kind: IncubatorKind,
    level: RecognitionLevel | None,
    stage: Stage,
) -> Incubator:
    draw = ground.draw
    opened_on = ground.ago(250, 1400)
    seats = draw.randrange(20, 200, 5)
    row = ground.record(
        Incubator(
            name=name,
            kind=kind,
            investor_kind=ground.drawn(INVESTORS),
            premises_kind=draw.choice(PremisesKind.values),
            space_kinds=[space for space in SpaceKind.values if ground.chance(0.7)],
            area_m2=Decimal(seats * draw.randint(8, 20)),
            seats=seats,
            opened_on=opened_on,
            **standing_in(ground, village),
        ),
        on=opened_on,
        stage=stage,
    )
    if level:
        recognised_on = opened_on + dt.timedelta(draw.randint(30, 200))
        document_no = f"演示认定〔{recognised_on.year}〕{draw.randint(1, 60)}号"
        ground.add(
            IncubatorLevel(
                incubator=row, level=level, document_no=document_no, valid_from=recognised_on
            )
        )
    _years(ground, row)
    return row


def _owners(ground: Ground, county: County) -> list[Organization]:
    """The organizations that the county's entrepreneurs run."""
    return [
        e.organization
        for e in ground.rows[Entrepreneur]
        if e.organization and e.division.code.startswith(county.division.code)
    ]


def _tenancies(ground: Ground, row: Incubator, owners: list[Organization]) -> None:
    for owner in ground.some(owners, ground.draw.randint(2, 7)):
        begins = max(row.opened_on, ground.ago(30, 700))
        left = begins + dt.timedelta(ground.draw.randint(120, 360))
        has_left = left < ground.day and ground.chance(0.3)
        ground.add(
            Tenancy(
                incubator=row,
                organization=owner,
                valid_from=begins,
                valid_to=left if has_left else None,
                graduated_on=left if has_left and ground.chance(0.6) else None,
            )
        )
    for team in ground.some(TEAMS, ground.draw.randint(0, 2)):
        begins = max(row.opened_on, ground.ago(10, 200))
        ground.add(Tenancy(incubator=row, team_name=f"{team}创业团队", valid_from=begins))


def _years(ground: Ground, row: Incubator) -> None:
    draw = ground.draw
    for back in range(YEARS, 0, -1):
        year = ground.day.year - back
        if row.opened_on.year > year or ground.chance(0.1):
            continue
        ground.add(
            IncubatorYear(
                incubator=row,
                year=year,
                income_yuan=Decimal(draw.randrange(80, 1200)) * 1000,
                investment_yuan=Decimal(draw.randrange(0, 400, 5)) * 1000,
                tenants=draw.randint(4, 40),
                graduates=draw.randint(0, 6),
                jobs=draw.randint(15, 260),
            )
        )


def parks_of(ground: Ground, county: County, number: int) -> None:
    """Most counties have a park of small businesses; the two first an innovation park."""
    kinds = [ParkKind.SPECIALTY_BASE]
    if county.plan.has_small_business_park:
        kinds.append(ParkKind.SMALL_BUSINESS)
    if number < 2:
        kinds.append(ParkKind.INNOVATION)
    for n, kind in enumerate(kinds):
        opened_on = ground.ago(100, 1500)
        is_waiting = kind == ParkKind.SPECIALTY_BASE and number % 3 == 2
        ground.record(
            Park(
                name=f"{county.division.name}{PARK_NAMES[kind]}",
                kind=kind,
                opened_on=opened_on,
                industries="、".join(ground.some(("果蔬", "杂粮", "肉驴", "剪纸", "花卉"), 2)),
                **standing_in(ground, county.many[n % len(county.many)]),
            ),
            on=opened_on,
            stage=Stage.SUBMITTED if is_waiting else Stage.VERIFIED,
        )
