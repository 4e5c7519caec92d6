"""Invented mentors, the counties' teams, and the sessions that mentors held."""

import datetime as dt
from decimal import Decimal

from entrepreneurs.demonstration.ground import County, Ground
from entrepreneurs.demonstration.persons import person
from entrepreneurs.kinds import MentorBackground, MentorKind, Stage
from entrepreneurs.models import (
    Entrepreneur,
    Mentor,
    MentoringSession,
    MentorMembership,
    MentorTeam,
)

BACKGROUNDS = (
    (MentorBackground.ENTREPRENEUR, 30),
    (MentorBackground.SCHOLAR, 20),
    (MentorBackground.CADRE, 20),
    (MentorBackground.BUSINESS_LEADER, 12),
    (MentorBackground.MANAGER, 12),
    (MentorBackground.INVESTOR, 6),
)
FIELDS = ("果树栽培", "电商运营", "财务税收", "品牌包装", "民宿经营", "融资担保", "剪纸设计")
TOPICS = ("商业计划书修改", "网店开设与运营", "账目和纳税", "产品包装", "贷款申请", "客源渠道")
OUTSIDE_TEAMS = (Stage.VERIFIED, Stage.SUBMITTED, Stage.DRAFT)
SESSIONS, FULL_TIME_RATE, FEE_RATE = 4, 0.15, 0.03


def mentors_of(ground: Ground, county: County) -> None:
    """The county's team with as many members as planned, and some mentors outside of it."""
    members = [_mentor(ground, county, Stage.VERIFIED) for _n in range(county.plan.team)]
    others = [_mentor(ground, county, stage) for stage in OUTSIDE_TEAMS]
    team = _team(ground, county, members) if members else None
    helped = [e for e in ground.rows[Entrepreneur] if _is_in(county, e)]
    for mentor in [*members, others[0]]:
        for _n in range(ground.draw.randint(0, SESSIONS)):
            _session(ground, mentor, team if mentor in members else None, helped)


def _is_in(county: County, entrepreneur: Entrepreneur) -> bool:
    return entrepreneur.division.code.startswith(county.division.code)


def _mentor(ground: Ground, county: County, stage: Stage) -> Mentor:
    appointed_on = ground.ago(400, 800)
    kind = MentorKind.FULL_TIME if ground.chance(FULL_TIME_RATE) else MentorKind.VOLUNTEER
    return ground.record(
        Mentor(
            person=person(ground, ground.draw.choice(county.every_village)),
            division=county.division,
            kind=kind,
            background=ground.drawn(BACKGROUNDS),
            field=ground.draw.choice(FIELDS),
            appointed_on=appointed_on,
        ),
        on=appointed_on,
        stage=stage,
    )


def _team(ground: Ground, county: County, members: list[Mentor]) -> MentorTeam:
    formed_on = ground.ago(300, 390)
    team = ground.record(
        MentorTeam(
            division=county.division,
            name=f"{county.division.name}创业专家导师团",
            document_no=f"演示组建〔{formed_on.year}〕{ground.draw.randint(1, 60)}号",
            formed_on=formed_on,
        ),
        on=formed_on,
        stage=Stage.VERIFIED,
    )
    for mentor in members:
        ground.add(MentorMembership(team=team, mentor=mentor, valid_from=formed_on))
    return team


def _session(
    ground: Ground, mentor: Mentor, team: MentorTeam | None, helped: list[Entrepreneur]
) -> None:
    begins = team.formed_on if team else mentor.appointed_on
    held_on = begins + dt.timedelta(ground.draw.randint(0, (ground.day - begins).days))
    ground.add(
        MentoringSession(
            mentor=mentor,
            team=team,
            entrepreneur=ground.draw.choice(helped) if helped else None,
            held_on=held_on,
            hours=Decimal(ground.draw.randint(2, 12)) / 2,
            topic=ground.draw.choice(TOPICS),
            fee_yuan=Decimal(200 if ground.chance(FEE_RATE) else 0),
        )
    )
