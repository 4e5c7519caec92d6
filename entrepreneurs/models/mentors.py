"""Mentors, their teams, and the sessions they hold."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import RegistryModel
from entrepreneurs.kinds import MentorBackground, MentorKind
from entrepreneurs.models.entrepreneurs import Entrepreneur
from entrepreneurs.models.persons import Person
from entrepreneurs.models.records import VerifiedRecord, in_order, one_a_day, yuan
from entrepreneurs.querysets import MentorRowQuerySet, RecordQuerySet, TeamRowQuerySet
from geo.models import AdministrativeDivision


@tracked()
class Mentor(VerifiedRecord):
    """创业导师, for the division that asked them in (a county, or the city)."""

    person = models.OneToOneField(
        Person, models.PROTECT, verbose_name=_("person"), related_name="mentor"
    )
    division = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, verbose_name=_("division"), related_name="+"
    )
    kind = models.CharField(_("mentor kind"), max_length=10, choices=MentorKind)
    background = models.CharField(_("background"), max_length=16, choices=MentorBackground)
    field = models.CharField(_("field of advice"), max_length=100, blank=True)
    appointed_on = models.DateField(_("appointed on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")
        ordering = ["-appointed_on", "pk"]
        constraints = [in_order("mentor_in_order", "appointed_on", "left_on")]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class MentorTeam(VerifiedRecord):
    """导师团队 of a county. One team of twenty is wanted of each (clause 五)."""

    division = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, verbose_name=_("county"), related_name="+"
    )
    name = models.CharField(_("team name"), max_length=100)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    formed_on = models.DateField(_("formed on"))
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("mentor team")
        verbose_name_plural = _("mentor teams")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "division",
                "name",
                name="mentor_team_once",
                violation_error_message=_("A team of this name is registered already."),
            ),
            in_order("mentor_team_in_order", "formed_on", "dissolved_on"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class MentorMembership(RegistryModel):
    """A mentor in a team, from one day to another."""

    team = models.ForeignKey(MentorTeam, models.CASCADE, related_name="memberships")
    mentor = models.ForeignKey(
        Mentor, models.CASCADE, verbose_name=_("mentor"), related_name="memberships"
    )
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds up to"), null=True, blank=True)

    objects = TeamRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("team membership")
        verbose_name_plural = _("team memberships")
        ordering = ["valid_from", "pk"]
        constraints = [
            one_a_day(
                "mentor_membership_once_a_day",
                "team",
                "mentor",
                message=_("The mentor is in this team already."),
            ),
            in_order("mentor_membership_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.valid_from}"


@tracked()
class MentoringSession(RegistryModel):
    """辅导. What a team's mentor gives is free (clause 五): a fee is a warning."""

    mentor = models.ForeignKey(
        Mentor, models.PROTECT, verbose_name=_("mentor"), related_name="sessions"
    )
    team = models.ForeignKey(
        MentorTeam,
        models.PROTECT,
        verbose_name=_("for the team"),
        null=True,
        blank=True,
        related_name="sessions",
    )
    entrepreneur = models.ForeignKey(
        Entrepreneur,
        models.PROTECT,
        verbose_name=_("entrepreneur"),
        null=True,
        blank=True,
        related_name="sessions",
    )
    held_on = models.DateField(_("held on"))
    hours = models.DecimalField(
        _("hours"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    fee_yuan = yuan(_("fee"), default=0)

    objects = MentorRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("mentoring session")
        verbose_name_plural = _("mentoring sessions")
        ordering = ["-held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"
