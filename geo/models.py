"""Divisions, boundaries, seats, and what surrounds the city on maps."""

import datetime as dt

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.database import DateRange
from core.history import tracked
from core.models import RegistryModel
from geo import codes
from geo.crs import GEOGRAPHIC_SRID, CoordinateSystem
from geo.levels import Level, LocationQuality
from geo.querysets import DivisionQuerySet


@tracked()
class AdministrativeDivision(RegistryModel):
    """行政区划: one row for each unit and stretch of validity; the code is the path in the tree.

    `valid_from` null means since before the records begin. The seat (驻地) is the point that
    stands for a village when distance is measured; null when nobody knows it.
    """

    code = models.CharField(_("code"), max_length=12)
    level = models.CharField(_("level"), max_length=8, choices=Level)
    kind = models.CharField(_("kind"), max_length=8)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=60)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True)
    initials = models.CharField(_("initials"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    seat = models.PointField(_("seat"), geography=True, srid=GEOGRAPHIC_SRID, null=True, blank=True)
    location_quality = models.CharField(
        _("location quality"), max_length=16, choices=LocationQuality, blank=True
    )
    seat_accuracy_m = models.FloatField(_("accuracy in metres"), null=True, blank=True)
    seat_crs_origin = models.CharField(
        _("coordinate system of origin"), max_length=10, choices=CoordinateSystem, blank=True
    )
    seat_raw = models.JSONField(_("pair as given"), null=True, blank=True)

    objects = DivisionQuerySet.as_manager()

    class Meta(RegistryModel.Meta):
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ["code"]
        indexes = [
            models.Index(OpClass("code", "varchar_pattern_ops"), name="division_code_prefix"),
            models.Index(fields=["level", "kind"], name="division_level_kind"),
        ]
        constraints = [
            ExclusionConstraint(
                name="division_code_once_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This code already names a division on these dates."),
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^(\d{6}|\d{9}|\d{12})$"),
                name="division_code_digits",
                violation_error_message=_("A division code has 6, 9 or 12 digits."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="division_valid_in_order",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(seat__isnull=True, location_quality="")
                | Q(seat__isnull=False) & ~Q(location_quality=""),
                name="division_seat_has_quality",
                violation_error_message=_("A position says how good it is."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """The digits that every code at or under this division begins with."""
        return codes.prefix(self.code)


class BoundaryRelease(RegistryModel):
    """界线版本: boundaries that came together, with their source and day."""

    name = models.CharField(_("name"), max_length=100)
    source = models.CharField(_("source"), max_length=300)
    quality = models.CharField(_("quality"), max_length=16, choices=LocationQuality)
    released_on = models.DateField(_("released on"), null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta(RegistryModel.Meta):
        verbose_name = _("boundary release")
        verbose_name_plural = _("boundary releases")
        ordering = ["-loaded_at"]

    def __str__(self) -> str:
        return self.name


@tracked()
class DivisionBoundary(RegistryModel):
    """行政区划界线: the area of a division from one day to another.

    A better line for the same days supersedes this one; a real change of the border closes its
    period and begins another. Neither overwrites it.
    """

    division = models.ForeignKey(AdministrativeDivision, models.PROTECT, related_name="boundaries")
    release = models.ForeignKey(BoundaryRelease, models.PROTECT, related_name="boundaries")
    superseded_by = models.ForeignKey(
        BoundaryRelease, models.PROTECT, null=True, blank=True, related_name="superseded"
    )
    geom = models.MultiPolygonField(_("area"), srid=GEOGRAPHIC_SRID)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta(RegistryModel.Meta):
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        constraints = [
            ExclusionConstraint(
                name="boundary_once_a_day",
                expressions=[
                    ("division", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(superseded_by__isnull=True),
                violation_error_message=_("This division already has a boundary on these dates."),
            ),
            models.CheckConstraint(
                condition=Q(geom__isvalid=True),
                name="boundary_geom_valid",
                violation_error_message=_("The boundary crosses itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division} · {self.release}"

    def holds_on(self, day: dt.date) -> bool:
        """Whether this boundary is the one in force on `day`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


@tracked()
class VillageYear(RegistryModel):
    """村年度情况: what is known of a village in one year; null where nobody reported."""

    village = models.ForeignKey(AdministrativeDivision, models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    has_broadband = models.BooleanField(_("broadband"), null=True, blank=True)
    has_courier = models.BooleanField(_("courier reaches the village"), null=True, blank=True)
    has_paved_road = models.BooleanField(_("paved road"), null=True, blank=True)
    is_poverty_village = models.BooleanField(_("registered poverty village"), null=True, blank=True)
    specialty_products = models.CharField(_("specialty products"), max_length=200, blank=True)

    class Meta(RegistryModel.Meta):
        verbose_name = _("village in a year")
        verbose_name_plural = _("villages by year")
        ordering = ["village", "year"]
        constraints = [
            models.UniqueConstraint(
                "village",
                "year",
                name="village_year_once",
                violation_error_message=_("This village has figures for the year already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.village} {self.year}"


class ContextFeature(RegistryModel):
    """What surrounds the city on maps: neighbouring counties and rivers. No figure reads it."""

    class Kind(models.TextChoices):
        NEIGHBOUR = "neighbour", _("neighbouring county")
        RIVER = "river", _("river")

    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=60, blank=True)
    prefecture = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200)
    geom = models.GeometryField(srid=GEOGRAPHIC_SRID)

    class Meta(RegistryModel.Meta):
        verbose_name = _("context feature")
        verbose_name_plural = _("context features")

    def __str__(self) -> str:
        return self.name
