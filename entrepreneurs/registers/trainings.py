"""The registers of trainings and of events."""

from collections.abc import Iterator

from entrepreneurs.counting.held import why_not_large
from entrepreneurs.counting.thresholds import threshold
from entrepreneurs.forms.trainings import EnrollmentForm, EventForm, TrainingForm
from entrepreneurs.kinds import EventKind, EventState, TrainingKind, TrainingMode
from entrepreneurs.models import StartupEvent, Training, TrainingEnrollment
from entrepreneurs.registers.base import Filter, Part, Register
from entrepreneurs.registers.columns import of, person_at, place_of, stage_of

TRAININGS = Register(
    slug="trainings",
    model=Training,
    form=TrainingForm,
    columns=(
        of(Training, "name", is_link=True),
        of(Training, "kind"),
        of(Training, "mode"),
        place_of,
        of(Training, "begins_on"),
        of(Training, "ends_on"),
        stage_of,
    ),
    filters=(
        Filter("kind", TrainingKind.choices),
        Filter("mode", TrainingMode.choices),
    ),
    parts=(
        Part(
            slug="trainees",
            model=TrainingEnrollment,
            parent="training",
            form=EnrollmentForm,
            columns=(
                person_at("person"),
                of(TrainingEnrollment, "group"),
                of(TrainingEnrollment, "is_completed"),
                of(TrainingEnrollment, "certificate_no"),
            ),
            related=("person__key",),
        ),
    ),
)


def _not_large(event: StartupEvent) -> Iterator[str]:
    present = event.attendees_planned or event.attendees_actual or 0
    is_near = present >= threshold("large_events").least - 1
    if is_near and (reason := why_not_large(event)):
        yield reason


EVENTS = Register(
    slug="events",
    model=StartupEvent,
    form=EventForm,
    columns=(
        of(StartupEvent, "name", is_link=True),
        of(StartupEvent, "kind"),
        place_of,
        of(StartupEvent, "held_on"),
        of(StartupEvent, "attendees_actual", is_number=True),
        of(StartupEvent, "state"),
        stage_of,
    ),
    filters=(
        Filter("kind", EventKind.choices),
        Filter("state", EventState.choices),
    ),
    related=("incubator",),
    warnings=_not_large,
)
