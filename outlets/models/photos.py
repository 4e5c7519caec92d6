"""Photographs of outlets, re-encoded and without their hidden data."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from core.models import RegistryModel
from geo.crs import GEOGRAPHIC_SRID
from outlets.kinds import PhotoKind
from outlets.models.inspections import Inspection
from outlets.models.outlets import Outlet
from outlets.models.reports import MonthlyReport
from outlets.querysets import OutletRowQuerySet


class Photo(RegistryModel):
    """A picture of an outlet, perhaps taken on a visit or for a report.

    The file is our own JPEG made from what was sent; `location` is where the phone said it was.
    """

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="photos")
    inspection = models.ForeignKey(
        Inspection, models.CASCADE, null=True, blank=True, related_name="photos"
    )
    report = models.ForeignKey(
        MonthlyReport, models.CASCADE, null=True, blank=True, related_name="photos"
    )
    kind = models.CharField(_("kind of photo"), max_length=10, choices=PhotoKind)
    file = models.FileField(upload_to="photos/%Y/%m/")
    sha256 = models.CharField(max_length=64)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    location = models.PointField(geography=True, srid=GEOGRAPHIC_SRID, null=True, blank=True)
    added_by_name = models.CharField(_("added by"), max_length=150)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    objects = OutletRowQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["added_at"]
        constraints = [
            models.UniqueConstraint(
                "outlet",
                "sha256",
                name="photo_once_an_outlet",
                violation_error_message=_("This outlet has this photo already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.get_kind_display()}"
