"""Which records a figure counts, by register and by the figure's own word.

A list's address names them (`/registry/events/?counted=large&on=2018-09-30`), so that every figure
leads to exactly what it counts.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q

from entrepreneurs.counting.thresholds import threshold
from entrepreneurs.kinds import (
    PAID_OUT,
    AwardKind,
    Category,
    EventKind,
    EventState,
    IncubatorKind,
    Industry,
    ParkKind,
    ProjectKind,
    ProjectStageKind,
    SpaceKind,
    Stage,
    TraineeGroup,
    TrainingKind,
)
from entrepreneurs.models import (
    EntrepreneurCategory,
    ProjectStage,
    SupportRecord,
    TrainingEnrollment,
)

Condition = Callable[[dt.date], Q]

VERIFIED = Q(stage=Stage.VERIFIED)
# The kinds that the clauses 十一, 十二 and 二十一 name.
FIELDS = tuple(industry for industry in Industry if industry != Industry.OTHER)
PRIORITY_PROJECTS = (
    ProjectKind.INNOVATIVE,
    ProjectKind.TECHNOLOGY,
    ProjectKind.ECOMMERCE,
    ProjectKind.FUND,
)
SPECIAL_TRAININGS = (
    TrainingKind.LABOUR_TRANSFER,
    TrainingKind.FARMING_SKILLS,
    TrainingKind.STARTUP,
)


def this_year(field: str, on: dt.date) -> Q:
    """The condition that the field's day lies in the year of `on`, not after it."""
    return Q(**{f"{field}__gte": on.replace(month=1, day=1), f"{field}__lte": on})


def supported(on: dt.date) -> Q:
    """Verified entrepreneurs whom verified support reached by the day."""
    support = SupportRecord.objects.verified()
    helped = Exists(support.filter(entrepreneur=OuterRef("pk"), granted_on__lte=on))
    return VERIFIED & Q(helped)


def _supported_in(category: str) -> Condition:
    def condition(on: dt.date) -> Q:
        rows = EntrepreneurCategory.objects.as_of(on).filter(category=category)
        return supported(on) & Q(Exists(rows.filter(entrepreneur=OuterRef("pk"))))

    return condition


def leads(on: dt.date) -> Q:
    return supported(on) & Q(is_lead=True, recognised_on__lte=on)


def large(on: dt.date) -> Q:
    """Events of the year that were held, with more people than the policy asks, and with proof."""
    enough = Q(attendees_actual__gte=threshold("large_events").least)
    return _held(on) & enough & ~Q(evidence="")


def _held(on: dt.date) -> Q:
    return VERIFIED & Q(state=EventState.HELD) & this_year("held_on", on)


def at_bases(on: dt.date) -> Q:
    """Activities of the year that were held at verified incubation bases (clause 七)."""
    return _held(on) & Q(incubator__kind=IncubatorKind.BASE, incubator__stage=Stage.VERIFIED)


def _trainings(*, kinds: tuple[str, ...] = (), groups: tuple[str, ...] = ()) -> Condition:
    def condition(on: dt.date) -> Q:
        completed = TrainingEnrollment.objects.filter(training=OuterRef("pk"), is_completed=True)
        if groups:
            completed = completed.filter(group__in=groups)
        found = VERIFIED & this_year("ends_on", on) & Q(Exists(completed))
        return found & Q(kind__in=kinds) if kinds else found

    return condition


def standing(on: dt.date, begins: str = "opened_on", ends: str = "closed_on") -> Q:
    """Verified, begun by the day and not ended on it; without a day of beginning it has begun."""
    begun = Q(**{f"{begins}__isnull": True}) | Q(**{f"{begins}__lte": on})
    return VERIFIED & begun & (Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": on}))


def _parks(kind: ParkKind) -> Condition:
    return lambda on: standing(on) & Q(kind=kind)


def teams(on: dt.date) -> Q:
    return standing(on, "formed_on", "dissolved_on")


def lent(on: dt.date) -> Q:
    return VERIFIED & Q(state__in=PAID_OUT) & this_year("disbursed_on", on)


def in_library(on: dt.date) -> Q:
    """Projects of the library that were not dropped by the day."""
    dropped = ProjectStage.objects.as_of(on).filter(stage=ProjectStageKind.DROPPED)
    return VERIFIED & ~Q(Exists(dropped.filter(project=OuterRef("pk"))))


def _projects(**of: Any) -> Condition:
    return lambda on: in_library(on) & Q(**of)


def _with_four_spaces(on: dt.date) -> Q:
    return makerspaces(on) & Q(space_kinds__contains=SpaceKind.values)


def makerspaces(on: dt.date) -> Q:
    return standing(on) & Q(kind=IncubatorKind.MAKERSPACE)


def _ended(*kinds: str) -> Condition:
    """Trainings of these kinds that ended by the day, in whatever year."""
    return lambda on: VERIFIED & Q(kind__in=kinds, ends_on__lte=on)


COUNTED: Mapping[str, Mapping[str, Condition]] = {
    "entrepreneurs": {
        "supported": supported,
        "lead": leads,
        **{value: _supported_in(value) for value in Category.values},
    },
    "supports": {"of_the_year": lambda on: VERIFIED & this_year("granted_on", on)},
    "ventures": {"open": standing},
    "incubators": {
        "open": standing,
        "makerspaces": makerspaces,
        "four_spaces": _with_four_spaces,
    },
    "events": {
        "large": large,
        "at_bases": at_bases,
        "aid_campaign": lambda on: _held(on) & Q(kind=EventKind.AID_CAMPAIGN),
    },
    "trainings": {
        "startup": _trainings(kinds=(TrainingKind.STARTUP,)),
        "poor_labour": _trainings(groups=(TraineeGroup.POOR_LABOUR,)),
        "of_the_year": lambda on: VERIFIED & this_year("ends_on", on),
        "special": _ended(*SPECIAL_TRAININGS),
        "advanced_seminar": _ended(TrainingKind.ADVANCED_SEMINAR),
    },
    "parks": {
        "open": standing,
        **{kind.value: _parks(kind) for kind in (ParkKind.SMALL_BUSINESS, ParkKind.INNOVATION)},
    },
    "mentor-teams": {"active": teams},
    "loans": {"lent": lent},
    "projects": {
        "tech_transfer": _projects(kind=ProjectKind.TECH_TRANSFER),
        "priority": _projects(kind__in=PRIORITY_PROJECTS),
        "in_fields": _projects(industry__in=FIELDS),
        "training_base": _projects(kind=ProjectKind.TRAINING_BASE),
    },
    "funds": {"founded": lambda on: VERIFIED & Q(founded_on__lte=on)},
    "awards": {
        "youth_pioneer": lambda on: VERIFIED & Q(kind=AwardKind.YOUTH_PIONEER, awarded_on__lte=on),
        "second_startup_county": lambda on: (
            VERIFIED & Q(kind=AwardKind.STARTUP_COUNTY, batch=2, awarded_on__lte=on)
        ),
    },
}
