"""The project library, funds, awards, and what counties and departments undertook."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import RegistryModel
from entrepreneurs.kinds import (
    AwardKind,
    Industry,
    ProjectKind,
    ProjectStageKind,
    UndertakingStatus,
)
from entrepreneurs.models.incubators import Incubator
from entrepreneurs.models.persons import Person
from entrepreneurs.models.records import Placed, VerifiedRecord, in_order, one_a_day, yuan
from entrepreneurs.querysets import ProjectRowQuerySet, RecordQuerySet
from geo.models import AdministrativeDivision


@tracked()
class Project(Placed, VerifiedRecord):
    """创业创新项目; where it stands in its life is dated."""

    name = models.CharField(_("project name"), max_length=100)
    kind = models.CharField(_("project kind"), max_length=22, choices=ProjectKind)
    industry = models.CharField(_("industry"), max_length=16, choices=Industry, blank=True)
    owner = models.CharField(_("project owner"), max_length=100)
    investment_yuan = yuan(_("investment"), null=True, blank=True)
    programme = models.CharField(_("science programme"), max_length=100, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "division",
                "name",
                name="project_once",
                violation_error_message=_("A project of this name is registered here already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class ProjectStage(RegistryModel):
    """项目阶段, from one day to another."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="stages")
    stage = models.CharField(_("project stage"), max_length=10, choices=ProjectStageKind)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds up to"), null=True, blank=True)

    objects = ProjectRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("stage of a project")
        verbose_name_plural = _("stages of projects")
        ordering = ["valid_from"]
        constraints = [
            one_a_day(
                "project_stage_one_a_day",
                "project",
                message=_("A project is in one stage on any day."),
            ),
            in_order("project_stage_in_order"),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()


@tracked()
class Fund(VerifiedRecord):
    """创业创新基金 of a county (clause 十)."""

    division = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, verbose_name=_("division"), related_name="+"
    )
    name = models.CharField(_("fund name"), max_length=100)
    amount_yuan = yuan(_("amount"), null=True, blank=True)
    founded_on = models.DateField(_("founded on"))
    document_no = models.CharField(_("document number"), max_length=60)

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["-founded_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "division",
                "name",
                name="fund_once",
                violation_error_message=_("A fund of this name is registered already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Award(VerifiedRecord):
    """称号, given to a person, an incubator or the county itself."""

    division = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, verbose_name=_("division"), related_name="+"
    )
    kind = models.CharField(_("award"), max_length=20, choices=AwardKind)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("person"),
        null=True,
        blank=True,
        related_name="awards",
    )
    incubator = models.ForeignKey(
        Incubator,
        models.PROTECT,
        verbose_name=_("incubator"),
        null=True,
        blank=True,
        related_name="awards",
    )
    batch = models.PositiveSmallIntegerField(_("batch"), null=True, blank=True)
    awarded_on = models.DateField(_("awarded on"))
    document_no = models.CharField(_("document number"), max_length=60)

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-awarded_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(incubator__isnull=True),
                name="award_has_one_bearer",
                violation_error_message=_("An award goes to a person or an incubator, not both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.awarded_on}"


@tracked()
class Undertaking(VerifiedRecord):
    """落实事项: what a clause asks a county or department to do, and how far it is."""

    division = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, verbose_name=_("division"), related_name="+"
    )
    clause = models.CharField(_("clause"), max_length=6)
    title = models.CharField(_("undertaking"), max_length=100)
    department = models.CharField(_("department"), max_length=60)
    status = models.CharField(
        _("progress"),
        max_length=10,
        choices=UndertakingStatus,
        default=UndertakingStatus.NOT_BEGUN,
    )
    acted_on = models.DateField(_("date of the document"), null=True, blank=True)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("undertaking")
        verbose_name_plural = _("undertakings")
        ordering = ["clause", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                "division",
                "clause",
                "title",
                name="undertaking_once",
                violation_error_message=_("This undertaking is registered already."),
            ),
            models.CheckConstraint(
                condition=~Q(status=UndertakingStatus.DONE)
                | Q(acted_on__isnull=False) & ~Q(document_no=""),
                name="undertaking_done_is_documented",
                violation_error_message=_("What is done names its document and day."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
