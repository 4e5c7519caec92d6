"""How an outlet's state looks: a square as on the map, and a badge with the word."""

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.templatetags.marks import icon, query
from outlets.kinds import OperatingModel, Status
from outlets.listing import Relaxation
from outlets.models import Outlet

register = template.Library()

BADGES = {
    Status.OPERATING: ("badge-ok", "check"),
    Status.DORMANT: ("badge-gap", "clock"),
    Status.SUSPENDED: ("", "pause"),
    Status.CLOSED: ("", "cross"),
}


@register.simple_tag
def status_badge(status: str | None) -> SafeString:
    """Outline, icon and word; without a status the outlet had not opened."""
    if not status:
        return format_html('<span class="badge badge-none">{}</span>', _("not yet open"))
    css, name = BADGES[Status(status)]
    return format_html('<span class="badge {}">{}{}</span>', css, icon(name), Status(status).label)


@register.simple_tag
def outlet_mark(outlet: Outlet, status: str | None) -> SafeString:
    """The map's square with the first sign of the operating model."""
    signs = {
        OperatingModel.PUBLIC: pgettext("sign on the map", "P"),
        OperatingModel.SEMI_PUBLIC: pgettext("sign on the map", "S"),
        OperatingModel.COMMERCIAL: pgettext("sign on the map", "C"),
    }
    return format_html(
        '<span class="outlet-mark outlet-{}" aria-hidden="true">{}</span>',
        status or "none",
        signs.get(outlet.operating_model, ""),  # type: ignore[call-overload]
    )


@register.simple_tag(takes_context=True)
def relaxed(context: RequestContext, relaxation: Relaxation) -> str:
    """The page's question without one of its conditions."""
    left_out = {relaxation.parameter: "", "page": ""}
    if relaxation.parameter == "division":
        left_out["county"] = ""
    return query(context, **left_out)
