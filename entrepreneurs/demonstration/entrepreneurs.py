"""Invented entrepreneurs: their dated categories with evidence, jobs, and what supported them."""

import datetime as dt
from decimal import Decimal

from entrepreneurs.demonstration.ground import County, Ground
from entrepreneurs.demonstration.persons import person
from entrepreneurs.kinds import Category, Industry, Sex, SupportKind
from entrepreneurs.models import Entrepreneur, EntrepreneurCategory, JobsCount, SupportRecord
from geo.models import AdministrativeDivision

INDUSTRIES = (
    (Industry.FRUIT_VEGETABLES, 28),
    (Industry.SPECIALTIES, 24),
    (Industry.TOURISM, 14),
    (Industry.OTHER, 14),
    (Industry.CULTURE, 8),
    (Industry.PAPER_CUTTING, 8),
    (Industry.FINANCE, 4),
)
# Shares of the entrepreneurs; the categories overlap.
CATEGORY_RATES = {
    Category.RETURNING_MIGRANT: 0.52,
    Category.GRADUATE: 0.24,
    Category.VETERAN: 0.14,
    Category.PROFESSIONAL: 0.07,
}
EVIDENCE = {
    Category.RETURNING_MIGRANT: "务工合同和返乡登记表",
    Category.GRADUATE: "毕业证书",
    Category.VETERAN: "退役证",
    Category.PROFESSIONAL: "职业资格证书",
    Category.WOMAN: "身份证件",
    Category.POVERTY: "脱贫户名册",
    Category.OTHER: "村委会证明",
}
CITIES = ("沈阳", "大连", "北京", "天津", "唐山", "苏州", "深圳")
ENDED_RATE, LEAD_RATE, SUPPORTED_RATE, SECOND_SUPPORT_RATE = 0.04, 0.12, 0.85, 0.4
SUPPORTS = (
    (SupportKind.LICENCES, 16),
    (SupportKind.TAX_RELIEF, 14),
    (SupportKind.STARTUP_TRAINING, 20),
    (SupportKind.GUARANTEED_LOAN, 12),
    (SupportKind.LOAN_INTEREST, 8),
    (SupportKind.SOCIAL_INSURANCE, 8),
    (SupportKind.PREMISES, 6),
    (SupportKind.GRANT, 12),
    (SupportKind.MENTOR, 4),
)
WITH_AMOUNT = (
    SupportKind.TAX_RELIEF,
    SupportKind.LOAN_INTEREST,
    SupportKind.SOCIAL_INSURANCE,
    SupportKind.GRANT,
)
DEPARTMENTS = {
    SupportKind.LICENCES: "市场监督管理局",
    SupportKind.TAX_RELIEF: "税务局",
}
DEFAULT_DEPARTMENT = "人力资源和社会保障局"


def entrepreneurs_of(ground: Ground, county: County) -> None:
    """The county's entrepreneurs: one or two in few townships, the others where there are many."""
    places = [ground.draw.choice(county.villages[t.code]) for t in _townships(ground, county)]
    for place in places:
        _entrepreneur(ground, county, place)


def _townships(ground: Ground, county: County) -> list[AdministrativeDivision]:
    lone = [township for township in county.few for _n in range(ground.draw.randint(1, 2))]
    weights = sorted((ground.draw.gammavariate(2, 1) for _t in county.many), reverse=True)
    rest = max(county.plan.entrepreneurs - len(lone), 0)
    return lone + ground.draw.choices(county.many, weights, k=rest)


def _entrepreneur(ground: Ground, county: County, place: AdministrativeDivision) -> None:
    who = person(ground, place)
    started_on = ground.ago(60, 1000)
    is_lead = ground.chance(LEAD_RATE)
    row = ground.record(
        Entrepreneur(
            person=who, division=place, industry=ground.drawn(INDUSTRIES), started_on=started_on
        ),
        on=started_on,
    )
    if is_lead:
        row.is_lead = True
        row.recognised_on = _later(ground, started_on, 30, 300)
        row.recognition_document_no = f"演示认定〔{row.recognised_on.year}〕{_number(ground)}号"
    for category in _categories(ground, row):
        _hold(ground, row, category)
    _count_jobs(ground, row)
    if ground.chance(SUPPORTED_RATE):
        _support(ground, county, row)
        if ground.chance(SECOND_SUPPORT_RATE):
            _support(ground, county, row)


def _categories(ground: Ground, row: Entrepreneur) -> list[Category]:
    held = [category for category, rate in CATEGORY_RATES.items() if ground.chance(rate)]
    if row.person.sex == Sex.FEMALE:
        held.append(Category.WOMAN)
    if row.person.is_poverty_household:
        held.append(Category.POVERTY)
    return held or [Category.OTHER]


def _hold(ground: Ground, row: Entrepreneur, category: Category) -> None:
    assert row.started_on
    begins = row.started_on - dt.timedelta(ground.draw.randint(20, 700))
    if category == Category.RETURNING_MIGRANT:
        row.returned_from, row.returned_on = ground.draw.choice(CITIES), begins
    elif category == Category.GRADUATE:
        row.graduated_on = begins
    elif category == Category.VETERAN:
        row.discharged_on = begins
    has_ended = category == Category.PROFESSIONAL and ground.chance(ENDED_RATE)
    ground.add(
        EntrepreneurCategory(
            entrepreneur=row,
            category=category,
            evidence=EVIDENCE[category],
            valid_from=begins,
            valid_to=ground.ago(1, 50) if has_ended else None,
        )
    )


def _count_jobs(ground: Ground, row: Entrepreneur) -> None:
    assert row.started_on
    jobs = ground.draw.randint(1, 6)
    day = row.started_on + dt.timedelta(30)
    while day <= ground.day:
        ground.add(JobsCount(entrepreneur=row, counted_on=day, jobs=jobs))
        jobs += ground.draw.choice((-1, 0, 1, 2)) if jobs > 1 else 1
        day += dt.timedelta(300)


def _support(ground: Ground, county: County, row: Entrepreneur) -> None:
    assert row.started_on
    kind = ground.drawn(SUPPORTS)
    granted_on = _later(ground, row.started_on, 10, 500)
    amount = Decimal(ground.draw.randrange(500, 10_001, 100)) if kind in WITH_AMOUNT else None
    ground.record(
        SupportRecord(
            entrepreneur=row,
            kind=kind,
            amount_yuan=amount,
            granted_on=granted_on,
            document_no=f"演示扶持〔{granted_on.year}〕{_number(ground)}号",
            department=county.division.name + DEPARTMENTS.get(kind, DEFAULT_DEPARTMENT),
        ),
        on=granted_on,
    )


def _later(ground: Ground, day: dt.date, least: int, most: int) -> dt.date:
    """A later day, up to the day of the invention."""
    return min(day + dt.timedelta(ground.draw.randint(least, most)), ground.day)


def _number(ground: Ground) -> int:
    return ground.draw.randint(1, 199)
