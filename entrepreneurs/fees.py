"""What a team's mentor gives is free (clause 五): a fee may be registered, and is told wherever
sessions are entered and listed."""

from django.db.models import Q
from django.utils.translation import gettext as _

from entrepreneurs.loans.money import said
from entrepreneurs.models import MentoringSession, MentorMembership


def fee_warning(session: MentoringSession) -> str:
    """What is wrong with the session's fee; "" where none was taken, or no team coached."""
    if not session.fee_yuan:
        return ""
    told = {"day": session.held_on, "fee": said(session.fee_yuan)}
    if session.team_id:
        return (
            _(
                "On %(day)s a fee of %(fee)s yuan was taken for coaching on behalf of the team. "
                "Team coaching is free (clause 五): set the fee to 0, or have it paid back."
            )
            % told
        )
    if _belongs_to_a_team(session):
        return (
            _(
                "On %(day)s a fee of %(fee)s yuan was taken by a mentor who belonged to a team on "
                "that day. If the team coached, name it and set the fee to 0 (clause 五)."
            )
            % told
        )
    return ""


def _belongs_to_a_team(session: MentoringSession) -> bool:
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=session.held_on)
    rows = MentorMembership.objects.filter(lasting, valid_from__lte=session.held_on)
    return rows.filter(mentor=session.mentor_id).exists()
