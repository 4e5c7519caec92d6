"""Invented events: large ones around the number asked, and the months of incubation bases."""

import calendar
import datetime as dt

from entrepreneurs.demonstration.ground import Ground
from entrepreneurs.kinds import EventKind, EventState, IncubatorKind, Stage
from entrepreneurs.models import Incubator, StartupEvent
from geo.models import AdministrativeDivision

NAMES = {
    EventKind.FORUM: "创业创新论坛",
    EventKind.MATCHMAKING: "项目路演对接会",
    EventKind.SALON: "创业沙龙",
    EventKind.POLICY_LECTURE: "创业政策宣讲",
    EventKind.BOOTCAMP: "创业训练营",
    EventKind.JOB_FAIR: "返乡创业专场招聘会",
}
EVIDENCE = "签到表、现场照片"
CANCELLED = (EventState.CANCELLED, None, "")
# People present (the policy asks for more than 300) and evidence; in turn by county.
LARGE = (
    (EventState.HELD, 301, EVIDENCE),
    (EventState.HELD, 300, EVIDENCE),
    (EventState.HELD, 420, EVIDENCE),
    CANCELLED,
    (EventState.HELD, 356, ""),
    (EventState.HELD, 318, EVIDENCE),
    (EventState.HELD, 299, EVIDENCE),
)
# Of the months of a base; the first base of the city has an activity in each.
MISSED_RATE = 0.14
BASE_EVENTS = (EventKind.SALON, EventKind.POLICY_LECTURE, EventKind.MATCHMAKING, EventKind.BOOTCAMP)
OPEN_STAGES = (Stage.SUBMITTED, Stage.DRAFT, Stage.RETURNED)


def events(ground: Ground) -> None:
    for number, county in enumerate(ground.counties):
        _large(ground, county.division, number)
        _ahead(ground, county.division)
        _waiting(ground, county.division, OPEN_STAGES[number % len(OPEN_STAGES)])
    bases = [i for i in ground.rows[Incubator] if i.kind == IncubatorKind.BASE]
    for number, base in enumerate(bases):
        _months_of(ground, base, MISSED_RATE if number else 0)


def _large(ground: Ground, county: AdministrativeDivision, number: int) -> None:
    state, present, evidence = LARGE[number % len(LARGE)]
    held_on = ground.this_year()
    ground.record(
        StartupEvent(
            division=county,
            name=f"{county.name}{held_on.year}年返乡创业大会",
            kind=EventKind.FORUM,
            department=f"{county.name}人力资源和社会保障局",
            held_on=held_on,
            attendees_planned=320,
            attendees_actual=present,
            evidence=evidence,
            state=state,
        ),
        on=held_on,
        stage=Stage.VERIFIED,
    )


def _ahead(ground: Ground, county: AdministrativeDivision) -> None:
    held_on = ground.day + dt.timedelta(ground.draw.randint(5, 60))
    kind = EventKind.JOB_FAIR
    ground.record(
        StartupEvent(
            division=county,
            name=f"{county.name}{NAMES[kind]}",
            kind=kind,
            department=f"{county.name}就业服务中心",
            held_on=held_on,
            attendees_planned=ground.draw.randrange(80, 400, 20),
            state=EventState.PLANNED,
        ),
        on=ground.day,
        stage=Stage.VERIFIED,
    )


def _waiting(ground: Ground, county: AdministrativeDivision, stage: Stage) -> None:
    held_on = ground.ago(1, 25)
    kind = EventKind.POLICY_LECTURE
    ground.record(
        StartupEvent(
            division=county,
            name=f"{county.name}{held_on.month}月{NAMES[kind]}",
            kind=kind,
            department=f"{county.name}人力资源和社会保障局",
            held_on=held_on,
            attendees_actual=ground.draw.randint(25, 90),
            evidence=EVIDENCE,
            state=EventState.HELD,
        ),
        on=held_on,
        stage=stage,
    )


def _months_of(ground: Ground, base: Incubator, missed_rate: float) -> None:
    """One activity in most months of this year and the last since the base opened."""
    for year in (ground.day.year - 1, ground.day.year):
        for month in range(1, 13):
            day = dt.date(year, month, ground.draw.randint(1, calendar.monthrange(year, month)[1]))
            kind = ground.draw.choice(BASE_EVENTS)
            present = ground.draw.randint(18, 120)
            if ground.chance(missed_rate) or not base.opened_on <= day <= ground.day:
                continue
            ground.record(
                StartupEvent(
                    division=base.division,
                    name=f"{base.name}{month}月{NAMES[kind]}",
                    kind=kind,
                    incubator=base,
                    held_on=day,
                    attendees_actual=present,
                    evidence=EVIDENCE,
                    state=EventState.HELD,
                ),
                on=day,
                stage=Stage.VERIFIED,
            )
