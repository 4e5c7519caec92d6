"""Where startups are housed: incubators with those who stay in them, and parks."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import RegistryModel
from entrepreneurs.kinds import (
    IncubatorKind,
    InvestorKind,
    ParkKind,
    PremisesKind,
    RecognitionLevel,
    SpaceKind,
)
from entrepreneurs.models.records import Placed, VerifiedRecord, in_order, one_a_day, yuan
from entrepreneurs.querysets import IncubatorRowQuerySet, RecordQuerySet
from outlets.models import Organization


@tracked()
class Incubator(Placed, VerifiedRecord):
    """众创空间、孵化载体."""

    name = models.CharField(_("incubator name"), max_length=100)
    kind = models.CharField(_("incubator kind"), max_length=20, choices=IncubatorKind)
    operator = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("operator"),
        null=True,
        blank=True,
        related_name="incubators",
    )
    investor_kind = models.CharField(_("investor"), max_length=16, choices=InvestorKind, blank=True)
    premises_kind = models.CharField(_("premises"), max_length=10, choices=PremisesKind, blank=True)
    space_kinds = ArrayField(
        models.CharField(max_length=10, choices=SpaceKind),
        verbose_name=_("spaces offered"),
        default=list,
        blank=True,
    )
    area_m2 = models.DecimalField(
        _("area in m²"),
        max_digits=10,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    opened_on = models.DateField(_("open since"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("incubator")
        verbose_name_plural = _("incubators")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "name",
                "division",
                name="incubator_once",
                violation_error_message=_("An incubator of this name is registered here already."),
            ),
            in_order("incubator_in_order", "opened_on", "closed_on"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class IncubatorLevel(RegistryModel):
    """认定级别: the level an incubator was recognised at, from one day to another."""

    incubator = models.ForeignKey(Incubator, models.CASCADE, related_name="levels")
    level = models.CharField(_("recognised level"), max_length=10, choices=RecognitionLevel)
    document_no = models.CharField(_("document number"), max_length=60)
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds up to"), null=True, blank=True)

    objects = IncubatorRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("incubator's level")
        verbose_name_plural = _("incubators' levels")
        ordering = ["valid_from"]
        constraints = [
            one_a_day(
                "incubator_level_one_a_day",
                "incubator",
                message=_("An incubator has one level on any day."),
            ),
            in_order("incubator_level_in_order"),
        ]

    def __str__(self) -> str:
        return self.get_level_display()


@tracked()
class Tenancy(RegistryModel):
    """入驻: an organization or a team not yet registered, from one day to another."""

    incubator = models.ForeignKey(Incubator, models.CASCADE, related_name="tenancies")
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("organization"),
        null=True,
        blank=True,
        related_name="tenancies",
    )
    team_name = models.CharField(_("team"), max_length=100, blank=True)
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds up to"), null=True, blank=True)
    graduated_on = models.DateField(_("graduated from the incubator on"), null=True, blank=True)

    objects = IncubatorRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("tenancy")
        verbose_name_plural = _("tenancies")
        ordering = ["valid_from", "pk"]
        constraints = [
            one_a_day(
                "tenancy_once_a_day",
                "incubator",
                "organization",
                message=_("The organization stays here already."),
            ),
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | ~Q(team_name=""),
                name="tenancy_names_somebody",
                violation_error_message=_("Name the organization or the team."),
            ),
            in_order("tenancy_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.organization or self.team_name)


@tracked()
class IncubatorYear(RegistryModel):
    """An incubator's yearly figures, as the Torch statistics (火炬统计) ask them."""

    incubator = models.ForeignKey(Incubator, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    income_yuan = yuan(_("income of the year"), null=True, blank=True)
    investment_yuan = yuan(_("investment in startups"), null=True, blank=True)
    tenants = models.PositiveIntegerField(_("tenants"), null=True, blank=True)
    graduates = models.PositiveIntegerField(_("tenants graduated"), null=True, blank=True)
    jobs = models.PositiveIntegerField(_("people employed"), null=True, blank=True)

    objects = IncubatorRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("incubator's year")
        verbose_name_plural = _("incubators' years")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                "incubator",
                "year",
                name="incubator_year_once",
                violation_error_message=_("This year's figures are registered already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.year)


@tracked()
class Park(Placed, VerifiedRecord):
    """园区."""

    name = models.CharField(_("park name"), max_length=100)
    kind = models.CharField(_("park kind"), max_length=16, choices=ParkKind)
    opened_on = models.DateField(_("open since"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    industries = models.CharField(_("industries"), max_length=200, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "name",
                "division",
                name="park_once",
                violation_error_message=_("A park of this name is registered here already."),
            ),
            in_order("park_in_order", "opened_on", "closed_on"),
        ]

    def __str__(self) -> str:
        return self.name
