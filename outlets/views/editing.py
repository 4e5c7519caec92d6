"""The form that changes an established outlet."""

import uuid

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.models import User
from core.errors import ConflictError, DomainError
from outlets.forms import OutletEditForm
from outlets.kinds import Stage
from outlets.models import Outlet
from outlets.rules import CHANGE
from outlets.services import change_status, revise_outlet
from outlets.views.conflicts import differences, last_change
from outlets.views.villages import villages_around

HIDDEN = ("seen_at", "seen_status", "location_accuracy_m")


def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    outlets = Outlet.objects.visible_to(request.user).select_related("village__parent")
    outlet = get_object_or_404(
        outlets.prefetch_related("statuses", "served_villages__village__parent"), pk=pk
    )
    if not rules.has_perm(CHANGE, request.user, outlet):
        raise PermissionDenied
    if outlet.stage != Stage.ESTABLISHED:
        return redirect("outlets:registration", pk=pk)
    heading = outlet.name
    form = OutletEditForm(
        request.POST or None,
        outlet=outlet,
        user=request.user,
        villages=villages_around(request.user, outlet),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _save(form, outlet, request.user)
        except ConflictError:
            return _conflict(request, form, pk)
        except DomainError as error:
            form.blame(error.field, str(error.message))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": outlet.name})
            return redirect("outlets:detail", pk=pk)
    return render(
        request, "outlets/form.html", {"form": form, "outlet": outlet, "heading": heading}
    )


@transaction.atomic
def _save(form: OutletEditForm, outlet: Outlet, actor: User) -> None:
    """Facts and status in one step; raises what the services raise."""
    if not form.has_changed():
        return
    read_at = form.read_at
    if read_at is None:
        raise ConflictError
    outlet.updated_at = read_at
    revise_outlet(outlet=outlet, record=form.record(), actor=actor)
    if form.has_new_status:
        data = form.cleaned_data
        change_status(
            outlet=outlet,
            status=data["status"],
            on=data["status_since"],
            reason=data["status_reason"],
            expected=data["seen_status"],
            actor=actor,
        )


def _conflict(request: SignedInRequest, form: OutletEditForm, pk: uuid.UUID) -> HttpResponse:
    """Show what is kept beside what was typed; sending the form again is then meant."""
    compared = differences(form, HIDDEN)
    data = request.POST.copy()
    for name in ("seen_at", "seen_status"):
        data[name] = str(form.initial[name])
    form.data = data
    context = {
        "form": form,
        "outlet": form.outlet,
        "heading": Outlet.objects.values_list("name", flat=True).get(pk=pk),
        "differences": compared,
        "last_change": last_change(pk),
    }
    return render(request, "outlets/form.html", context, status=ConflictError.status)
