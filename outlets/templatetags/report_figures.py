"""The figures of monthly reports, as people read them."""

from decimal import Decimal

from django import template

from core.templatetags.measures import UNKNOWN
from outlets.figures import shown

register = template.Library()


@register.filter
def figure(value: int | Decimal | None) -> str:
    """With marked thousands: 12,500; a dash where nobody filled it in."""
    return UNKNOWN if value is None else shown(value)
