"""Who came back to start a business, what kind of person they are, and what helped them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import RegistryModel
from entrepreneurs.kinds import Category, Industry, SupportKind
from entrepreneurs.models.persons import Person
from entrepreneurs.models.records import VerifiedRecord, in_order, one_a_day, yuan
from entrepreneurs.querysets import EntrepreneurRowQuerySet, RecordQuerySet
from geo.models import AdministrativeDivision
from outlets.models import Organization


@tracked()
class Entrepreneur(VerifiedRecord):
    """创业者: a person's startup. Categories and jobs are dated; `is_lead` is 创业带头人."""

    person = models.OneToOneField(
        Person, models.PROTECT, verbose_name=_("person"), related_name="entrepreneur"
    )
    division = models.ForeignKey(
        AdministrativeDivision,
        models.PROTECT,
        verbose_name=_("place of business"),
        related_name="+",
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("organization"),
        null=True,
        blank=True,
        related_name="entrepreneurs",
    )
    industry = models.CharField(_("industry"), max_length=16, choices=Industry)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    returned_from = models.CharField(_("returned from"), max_length=60, blank=True)
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    graduated_on = models.DateField(_("graduated on"), null=True, blank=True)
    discharged_on = models.DateField(_("discharged on"), null=True, blank=True)
    is_lead = models.BooleanField(_("lead entrepreneur"), default=False)
    recognised_on = models.DateField(_("recognised on"), null=True, blank=True)
    recognition_document_no = models.CharField(
        _("document of recognition"), max_length=60, blank=True
    )

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("entrepreneur")
        verbose_name_plural = _("entrepreneurs")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_lead=False)
                | Q(recognised_on__isnull=False) & ~Q(recognition_document_no=""),
                name="entrepreneur_lead_is_recognised",
                violation_error_message=_(
                    "A lead entrepreneur needs the day and document of recognition."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class EntrepreneurCategory(RegistryModel):
    """A category a person belongs to, from one day to another, and what shows it."""

    entrepreneur = models.ForeignKey(Entrepreneur, models.CASCADE, related_name="categories")
    category = models.CharField(_("category"), max_length=18, choices=Category)
    evidence = models.CharField(_("evidence"), max_length=200)
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds up to"), null=True, blank=True)

    objects = EntrepreneurRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("entrepreneur's category")
        verbose_name_plural = _("entrepreneurs' categories")
        ordering = ["valid_from"]
        constraints = [
            one_a_day(
                "entrepreneur_category_once_a_day",
                "entrepreneur",
                "category",
                message=_("The person is in this category already."),
            ),
            in_order("entrepreneur_category_in_order"),
        ]

    def __str__(self) -> str:
        return self.get_category_display()


@tracked()
class JobsCount(RegistryModel):
    """带动就业: people employed on a day."""

    entrepreneur = models.ForeignKey(Entrepreneur, models.CASCADE, related_name="jobs_counts")
    counted_on = models.DateField(_("counted on"))
    jobs = models.PositiveIntegerField(_("jobs created"))

    objects = EntrepreneurRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("count of jobs")
        verbose_name_plural = _("counts of jobs")
        ordering = ["-counted_on"]
        constraints = [
            models.UniqueConstraint(
                "entrepreneur",
                "counted_on",
                name="jobs_counted_once_a_day",
                violation_error_message=_("There is a count for this day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.counted_on} {self.jobs}"


@tracked()
class SupportRecord(VerifiedRecord):
    """扶持记录. Who has at least one that was verified counts as supported (clause 十四)."""

    entrepreneur = models.ForeignKey(
        Entrepreneur, models.PROTECT, verbose_name=_("entrepreneur"), related_name="supports"
    )
    kind = models.CharField(_("support"), max_length=16, choices=SupportKind)
    amount_yuan = yuan(_("amount"), null=True, blank=True)
    granted_on = models.DateField(_("granted on"))
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    department = models.CharField(_("department"), max_length=60)

    objects = EntrepreneurRowQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        ordering = ["-granted_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.granted_on}"
