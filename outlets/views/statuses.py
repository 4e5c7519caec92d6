"""Changing what an established outlet does: operate again, be suspended, close."""

import uuid

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.models import User
from core.errors import ConflictError, DomainError
from outlets.forms_review import StatusForm
from outlets.kinds import Status
from outlets.models import Outlet, OutletStatus
from outlets.review_queue import Tab, place_of
from outlets.rules import CHANGE_STATUS
from outlets.services import change_status
from outlets.views.conflicts import last_change
from outlets.views.review import after, show


def status(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The form of the outlet's page and of the queue of dormant ones; sent from the queue, the
    next one opens."""
    outlets = Outlet.objects.visible_to(request.user).established()
    outlets = outlets.with_status_on(timezone.localdate()).select_related("village__parent__parent")
    outlet = get_object_or_404(outlets, pk=pk)
    if not rules.has_perm(CHANGE_STATUS, request.user, outlet):
        raise PermissionDenied
    present = getattr(outlet, "status_on_day", None) or ""
    if request.method != "POST":
        return _page(request, outlet, StatusForm(present=present))
    if request.POST.get("status-seen_status", "") != present:
        return _page(request, outlet, StatusForm(present=present), is_stale=True, status=409)
    form = StatusForm(request.POST, present=present)
    is_queued = request.POST.get("tab") == Tab.DORMANT
    place = place_of(Tab.DORMANT, outlet, request.user) if is_queued else None
    try:
        code = 200 if form.is_valid() else 400
        if code == 200:
            _change(outlet, form, present, request.user)
    except ConflictError:
        return _page(request, outlet, StatusForm(present=present), is_stale=True, status=409)
    except DomainError as error:
        form.blame(error.field, str(error.message))
        code = error.status
    if code != 200:
        if is_queued:
            return show(
                request, tab=Tab.DORMANT, outlet=outlet, is_chosen=True, form=form, status=code
            )
        return _page(request, outlet, form, status=code)
    words = {"name": outlet.name, "status": Status(form.cleaned_data["status"]).label}
    messages.success(request, _("%(name)s: %(status)s.") % words)
    if is_queued:
        return redirect(after(Tab.DORMANT, place, request.user))
    return redirect("outlets:detail", pk=pk)


def _change(outlet: Outlet, form: StatusForm, present: str, actor: User) -> OutletStatus:
    data = form.cleaned_data
    return change_status(
        outlet=outlet,
        status=data["status"],
        on=data["on"],
        reason=form.whole_reason,
        expected=present,
        actor=actor,
    )


def _page(
    request: SignedInRequest,
    outlet: Outlet,
    form: StatusForm,
    *,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The form on a page of its own; a stale one says what the outlet does by now."""
    context = {
        "outlet": outlet,
        "status_form": form,
        "is_stale": is_stale,
        "last_period": outlet.statuses.order_by("valid_from").last(),
        "last_change": last_change(outlet.pk) if is_stale else None,
    }
    return render(request, "outlets/review_status.html", context, status=status)
