"""The forms of mentors, teams, memberships and sessions."""

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
