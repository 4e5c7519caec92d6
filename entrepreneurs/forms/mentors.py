"""The forms of mentors, teams, memberships and sessions."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from entrepreneurs.fees import fee_warning
from entrepreneurs.forms.persons import PersonalForm
from entrepreneurs.forms.records import RecordForm, RowForm
from entrepreneurs.models import Mentor, MentoringSession, MentorMembership, MentorTeam
from geo.levels import Level


class MentorForm(PersonalForm, RecordForm):
    levels = (Level.COUNTY, Level.CITY)

    class Meta:
        model = Mentor
        fields = ("division", "kind", "background", "field", "appointed_on", "left_on")


class MentorTeamForm(RecordForm):
    levels = (Level.COUNTY,)

    class Meta:
        model = MentorTeam
        fields = ("division", "name", "document_no", "formed_on", "dissolved_on")


class MembershipForm(RowForm):
    class Meta:
        model = MentorMembership
        fields = ("mentor", "valid_from", "valid_to")


class SessionForm(RowForm):
    class Meta:
        model = MentoringSession
        fields = ("team", "entrepreneur", "held_on", "hours", "topic", "fee_yuan")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["fee_yuan"].help_text = _("In 元. What a team's mentor gives is free: 0.")

    def record(self, actor: User) -> Any:
        session = super().record(actor)
        if told := fee_warning(session):
            self.doubts = (*self.doubts, told)
        return session
