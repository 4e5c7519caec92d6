"""The forms of trainings, of those who take part, and of events."""

from entrepreneurs.forms.persons import PersonalForm
from entrepreneurs.forms.records import RecordForm
from entrepreneurs.models import StartupEvent, Training, TrainingEnrollment
from geo.levels import Level


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
