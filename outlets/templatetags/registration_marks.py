"""How a registration shows: its stage as a badge, and the page it is worked on."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.templatetags.marks import icon
from outlets.kinds import Stage
from outlets.models import Outlet
from outlets.stages import EDITABLE
from outlets.templatetags.outlet_marks import status_badge

register = template.Library()

STAGE_BADGES = {
    Stage.DRAFT: ("badge-none", "edit"),
    Stage.RETURNED: ("badge-gap", "warn"),
    Stage.COUNTY_REVIEW: ("", "clock"),
    Stage.PUBLIC_NOTICE: ("", "clock"),
    Stage.ACCEPTANCE: ("", "clock"),
    Stage.ESTABLISHED: ("badge-ok", "check"),
    Stage.MERGED: ("", "link"),
    Stage.WITHDRAWN: ("", "cross"),
}


@register.simple_tag
def stage_badge(outlet: Outlet) -> SafeString:
    """How far its registration is."""
    css, name = STAGE_BADGES[Stage(outlet.stage)]
    return format_html(
        '<span class="badge {}">{}{}</span>', css, icon(name), outlet.get_stage_display()
    )


@register.simple_tag
def state_badge(outlet: Outlet) -> SafeString:
    """What it does today once it is established, else how far its registration is."""
    if outlet.stage == Stage.ESTABLISHED:
        return status_badge(getattr(outlet, "status_on_day", None))
    return stage_badge(outlet)


@register.simple_tag
def url_of(outlet: Outlet) -> str:
    """The form of what may still be edited, the receipt of what is on its way, or the record."""
    if outlet.stage in EDITABLE:
        return reverse("outlets:registration_edit", args=[outlet.pk])
    if outlet.stage == Stage.ESTABLISHED:
        return reverse("outlets:detail", args=[outlet.pk])
    return reverse("outlets:registration", args=[outlet.pk])


@register.filter
def at(mapping: dict[str, object], key: str) -> object:
    """The value of a key; null without one."""
    return mapping.get(key)
