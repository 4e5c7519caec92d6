"""The form that registers an outlet or changes one."""

import uuid
from dataclasses import dataclass
from typing import Any

import rules
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.models import User
from core.errors import ConflictError, DomainError
from geo.crs import CoordinateSystem
from geo.models import AdministrativeDivision
from outlets.forms import OutletEditForm, OutletForm
from outlets.kinds import Source, Status
from outlets.models import Outlet
from outlets.rules import ADD, CHANGE
from outlets.services import change_status, register_outlets, revise_outlet

HIDDEN = ("seen_at", "seen_status", "location_accuracy_m")


@dataclass(frozen=True)
class Difference:
    """A field whose present value is not the one that was typed."""

    label: str
    kept: str
    typed: str


def add(request: SignedInRequest) -> HttpResponse:
    if not rules.has_perm(ADD, request.user):
        raise PermissionDenied
    initial = {
        "village": request.GET.get("village", ""),
        "status": Status.OPERATING,
        "location_crs_origin": CoordinateSystem.CGCS2000,
    }
    form = OutletForm(
        request.POST or None,
        user=request.user,
        villages=_villages_around(request.user),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        [outlet] = register_outlets(
            records=[form.record()], source=Source.MANUAL, actor=request.user
        )
        text = _("Registered: %(name)s, number %(number)s.")
        messages.success(request, text % {"name": outlet.name, "number": outlet.outlet_no})
        return redirect("outlets:detail", pk=outlet.pk)
    return render(request, "outlets/form.html", {"form": form})


def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    outlets = Outlet.objects.visible_to(request.user).select_related("village__parent")
    outlet = get_object_or_404(
        outlets.prefetch_related("statuses", "served_villages__village__parent"), pk=pk
    )
    if not rules.has_perm(CHANGE, request.user, outlet):
        raise PermissionDenied
    heading = outlet.name
    form = OutletEditForm(
        request.POST or None,
        outlet=outlet,
        user=request.user,
        villages=_villages_around(request.user, outlet),
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
    kept = form.initial
    differences = [
        Difference(str(form.fields[name].label), _shown(form, name, kept.get(name)), typed)
        for name in form.changed_data
        if name not in HIDDEN and (typed := _shown(form, name, form[name].data)) is not None
    ]
    data = request.POST.copy()
    for name in ("seen_at", "seen_status"):
        data[name] = str(kept[name])
    form.data = data
    context = {
        "form": form,
        "outlet": form.outlet,
        "heading": Outlet.objects.values_list("name", flat=True).get(pk=pk),
        "differences": differences,
        "last_change": _last_change(pk),
    }
    return render(request, "outlets/form.html", context, status=ConflictError.status)


def _shown(form: OutletEditForm, name: str, value: Any) -> str:
    """A value as people read it: the words of a choice."""
    values = value if isinstance(value, list) else [value]
    words = _words(getattr(form.fields[name], "choices", ()))
    return "、".join(str(words.get(str(one), one)) for one in values if one not in (None, ""))


def _words(choices: Any) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for value, label in choices:
        if isinstance(label, list | tuple):
            words |= _words(label)
        else:
            words[str(value)] = label
    return words


def _last_change(pk: uuid.UUID) -> dict[str, Any] | None:
    """When the outlet's row was last changed, and by which account."""
    events = apps.get_model("outlets", "OutletEvent").objects.filter(pgh_obj_id=pk)
    event = events.select_related("pgh_context").order_by("-pgh_id").first()
    if event is None:
        return None
    context = event.pgh_context.metadata if event.pgh_context else {}
    return {"at": event.pgh_created_at, "actor": context.get("actor", "")}


def _villages_around(user: User, outlet: Outlet | None = None) -> list[AdministrativeDivision]:
    """The villages of the user's county and any the outlet serves; those of its township first."""
    villages = AdministrativeDivision.objects.villages().as_of(timezone.localdate())
    around = villages.at_or_under(user.jurisdiction_code[:6]).select_related("parent")
    found = {village.code: village for village in around}
    if outlet:
        for served in outlet.served_villages.all():
            found.setdefault(served.village.code, served.village)
    near = outlet.village.code[:9] if outlet else user.jurisdiction_code
    return [found[code] for code in sorted(found, key=lambda code: (code[:9] != near, code))]
