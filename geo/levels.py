"""Levels and kinds of divisions, and how good a position is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    """The five levels; CITY is prefecture level, COUNTY includes county-level cities."""

    PROVINCE = "province", pgettext_lazy("level", "province")
    CITY = "city", pgettext_lazy("level", "city")
    COUNTY = "county", pgettext_lazy("level", "county")
    TOWNSHIP = "township", pgettext_lazy("level", "township")
    VILLAGE = "village", pgettext_lazy("level", "village")


DEPTH = {level: depth for depth, level in enumerate(Level)}

# 行政村: the kind of unit that coverage counts; 农场村, 居 and 生活区 are registered only.
ADMINISTRATIVE_VILLAGE_KIND = "村"


class LocationQuality(models.TextChoices):
    """Where a position comes from, best first."""

    SURVEYED = "surveyed", _("surveyed")
    OFFICIAL = "official", _("official")
    MATCHED = "matched", _("matched")
    TOWNSHIP_SEAT = "township_seat", _("township seat")
    APPROXIMATE = "approximate", _("approximate")


# Positions that only show the township a village belongs to. Figures that rest on them say so.
APPROXIMATE_QUALITIES = (LocationQuality.APPROXIMATE, LocationQuality.TOWNSHIP_SEAT)
