"""Invented trainings with those who took part: one county trains enough people, others do not."""

import datetime as dt
from decimal import Decimal

from entrepreneurs.demonstration.ground import County, Ground
from entrepreneurs.demonstration.persons import person
from entrepreneurs.kinds import (
    Stage,
    StartupCourse,
    TraineeGroup,
    TrainingKind,
    TrainingMode,
)
from entrepreneurs.models import (
    Entrepreneur,
    Person,
    Training,
    TrainingEnrollment,
)

CLASS = 40
# Of the trained: those who run a startup already; the others came for the training.
ENTREPRENEUR_RATE = 0.3
AGAIN_RATE, DROPPED_RATE, LAST_YEAR_RATE = 0.12, 0.06, 0.4
GROUPS = (
    (TraineeGroup.MIGRANT, 40),
    (TraineeGroup.GRADUATE, 15),
    (TraineeGroup.LAID_OFF, 15),
    (TraineeGroup.VETERAN, 5),
    (TraineeGroup.OTHER, 25),
)
OTHER_KINDS = {
    TrainingKind.FARMING_SKILLS: "果树修剪与设施农业技术班",
    TrainingKind.LABOUR_TRANSFER: "劳动力转移就业技能班",
    TrainingKind.ECOMMERCE: "农村电商实操班",
    TrainingKind.VOCATIONAL: "家政服务技能班",
}
# The last courses of a county: how far they have come.
OPEN_STAGES = (Stage.SUBMITTED, Stage.DRAFT, Stage.RETURNED)
COURSES = (StartupCourse.SYB, StartupCourse.GYB, StartupCourse.IYB, StartupCourse.ONLINE)


def trainings_of(ground: Ground, county: County, number: int) -> None:
    """This year's startup courses for as many people as planned, others, and last year's."""
    own = [
        e.person
        for e in ground.rows[Entrepreneur]
        if e.division.code.startswith(county.division.code)
    ]
    known = ground.some(own, round(ENTREPRENEUR_RATE * county.plan.trained))
    new = [
        person(ground, ground.draw.choice(county.every_village))
        for _n in range(county.plan.trained - len(known))
    ]
    trainees = ground.some([*known, *new], county.plan.trained)
    enrolled: list[Person] = []
    for term, start in enumerate(range(0, len(trainees), CLASS), start=1):
        here = trainees[start : start + CLASS]
        course = COURSES[term % len(COURSES)]
        training = _startup(ground, county, course, term, ground.this_year(), Stage.VERIFIED)
        again = ground.some(enrolled, round(AGAIN_RATE * len(here)))
        _enrol(ground, training, here)
        _enrol(ground, training, again, dropped_rate=DROPPED_RATE)
        enrolled += here
    last = ground.some(trainees, round(LAST_YEAR_RATE * len(trainees)))
    for term, start in enumerate(range(0, len(last), CLASS), start=1):
        training = _startup(
            ground, county, StartupCourse.SYB, term, ground.last_year(), Stage.VERIFIED
        )
        _enrol(ground, training, last[start : start + CLASS])
    _others(ground, county, trainees)
    stage = OPEN_STAGES[number % len(OPEN_STAGES)]
    waiting = _startup(ground, county, StartupCourse.IYB, 9, ground.this_year(), stage)
    _enrol(ground, waiting, ground.some(trainees, 12), dropped_rate=DROPPED_RATE)


def _startup(
    ground: Ground,
    county: County,
    course: StartupCourse,
    term: int,
    ends_on: dt.date,
    stage: Stage,
) -> Training:
    name = f"{county.division.name}{ends_on.year}年{course.label}创业培训第{term}期"
    days = ground.draw.randint(5, 12)
    return ground.record(
        Training(
            division=county.division,
            name=name,
            kind=TrainingKind.STARTUP,
            course=course,
            mode=ground.draw.choice((TrainingMode.ORDINARY, TrainingMode.ORDERED)),
            provider=f"{county.division.name}就业服务中心",
            begins_on=ends_on - dt.timedelta(days),
            ends_on=ends_on,
            hours=Decimal(8 * days),
        ),
        on=ends_on,
        stage=stage,
    )


def _others(ground: Ground, county: County, trainees: list[Person]) -> None:
    """Trainings of other kinds, for poor rural workers first."""
    poor = [who for who in trainees if who.is_poverty_household]
    for kind, name in OTHER_KINDS.items():
        ends_on = ground.this_year()
        training = ground.record(
            Training(
                division=county.division,
                name=f"{county.division.name}{name}",
                kind=kind,
                mode=ground.draw.choice(TrainingMode.values),
                provider=f"{county.division.name}职业教育中心",
                begins_on=ends_on - dt.timedelta(4),
                ends_on=ends_on,
                hours=Decimal(32),
            ),
            on=ends_on,
        )
        others = [who for who in trainees if not who.is_poverty_household]
        _enrol(ground, training, ground.some(poor, 30))
        _enrol(ground, training, ground.some(others, 8))


def _enrol(
    ground: Ground, training: Training, trainees: list[Person], *, dropped_rate: float = 0
) -> None:
    runs_a_startup = {e.person.pk for e in ground.rows[Entrepreneur]}
    for number, who in enumerate(trainees, start=1):
        has_completed = not ground.chance(dropped_rate)
        group = ground.drawn(GROUPS)
        if who.pk in runs_a_startup:
            group = TraineeGroup.ENTREPRENEUR
        elif who.is_poverty_household:
            group = TraineeGroup.POOR_LABOUR
        ground.add(
            TrainingEnrollment(
                training=training,
                person=who,
                group=group,
                is_completed=has_completed,
                certificate_no=f"演示{training.ends_on:%Y%m}{number:03}" if has_completed else "",
            )
        )
