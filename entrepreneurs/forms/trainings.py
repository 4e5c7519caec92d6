"""The forms of trainings, of those who take part, and of events."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from entrepreneurs.counting.trained import STARTUP_KINDS, counted_elsewhere
from entrepreneurs.forms.persons import PersonalForm
from entrepreneurs.forms.records import RecordForm
from entrepreneurs.models import StartupEvent, Training, TrainingEnrollment
from geo.levels import Level
from geo.models import AdministrativeDivision


class TrainingForm(RecordForm):
    levels = (Level.TOWNSHIP, Level.COUNTY, Level.CITY)

    class Meta:
        model = Training
        fields = (
            "name",
            "kind",
            "course",
            "mode",
            "division",
            "provider",
            "begins_on",
            "ends_on",
            "hours",
        )


class EnrollmentForm(PersonalForm):
    class Meta:
        model = TrainingEnrollment
        fields = ("group", "is_completed", "certificate_no")

    def record(self, actor: User) -> Any:
        """The enrollment; says where the person counts in the year already (人次, not 人数)."""
        enrolled = super().record(actor)
        training = enrolled.training
        is_counted = enrolled.is_completed and training.kind in STARTUP_KINDS
        if is_counted and counted_elsewhere(training, enrolled.person):
            told = _(
                "The person counts in %(county)s for %(year)s already: this is an attendance, "
                "not a further person."
            ) % {"county": county_of(training.division).name, "year": training.ends_on.year}
            self.notes = (*self.notes, told)
        return enrolled


def county_of(division: AdministrativeDivision) -> AdministrativeDivision:
    """The county that a township's training belongs to; a county or the city itself."""
    return division.parent if division.level == Level.TOWNSHIP and division.parent else division


class EventForm(RecordForm):
    levels = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY)

    class Meta:
        model = StartupEvent
        fields = (
            "name",
            "kind",
            "division",
            "incubator",
            "department",
            "held_on",
            "state",
            "attendees_planned",
            "attendees_actual",
            "evidence",
        )
