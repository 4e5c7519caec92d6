"""The figures of monthly reports, as people read them."""

from decimal import Decimal

from django import template

from core.templatetags.measures import UNKNOWN
from outlets.figures import shown

register = template.Library()


@register.filter
def figure(value: int | Decimal | str | None) -> str:
    """With marked thousands: 12,500; a dash where nobody filled it in."""
    if value is None or isinstance(value, str):  # "": of no report at all
        return UNKNOWN
    return shown(value)
