"""Figures as people write them: distances, shares, days, counts. Nothing known shows as a dash."""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _

register = template.Library()

UNKNOWN = "—"


@register.filter
def metres(value: float | None) -> str:
    """Metres below one kilometre, else kilometres with one decimal: 860 米, 7.3 公里."""
    if value is None:
        return UNKNOWN
    if round(value) < 1000:
        return _("%(number)s m") % {"number": round(value)}
    return _("%(number)s km") % {"number": f"{value / 1000:.1f}"}


@register.filter
def kilometres(value: float | None) -> str:
    """A bare number of kilometres with one decimal, for a column whose head names the unit."""
    return UNKNOWN if value is None else f"{value / 1000:.1f}"


@register.filter
def percent(rate: float | None) -> str:
    """A share from 0 to 1 as a percentage with one decimal: 0.2672 → 26.7%."""
    return UNKNOWN if rate is None else f"{rate * 100:.1f}%"


@register.filter
def day(value: dt.date | None) -> str:
    """A date in full: 2018年9月30日."""
    return formats.date_format(value) if value else UNKNOWN


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Day and minute of the local clock: 2018-09-30 10:42."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else UNKNOWN


@register.filter
def count(value: int | None) -> str:
    """A whole number; thousands are marked from 10,000 up."""
    if value is None:
        return UNKNOWN
    return f"{value:,}" if abs(value) >= 10_000 else str(value)


@register.filter
def figure(value: object) -> object:
    """A decimal without needless zeros, thousands marked: 90000.00 → 90,000; others stay."""
    if not isinstance(value, Decimal):
        return value
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def minutes(value: dt.timedelta) -> int:
    """A stretch of time in whole minutes."""
    return round(value.total_seconds() / 60)
