"""Trainings with those who took part, and events."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import RegistryModel
from entrepreneurs.kinds import (
    EventKind,
    EventState,
    StartupCourse,
    TraineeGroup,
    TrainingKind,
    TrainingMode,
)
from entrepreneurs.models.incubators import Incubator
from entrepreneurs.models.persons import Person
from entrepreneurs.models.records import VerifiedRecord
from entrepreneurs.querysets import RecordQuerySet, TrainingRowQuerySet
from geo.models import AdministrativeDivision


@tracked()
class Training(VerifiedRecord):
    """培训班: it belongs to the county that held it, and to the year in which it ended."""

    division = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, verbose_name=_("division"), related_name="+"
    )
    name = models.CharField(_("training"), max_length=100)
    kind = models.CharField(_("training kind"), max_length=16, choices=TrainingKind)
    course = models.CharField(_("startup course"), max_length=6, choices=StartupCourse, blank=True)
    mode = models.CharField(
        _("mode"), max_length=8, choices=TrainingMode, default=TrainingMode.ORDINARY
    )
    provider = models.CharField(_("provider"), max_length=100)
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    hours = models.DecimalField(
        _("hours"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-ends_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "division",
                "name",
                "begins_on",
                name="training_once",
                violation_error_message=_("This training is registered already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="training_in_order",
                violation_error_message=_("A training does not end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class TrainingEnrollment(RegistryModel):
    """A person in a training. 人次 counts these, 人数 the persons."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="enrollments")
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("person"), related_name="enrollments"
    )
    group = models.CharField(_("group"), max_length=14, choices=TraineeGroup)
    is_completed = models.BooleanField(_("completed"), default=False)
    certificate_no = models.CharField(_("certificate number"), max_length=40, blank=True)

    objects = TrainingRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "training",
                "person",
                name="enrollment_once",
                violation_error_message=_("The person takes part in this training already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class StartupEvent(VerifiedRecord):
    """活动, of an incubator or of a department. Only what was held counts, on its own day."""

    division = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, verbose_name=_("division"), related_name="+"
    )
    name = models.CharField(_("event"), max_length=100)
    kind = models.CharField(_("event kind"), max_length=14, choices=EventKind)
    incubator = models.ForeignKey(
        Incubator,
        models.PROTECT,
        verbose_name=_("held by the incubator"),
        null=True,
        blank=True,
        related_name="held_events",
    )
    department = models.CharField(_("held by the department"), max_length=60, blank=True)
    held_on = models.DateField(_("held on"))
    attendees_planned = models.PositiveIntegerField(_("people expected"), null=True, blank=True)
    attendees_actual = models.PositiveIntegerField(_("people present"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=EventState, default=EventState.PLANNED
    )

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-held_on", "pk"]
        indexes = [models.Index(fields=["held_on"], name="event_held_on")]
        constraints = [
            models.UniqueConstraint(
                "division",
                "name",
                "held_on",
                name="event_once",
                violation_error_message=_("This event is registered already."),
            ),
            models.CheckConstraint(
                condition=Q(incubator__isnull=False) | ~Q(department=""),
                name="event_names_who_held_it",
                violation_error_message=_("Name the incubator or the department that holds it."),
            ),
            models.CheckConstraint(
                condition=~Q(state=EventState.HELD) | Q(attendees_actual__isnull=False),
                name="event_held_has_attendees",
                violation_error_message=_("Say how many people were present."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
