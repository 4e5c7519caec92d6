"""Outlets, their dated states, and the villages they serve."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.database import DateRange
from core.history import tracked
from core.models import RegistryModel
from geo.crs import GEOGRAPHIC_SRID, CoordinateSystem
from geo.models import AdministrativeDivision
from outlets.kinds import (
    Basis,
    OperatingModel,
    OutletKind,
    Platform,
    ServiceKind,
    Source,
    Stage,
    Status,
    Venue,
)
from outlets.models.organizations import Organization
from outlets.querysets import OutletQuerySet


@tracked()
class Outlet(RegistryModel):
    """村级电商服务网点: a place that sells, buys or hands over parcels for villagers.

    Whether it operates on a day is read from its status periods, never from this row. The pair
    of coordinates as given and its system stay beside the CGCS2000 point. The number is given when
    the outlet is first submitted. `served_codes` names the villages besides its own that it is to
    serve; once it is established, `OutletVillage` does, with dates.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    outlet_no = models.CharField(
        _("outlet number"), max_length=32, unique=True, null=True, blank=True
    )
    name = models.CharField(_("outlet name"), max_length=100)
    village = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, verbose_name=_("village"), related_name="outlets"
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    location = models.PointField(
        _("location"), geography=True, srid=GEOGRAPHIC_SRID, null=True, blank=True
    )
    location_accuracy_m = models.FloatField(_("accuracy in metres"), null=True, blank=True)
    location_crs_origin = models.CharField(
        _("coordinate system of origin"), max_length=10, choices=CoordinateSystem, blank=True
    )
    location_raw = models.JSONField(_("pair as given"), null=True, blank=True)
    kind = models.CharField(_("outlet kind"), max_length=20, choices=OutletKind)
    operating_model = models.CharField(
        _("operating model"), max_length=12, choices=OperatingModel, blank=True
    )
    platform = models.CharField(_("platform"), max_length=14, choices=Platform, blank=True)
    service_kinds = ArrayField(
        models.CharField(max_length=12, choices=ServiceKind),
        verbose_name=_("services"),
        default=list,
        blank=True,
    )
    keeper_name = models.CharField(_("keeper"), max_length=40, blank=True)
    keeper_phone = models.CharField(_("telephone"), max_length=24, blank=True)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("organization"),
        null=True,
        blank=True,
        related_name="outlets",
    )
    venue = models.CharField(_("shared premises"), max_length=12, choices=Venue, blank=True)
    is_funded = models.BooleanField(_("funded by the budget"), default=False)
    funding_document = models.CharField(_("funding document"), max_length=60, blank=True)
    location_reason = models.CharField(_("why the position is kept"), max_length=200, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    served_codes = ArrayField(
        models.CharField(max_length=12),
        verbose_name=_("other villages to be served"),
        default=list,
        blank=True,
    )
    stage = models.CharField(
        _("stage of registration"), max_length=14, choices=Stage, default=Stage.ESTABLISHED
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    notice_ends_on = models.DateField(_("public notice ends on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    source = models.CharField(_("source"), max_length=13, choices=Source, default=Source.MANUAL)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OutletQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["outlet_no"]
        indexes = [models.Index(fields=["stage", "submitted_at"], name="outlet_stage_age")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage=Stage.ESTABLISHED) | Q(opened_on__isnull=False),
                name="outlet_established_has_opened",
                violation_error_message=_("An established outlet has opened on some day."),
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.MERGED, merged_into__isnull=False)
                | ~Q(stage=Stage.MERGED) & Q(merged_into__isnull=True),
                name="outlet_merged_names_the_other",
                violation_error_message=_("A merged outlet names the one it was merged into."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=(Stage.DRAFT, Stage.WITHDRAWN)) | Q(outlet_no__isnull=False),
                name="outlet_submitted_has_number",
                violation_error_message=_("An outlet that was submitted has a number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class OutletStatus(RegistryModel):
    """网点状态履历: a state from one day to another; the end day itself no longer belongs to it."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="statuses")
    status = models.CharField(_("status"), max_length=10, choices=Status)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta(RegistryModel.Meta):
        verbose_name = _("outlet status")
        verbose_name_plural = _("outlet statuses")
        ordering = ["valid_from"]
        indexes = [models.Index(fields=["status", "valid_from"], name="outlet_status_from")]
        constraints = [
            ExclusionConstraint(
                name="outlet_status_one_a_day",
                expressions=[
                    ("outlet", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("An outlet has one status on any day."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="outlet_status_in_order",
                violation_error_message=_("The end must come after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.valid_from}"


@tracked()
class OutletVillage(RegistryModel):
    """服务行政村: a village an outlet serves, from one day to another. Its own is always one."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="served_villages")
    village = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, related_name="served_by_outlets"
    )
    basis = models.CharField(_("basis"), max_length=10, choices=Basis)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta(RegistryModel.Meta):
        verbose_name = _("served village")
        verbose_name_plural = _("served villages")
        constraints = [
            ExclusionConstraint(
                name="outlet_village_once_a_day",
                expressions=[
                    ("outlet", RangeOperators.EQUAL),
                    ("village", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This outlet already serves the village."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="outlet_village_in_order",
                violation_error_message=_("The end must come after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} → {self.village}"
