"""What organizations do where: one organization may work in several places (一照多址)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import RegistryModel
from entrepreneurs.kinds import Industry
from entrepreneurs.models.entrepreneurs import Entrepreneur
from entrepreneurs.models.records import Placed, VerifiedRecord, in_order
from entrepreneurs.querysets import RecordQuerySet, VenturePlaceQuerySet
from outlets.models import Organization, Outlet


@tracked()
class Venture(Placed, VerifiedRecord):
    """创业实体: an organization in an industry, at its main place; others are `VenturePlace`s."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("organization"), related_name="ventures"
    )
    entrepreneur = models.ForeignKey(
        Entrepreneur,
        models.PROTECT,
        verbose_name=_("entrepreneur"),
        null=True,
        blank=True,
        related_name="ventures",
    )
    outlet = models.ForeignKey(
        Outlet,
        models.PROTECT,
        verbose_name=_("outlet it runs"),
        null=True,
        blank=True,
        related_name="ventures",
    )
    industry = models.CharField(_("industry"), max_length=16, choices=Industry)
    business = models.CharField(_("business"), max_length=200, blank=True)
    opened_on = models.DateField(_("open since"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta(VerifiedRecord.Meta):
        verbose_name = _("venture")
        verbose_name_plural = _("ventures")
        ordering = ["-opened_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organization",
                "industry",
                "opened_on",
                name="venture_once",
                violation_error_message=_("This venture is registered already."),
            ),
            in_order("venture_in_order", "opened_on", "closed_on"),
        ]

    def __str__(self) -> str:
        return str(self.organization)


@tracked()
class VenturePlace(Placed, RegistryModel):
    """其他经营场所: a further place where a venture works, from one day to another."""

    venture = models.ForeignKey(Venture, models.CASCADE, related_name="places")
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds up to"), null=True, blank=True)

    objects = VenturePlaceQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("place of a venture")
        verbose_name_plural = _("places of ventures")
        ordering = ["valid_from", "pk"]
        constraints = [in_order("venture_place_in_order")]

    def __str__(self) -> str:
        return f"{self.venture} {self.address}"
