"""Invented projects with their stages, funds, awards, and what counties undertook."""

import datetime as dt
from decimal import Decimal

from entrepreneurs.counting.undertaken import all_wanted
from entrepreneurs.demonstration.ground import County, Ground
from entrepreneurs.demonstration.positions import standing_in
from entrepreneurs.kinds import (
    AwardKind,
    IncubatorKind,
    Industry,
    ProjectKind,
    ProjectStageKind,
    Stage,
    UndertakingStatus,
)
from entrepreneurs.models import (
    Award,
    Entrepreneur,
    Fund,
    Incubator,
    Project,
    ProjectStage,
    Undertaking,
)

IN_A_COUNTY = 8
NAMES = {
    ProjectKind.INNOVATIVE: "设施农业创新示范项目",
    ProjectKind.TECHNOLOGY: "智能温室控制技术项目",
    ProjectKind.ECOMMERCE: "农产品电商集散项目",
    ProjectKind.FUND: "双创基金投资项目",
    ProjectKind.TECH_TRANSFER: "杂粮深加工成果转化项目",
    ProjectKind.INFORMATION_INDUSTRY: "数字乡村信息服务项目",
    ProjectKind.TRAINING_BASE: "创业实训基地项目",
    ProjectKind.OTHER: "乡村文旅综合体项目",
}
LIFE = (
    ProjectStageKind.LISTED,
    ProjectStageKind.ASSESSED,
    ProjectStageKind.SIGNED,
    ProjectStageKind.STARTED,
    ProjectStageKind.RUNNING,
)
DROPPED_RATE, TRANSFERS_IN_A_COUNTY, IN_THE_LARGEST = 0.12, 2, 3
PIONEERS = 6
UNDERTAKINGS = (
    ("三", "放宽创业经营场所登记条件", "市场监督管理局"),
    ("五", "组建创业专家导师团队", "人力资源和社会保障局"),
    ("七", "利用闲置场所改建创业孵化基地", "人力资源和社会保障局"),
    ("九", "落实创业担保贷款贴息资金", "财政局"),
    ("十", "设立创业创新基金", "财政局"),
    ("十一", "建设村级电子商务服务网点", "商务局"),
)
STATUSES = (
    UndertakingStatus.DONE,
    UndertakingStatus.UNDER_WAY,
    UndertakingStatus.DONE,
    UndertakingStatus.NOT_BEGUN,
    UndertakingStatus.UNDER_WAY,
)


def projects_of(ground: Ground, county: County) -> None:
    """The county's library of projects, each some way through its life."""
    kinds = [ProjectKind.TECH_TRANSFER] * TRANSFERS_IN_A_COUNTY
    kinds += [kind for kind in ProjectKind if kind != ProjectKind.TECH_TRANSFER]
    for number, kind in enumerate(kinds[:IN_A_COUNTY], start=1):
        _project(ground, county, kind, number)


def _project(ground: Ground, county: County, kind: ProjectKind, number: int) -> None:
    draw = ground.draw
    township = county.many[0] if number <= IN_THE_LARGEST else draw.choice(county.townships)
    listed_on = ground.ago(150, 800)
    row = ground.record(
        Project(
            name=f"{township.name}{NAMES[kind]}{number}号",
            kind=kind,
            industry=draw.choice(Industry.values),
            owner=f"{township.name}演示项目筹备组",
            investment_yuan=Decimal(draw.randrange(30, 3000, 10)) * 10_000,
            **standing_in(ground, township),
        ),
        on=listed_on,
    )
    stages = list(LIFE[: draw.randint(1, len(LIFE))])
    if len(stages) < len(LIFE) and ground.chance(DROPPED_RATE):
        stages.append(ProjectStageKind.DROPPED)
    step = (ground.day - listed_on).days // len(stages)
    for n, stage in enumerate(stages):
        begins = listed_on + dt.timedelta(n * step)
        is_last = n == len(stages) - 1
        ground.add(
            ProjectStage(
                project=row,
                stage=stage,
                document_no=f"演示项目〔{begins.year}〕{draw.randint(1, 90)}号",
                valid_from=begins,
                valid_to=None if is_last else begins + dt.timedelta(step),
            )
        )


def fund_of(ground: Ground, county: County) -> None:
    founded_on = ground.ago(60, 700)
    ground.record(
        Fund(
            name=f"{county.division.name}创业创新基金",
            division=county.division,
            amount_yuan=Decimal(ground.draw.randrange(200, 2001, 100)) * 10_000,
            founded_on=founded_on,
            document_no=f"演示设立〔{founded_on.year}〕{ground.draw.randint(1, 40)}号",
        ),
        on=founded_on,
        stage=Stage.VERIFIED if county.plan.has_fund else Stage.SUBMITTED,
    )


def awards(ground: Ground) -> None:
    """Titles of people, of incubators and of counties."""
    leads = [e for e in ground.rows[Entrepreneur] if e.is_lead]
    for entrepreneur in ground.some(leads, PIONEERS * 2):
        _award(ground, AwardKind.LEAD_ENTREPRENEUR, entrepreneur=entrepreneur)
    for n, entrepreneur in enumerate(ground.some(leads, PIONEERS + 2)):
        stage = Stage.VERIFIED if n < PIONEERS else Stage.SUBMITTED
        _award(ground, AwardKind.YOUTH_PIONEER, entrepreneur=entrepreneur, stage=stage)
    for incubator in ground.rows[Incubator]:
        if incubator.kind == IncubatorKind.DEMONSTRATION_BASE:
            _award(ground, AwardKind.DEMONSTRATION_BASE, incubator=incubator)
    for county in ground.counties[:2]:
        _award(ground, AwardKind.STARTUP_COUNTY, county=county)


def _award(
    ground: Ground,
    kind: AwardKind,
    *,
    entrepreneur: Entrepreneur | None = None,
    incubator: Incubator | None = None,
    county: County | None = None,
    stage: Stage | None = None,
) -> None:
    bearer = entrepreneur or incubator or county
    assert bearer
    awarded_on = ground.ago(20, 500)
    ground.record(
        Award(
            division=bearer.division,
            kind=kind,
            person=entrepreneur.person if entrepreneur else None,
            incubator=incubator,
            batch=ground.draw.randint(1, 3),
            awarded_on=awarded_on,
            document_no=f"演示表彰〔{awarded_on.year}〕{ground.draw.randint(1, 40)}号",
        ),
        on=awarded_on,
        stage=stage,
    )


def undertakings_of(ground: Ground, county: County, number: int) -> None:
    """What the policy asks of the county, each at some point of its way."""
    wanted = [
        (item.clause, item.title_zh, item.department)
        for item in all_wanted()
        if item.is_wanted_of(county.division)
    ]
    for n, (clause, title, department) in enumerate((*UNDERTAKINGS, *wanted)):
        status = STATUSES[(number + n) % len(STATUSES)]
        acted_on = ground.ago(30, 400)
        is_done = status == UndertakingStatus.DONE
        document_no = f"演示〔{acted_on.year}〕{ground.draw.randint(1, 90)}号"
        ground.record(
            Undertaking(
                division=county.division,
                clause=clause,
                title=title,
                department=f"{county.division.name}{department}",
                status=status,
                acted_on=acted_on if is_done else None,
                document_no=document_no if is_done else "",
            ),
            on=acted_on,
        )
