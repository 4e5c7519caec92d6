"""Who runs outlets: the one table that holds the unified social credit code."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import RegistryModel
from outlets.kinds import OrganizationKind


@tracked()
class Organization(RegistryModel):
    """经营主体. One organization may run outlets in several counties (一照多址)."""

    name = models.CharField(_("organization name"), max_length=100)
    uscc = models.CharField(  # noqa: DJ001 – null, not "", so that it may be missing often
        _("unified social credit code"), max_length=18, null=True, blank=True
    )
    old_registration_no = models.CharField(_("old registration number"), max_length=15, blank=True)
    kind = models.CharField(
        _("organization kind"), max_length=16, choices=OrganizationKind, blank=True
    )
    registered_on = models.DateField(_("registered on"), null=True, blank=True)

    class Meta(RegistryModel.Meta):
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "uscc",
                name="organization_uscc_once",
                violation_error_message=_("An organization with this code is registered already."),
            ),
            models.CheckConstraint(
                condition=Q(uscc__isnull=True) | Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="organization_uscc_form",
                violation_error_message=_("The code has 18 digits and capital letters."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
