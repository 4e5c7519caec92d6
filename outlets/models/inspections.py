"""Visits to outlets: planned by sample or by need, and what they found."""

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import RegistryModel
from geo.crs import GEOGRAPHIC_SRID
from outlets.kinds import InspectionKind, InspectionResult
from outlets.models.outlets import Outlet
from outlets.querysets import InspectionQuerySet


@tracked()
class Inspection(RegistryModel):
    """巡查/验收. A planned visit has a due day and no day of visit yet.

    `sample` names the random sample (双随机) that chose the outlet. A visit that asks for mending
    has a `mend_by` day and is followed by a re-visit.
    """

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="inspections")
    kind = models.CharField(_("kind of visit"), max_length=12, choices=InspectionKind)
    sample = models.CharField(_("sample"), max_length=60, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    inspector_name = models.CharField(_("inspector"), max_length=60, blank=True)
    found_open = models.BooleanField(_("found open"), null=True, blank=True)
    is_staff_present = models.BooleanField(_("staff present"), null=True, blank=True)
    is_ledger_kept = models.BooleanField(_("ledger kept"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=12, choices=InspectionResult, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    mend_by = models.DateField(_("to be mended by"), null=True, blank=True)
    revisit_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="revisits"
    )
    location = models.PointField(
        _("position of the visit"), geography=True, srid=GEOGRAPHIC_SRID, null=True, blank=True
    )
    location_accuracy_m = models.FloatField(_("accuracy in metres"), null=True, blank=True)
    recorded_by_name = models.CharField(_("recorded by"), max_length=150, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = InspectionQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["-visited_on", "due_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visited_on__isnull=True, result="")
                | Q(visited_on__isnull=False, found_open__isnull=False) & ~Q(result=""),
                name="inspection_visit_has_findings",
                violation_error_message=_("A visit says whether the door was open, and a result."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.visited_on or self.due_on}"
