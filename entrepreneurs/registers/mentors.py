"""The registers of mentors and of their teams."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from entrepreneurs.fees import fee_warning
from entrepreneurs.forms.mentors import (
    MembershipForm,
    MentorForm,
    MentorTeamForm,
    SessionForm,
)
from entrepreneurs.kinds import MentorBackground, MentorKind
from entrepreneurs.models import Mentor, MentoringSession, MentorMembership, MentorTeam
from entrepreneurs.people import named
from entrepreneurs.registers.base import Filter, Part, Register
from entrepreneurs.registers.columns import (
    of,
    person_at,
    person_title,
    place_of,
    stage_of,
)


def _fees(record: Mentor | MentorTeam) -> Iterator[str]:
    """What a team's mentor gives is free (clause 五)."""
    for session in record.sessions.filter(fee_yuan__gt=0):
        if told := fee_warning(session):
            yield told


def _is_paid(session: MentoringSession) -> str:
    return _("fee not allowed") if fee_warning(session) else ""


MENTORS = Register(
    slug="mentors",
    model=Mentor,
    form=MentorForm,
    icon="user",
    columns=(
        person_at("person", model=Mentor, is_link=True),
        of(Mentor, "kind"),
        of(Mentor, "background"),
        place_of,
        of(Mentor, "appointed_on"),
        of(Mentor, "left_on"),
        stage_of,
    ),
    filters=(
        Filter("kind", MentorKind.choices),
        Filter("background", MentorBackground.choices),
    ),
    related=("person__key",),
    matching=lambda words: named(words, "person"),
    title=person_title(),
    warnings=_fees,
    parts=(
        Part(
            slug="sessions",
            model=MentoringSession,
            parent="mentor",
            form=SessionForm,
            columns=(
                of(MentoringSession, "held_on"),
                of(MentoringSession, "topic"),
                of(MentoringSession, "team"),
                of(MentoringSession, "hours", is_number=True),
                of(MentoringSession, "fee_yuan", is_number=True),
            ),
            related=("team",),
            warning=_is_paid,
        ),
    ),
)

TEAMS = Register(
    slug="mentor-teams",
    model=MentorTeam,
    form=MentorTeamForm,
    icon="user",
    columns=(
        of(MentorTeam, "name", is_link=True),
        place_of,
        of(MentorTeam, "formed_on"),
        of(MentorTeam, "dissolved_on"),
        stage_of,
    ),
    warnings=_fees,
    parts=(
        Part(
            slug="members",
            model=MentorMembership,
            parent="team",
            form=MembershipForm,
            columns=(
                person_at("mentor.person", model=Mentor),
                of(MentorMembership, "valid_from"),
                of(MentorMembership, "valid_to"),
            ),
            related=("mentor__person__key",),
        ),
        Part(
            slug="sessions",
            model=MentoringSession,
            parent="team",
            columns=(
                person_at("mentor.person", model=Mentor),
                of(MentoringSession, "held_on"),
                of(MentoringSession, "topic"),
                of(MentoringSession, "hours", is_number=True),
                of(MentoringSession, "fee_yuan", is_number=True),
            ),
            related=("mentor__person__key",),
            warning=_is_paid,
        ),
    ),
)
