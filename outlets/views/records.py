"""One outlet's record."""

import uuid
from typing import Any

import rules
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from core.errors import DomainError
from outlets.keepers import keeper_for, unmasked_keeper
from outlets.kinds import TARGET_KINDS, ServiceKind
from outlets.locator import locate
from outlets.models import Outlet, OutletVillage
from outlets.rules import CHANGE, SEE_HISTORY
from outlets.views.related import related_of


def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    outlet = _outlet(request, pk)
    return _page(request, outlet, keeper=keeper_for(outlet, request.user))


@require_POST
def keeper(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The same page with the keeper whole, for a purpose; no cache keeps it."""
    outlet, purpose = _outlet(request, pk), request.POST.get("purpose", "")
    try:
        shown = unmasked_keeper(outlet=outlet, purpose=purpose, user=request.user)
    except DomainError as error:
        if error.field != "purpose":
            raise
        masked = keeper_for(outlet, request.user)
        return _page(
            request,
            outlet,
            keeper=masked,
            keeper_problem=error.message,
            keeper_asked=purpose,
            status=400,
        )
    response = _page(request, outlet, keeper=shown, keeper_purpose=purpose)
    response.headers["Cache-Control"] = "no-store"
    return response


def _outlet(request: SignedInRequest, pk: uuid.UUID) -> Outlet:
    today = timezone.localdate()
    served = OutletVillage.objects.select_related("village__parent").order_by(
        "-basis", "village__code", "valid_from"
    )
    outlets = Outlet.objects.visible_to(request.user).with_status_on(today)
    return get_object_or_404(
        outlets.select_related("village__parent__parent").prefetch_related(
            "statuses", Prefetch("served_villages", served)
        ),
        pk=pk,
    )


def _page(
    request: SignedInRequest, outlet: Outlet, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "outlet": outlet,
        "today": timezone.localdate(),
        "statuses": list(outlet.statuses.all())[::-1],
        "services": [ServiceKind(kind).label for kind in outlet.service_kinds],
        "locator": locate(outlet),
        "counts": outlet.kind in TARGET_KINDS,
        "may_change": rules.has_perm(CHANGE, request.user, outlet),
        "may_see_history": rules.has_perm(SEE_HISTORY, request.user),
        **related_of(outlet, request.user),
        **more,
    }
    return render(request, "outlets/detail.html", context, status=status)
