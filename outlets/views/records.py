"""One outlet's record."""

import uuid

import rules
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.http import SignedInRequest
from core import audit
from core.masking import masked_name, masked_phone
from outlets.kinds import TARGET_KINDS, ServiceKind
from outlets.locator import locate
from outlets.models import Outlet, OutletVillage
from outlets.rules import CHANGE, SEE_KEEPER
from outlets.views.related import related_of


def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    today = timezone.localdate()
    served = OutletVillage.objects.select_related("village__parent").order_by(
        "-basis", "village__code", "valid_from"
    )
    outlets = Outlet.objects.visible_to(request.user).with_status_on(today)
    outlet = get_object_or_404(
        outlets.select_related("village__parent__parent").prefetch_related(
            "statuses", Prefetch("served_villages", served)
        ),
        pk=pk,
    )
    context = {
        "outlet": outlet,
        "today": today,
        "statuses": list(outlet.statuses.all())[::-1],
        "services": [ServiceKind(kind).label for kind in outlet.service_kinds],
        "locator": locate(outlet),
        "counts": outlet.kind in TARGET_KINDS,
        "may_change": rules.has_perm(CHANGE, request.user, outlet),
        **_keeper(request, outlet),
        **related_of(outlet, request.user),
    }
    return render(request, "outlets/detail.html", context)


def _keeper(request: SignedInRequest, outlet: Outlet) -> dict[str, str]:
    """The keeper's name and telephone as far as the role needs them; each look is recorded."""
    if not rules.has_perm(SEE_KEEPER, request.user):
        return {
            "keeper_name": masked_name(outlet.keeper_name),
            "keeper_phone": masked_phone(outlet.keeper_phone),
        }
    if outlet.keeper_phone:
        audit.record(request.user, "outlet.keeper_seen", subject=outlet.outlet_no or str(outlet.pk))
    return {"keeper_name": outlet.keeper_name, "keeper_phone": outlet.keeper_phone}
