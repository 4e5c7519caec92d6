"""The registers of mentors and of their teams."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

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


def _fees(mentor: Mentor) -> Iterator[str]:
    """What a team's mentor gives is free (clause 五)."""
    for session in mentor.sessions.filter(team__isnull=False, fee_yuan__gt=0):
        yield _(
            "On %(day)s a fee of %(fee)s yuan was taken for coaching on behalf of the team. "
            "Team coaching is free (clause 五)."
        ) % {"day": session.held_on, "fee": session.fee_yuan}


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
    ),
)
