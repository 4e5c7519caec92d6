"""What the review pages show in few signs; and what an outlet's page offers those who decide."""

import datetime as dt
from typing import Any

import rules
from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext, pgettext

from outlets.forms_review import StatusForm
from outlets.kinds import OperatingModel, Stage
from outlets.models import Outlet
from outlets.review_queue import TAB_OF
from outlets.rules import CHANGE_STATUS, REVIEW

register = template.Library()


@register.simple_tag
def sign_of(outlet: Outlet) -> str:
    """The first sign of the operating model, as squares on maps bear it."""
    signs = {
        OperatingModel.PUBLIC: pgettext("sign on the map", "P"),
        OperatingModel.SEMI_PUBLIC: pgettext("sign on the map", "S"),
        OperatingModel.COMMERCIAL: pgettext("sign on the map", "C"),
    }
    return signs.get(outlet.operating_model, "")  # type: ignore[call-overload]


@register.simple_tag
def days_since(day: dt.date | None, today: dt.date) -> SafeString | str:
    """How long something waits: 8 天."""
    if day is None:
        return "—"
    number = max((today - day).days, 0)
    unit = ngettext("day", "days", number)
    return format_html("{} <span>{}</span>", number, unit)


@register.simple_tag(takes_context=True)
def status_actions(context: RequestContext, outlet: Outlet) -> dict[str, Any]:
    """`form`, where the viewer may change the status; `queue`, where a decision waits for them."""
    user = context["request"].user
    if outlet.stage == Stage.ESTABLISHED:
        form = StatusForm(present=getattr(outlet, "status_on_day", None) or "")
        may = rules.has_perm(CHANGE_STATUS, user, outlet) and form.is_possible
        return {"form": form if may else None}
    tab = TAB_OF.get(Stage(outlet.stage))
    if tab is None or not rules.has_perm(REVIEW, user):
        return {}
    return {"queue": f"{reverse('outlets:review')}?tab={tab}&outlet={outlet.pk}"}
