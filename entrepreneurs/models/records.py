"""What every record of this app carries: its key, its source, and how far it has come."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MinValueValidator
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.database import DateRange
from core.models import RegistryModel
from entrepreneurs.kinds import Source, Stage
from geo.crs import GEOGRAPHIC_SRID, CoordinateSystem
from geo.models import AdministrativeDivision


class Record(RegistryModel):
    """A record with a key made where it was first written, so that a resend is the same record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(_("source"), max_length=13, choices=Source, default=Source.MANUAL)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(RegistryModel.Meta):
        abstract = True


class VerifiedRecord(Record):
    """A record that counts once the county's department verified it; see `approval`."""

    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.DRAFT)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    submitted_by_name = models.CharField(_("handed in by"), max_length=150, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    verified_by_name = models.CharField(_("verified by"), max_length=150, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    return_reason = models.CharField(_("why it was returned"), max_length=300, blank=True)

    class Meta(Record.Meta):
        abstract = True


class Placed(models.Model):
    """A record that stands somewhere: its division, and a point where one is known.

    The pair of coordinates as given and its system stay beside the CGCS2000 point.
    """

    division = models.ForeignKey(
        AdministrativeDivision, models.PROTECT, verbose_name=_("division"), related_name="+"
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

    class Meta:
        abstract = True


def yuan(label: Any, **options: Any) -> models.DecimalField:
    """An amount of money in yuan."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, validators=[MinValueValidator(0)], **options
    )


def in_order(name: str, begins: str = "valid_from", ends: str = "valid_to") -> Any:
    """The constraint that a period ends after it begins."""
    return models.CheckConstraint(
        condition=Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": F(begins)}),
        name=name,
        violation_error_message=_("The end must come after the beginning."),
    )


def one_a_day(name: str, *fields: str, message: Any) -> ExclusionConstraint:
    """The constraint that no two periods with equal `fields` share a day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in fields),
            (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
        ],
        violation_error_message=message,
    )
