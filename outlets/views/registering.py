"""Registering an outlet: the form of drafts and submissions, and what becomes of one afterwards."""

import uuid
from typing import Any

import rules
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.models import User
from core.errors import ConflictError, DomainError, NotAllowedError
from core.forms import ReasonForm
from geo.models import AdministrativeDivision
from outlets import registration
from outlets.duplicates import Candidate, candidates
from outlets.forms_registration import (
    TECHNICAL,
    RegistrationForm,
    TwinsForm,
    empty,
    with_reading,
)
from outlets.forms_review import LONGEST_REASON
from outlets.kinds import PhotoKind, ServiceKind, Stage, Step
from outlets.models import Organization, Outlet, OutletTransition
from outlets.organizations import get_or_register_organization
from outlets.photos import add_photos
from outlets.places import PastedPositionError
from outlets.querysets import OutletQuerySet
from outlets.registration import RefusedRecordError, UnknownOutletError
from outlets.rules import ADD
from outlets.stages import EDITABLE
from outlets.views.conflicts import differences, last_change
from outlets.views.villages import villages_around

DRAFT, SUBMIT, UNSURE = "draft", "submit", "unsure"


class TwinsError(Exception):
    """The submission looks like other outlets, and nobody said yet why it is another one."""

    def __init__(self, found: list[Candidate]) -> None:
        self.candidates = found
        super().__init__()


def add(request: SignedInRequest) -> HttpResponse:
    """A new registration; `?village=CODE` chooses its village."""
    _demand_registrar(request.user)
    around = villages_around(request.user)
    if request.method == "POST":
        return _take(request, None, around)
    code = request.GET.get("village", "")
    own = AdministrativeDivision.objects.visible_to(request.user)
    village = own.villages().as_of(timezone.localdate()).filter(code=code).first()
    form = RegistrationForm(user=request.user, villages=around, initial=empty(village))
    return _form_page(request, form, None)


def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """A draft, or a submission that was returned."""
    _demand_registrar(request.user)
    outlet = get_object_or_404(_registrations(request.user), pk=pk)
    around = villages_around(request.user, outlet)
    if request.method == "POST":
        return _take(request, outlet, around)
    if outlet.stage not in EDITABLE:
        return redirect("outlets:registration", pk=pk)
    form = RegistrationForm(user=request.user, villages=around, outlet=outlet)
    return _form_page(request, form, outlet)


def _demand_registrar(user: User) -> None:
    if not rules.has_perm(ADD, user):
        raise PermissionDenied


def _registrations(user: User) -> OutletQuerySet:
    outlets = Outlet.objects.visible_to(user).select_related("village__parent", "organization")
    return outlets.prefetch_related("statuses", "served_villages__village__parent", "photos")


def _take(
    request: SignedInRequest, outlet: Outlet | None, around: list[AdministrativeDivision]
) -> HttpResponse:
    """Keep what was sent as a draft, then submit it if that was asked for.

    A submission that is refused is kept as a draft all the same, with its photos: nothing that
    was typed on a phone is lost.
    """
    data: QueryDict = request.POST
    offer = data.get("take", "")
    if offer:
        try:
            data = with_reading(data, offer)
        except PastedPositionError:
            offer = ""
    form = RegistrationForm(data, request.FILES, user=request.user, villages=around, outlet=outlet)
    if not form.is_valid() or offer:
        return _form_page(request, form, outlet)
    try:
        kept = _keep(form, outlet, request.user)
    except ConflictError:
        return _conflict(request, form)
    except (UnknownOutletError, NotAllowedError):  # nothing to mend
        raise
    except RefusedRecordError as error:
        _blame_all(form, error)
        return _form_page(request, form, outlet)
    except DomainError as error:
        form.blame(error.field, str(error.message))
        return _form_page(request, form, outlet)
    if kept.stage not in EDITABLE:  # the same form came before
        return redirect("outlets:registration", pk=kept.pk)
    if request.POST.get("action", DRAFT) == DRAFT:
        messages.success(request, _("Kept as a draft: %(name)s.") % {"name": _called(kept)})
        return redirect("outlets:registration_edit", pk=kept.pk)
    return _submit(request, form, kept)


@transaction.atomic
def _keep(form: RegistrationForm, outlet: Outlet | None, actor: User) -> Outlet:
    """The record as a draft, with its organization and photos, all or nothing."""
    organization = _organization(form, outlet, actor)
    kept = registration.save_draft(
        record=form.record(organization),
        outlet=outlet,
        id=form.cleaned_data["id"],
        seen_at=form.read_at,
        actor=actor,
    )
    if kept.stage in EDITABLE:
        present = set(kept.photos.values_list("sha256", flat=True))
        photos = [(kind, photo) for kind, photo in form.photos() if photo.sha256 not in present]
        add_photos(outlet=kept, photos=photos, actor=actor)
    return kept


def _organization(
    form: RegistrationForm, outlet: Outlet | None, actor: User
) -> Organization | None:
    asked = form.organization_asked()
    if asked is None:
        return None
    try:
        found = get_or_register_organization(
            **asked, actor=actor, present=outlet.organization if outlet else None
        )
    except DomainError as error:
        field = "organization_name" if error.field == "name" else error.field
        raise DomainError(error.message, field=field) from error
    return found.organization


def _submit(request: SignedInRequest, form: RegistrationForm, draft: Outlet) -> HttpResponse:
    answer = request.POST.get("action") == UNSURE
    told = TwinsForm(request.POST)
    if not told.is_valid():
        found = candidates(outlet=draft, user=request.user)
        return _kept_page(request, form, draft, twins=found, told=told)
    reason = told.cleaned_data["twins_reason"]
    try:
        if form.doubt:
            form.blame("position", form.doubt)
            return _kept_page(request, form, draft)
        with transaction.atomic():
            done = registration.submit(
                outlet=draft, seen_at=draft.updated_at, actor=request.user, remark=reason
            )
            if done.candidates and not (answer or reason):
                raise TwinsError(done.candidates)
    except TwinsError as error:
        if "twins_reason" in request.POST:
            told.add_error("twins_reason", _("Say why, or leave it to the county."))
        return _kept_page(request, form, draft, twins=error.candidates, told=told)
    except RefusedRecordError as error:
        _blame_all(form, error)
        return _kept_page(request, form, draft)
    except ConflictError:  # the same form came twice at one moment, or somebody else was quicker
        return redirect("outlets:registration", pk=draft.pk)
    except DomainError as error:
        form.blame(error.field, str(error.message))
        return _kept_page(request, form, draft)
    return redirect(reverse("outlets:registration", args=[draft.pk]) + "?sent=1")


def _blame_all(form: RegistrationForm, error: RefusedRecordError) -> None:
    for problem in error.problems:
        form.blame(problem.field, problem.message)


def _called(outlet: Outlet) -> str:
    return outlet.name or outlet.village.short_name


def _kept_page(
    request: SignedInRequest, form: RegistrationForm, draft: Outlet, **more: Any
) -> HttpResponse:
    """The form again, over the draft that was kept; not submitted."""
    _remember_version(form, draft)
    return _form_page(request, form, draft, is_kept=True, **more)


def _remember_version(form: RegistrationForm, outlet: Outlet) -> None:
    """What is sent next is meant for the record as it is now."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["seen_at"] = outlet.updated_at.isoformat()
    form.data = data


def _conflict(request: SignedInRequest, form: RegistrationForm) -> HttpResponse:
    """Both versions; sending the form again is then meant, as long as it may be edited."""
    pk = form.cleaned_data["id"]
    outlet = get_object_or_404(_registrations(request.user), pk=pk)
    present = RegistrationForm(
        form.data, user=request.user, villages=villages_around(request.user, outlet), outlet=outlet
    )
    compared = differences(present, [*TECHNICAL, *form.files])
    _remember_version(form, outlet)
    return _form_page(
        request,
        form,
        outlet,
        status=ConflictError.status,
        differences=compared,
        last_change=last_change(pk),
        is_closed=outlet.stage not in EDITABLE,
    )


def _form_page(
    request: SignedInRequest,
    form: RegistrationForm,
    outlet: Outlet | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    returned = _last_return(outlet)
    form.point_at(returned.field if returned else "")
    context = {
        "form": form,
        "outlet": outlet,
        "returned": returned,
        "photos": _photos_by_field(outlet),
        "lost_photo": bool(form.sent_photos()) and not more.get("is_kept"),
        "config": _config(request.user),
        **more,
    }
    return render(request, "outlets/registration_form.html", context, status=status)


def _config(user: User) -> dict[str, Any]:
    """Addresses and sentences for the scripts."""
    return {
        "township": user.jurisdiction_code,
        "leaflet_js": static("leaflet/leaflet.js"),
        "leaflet_css": static("leaflet/leaflet.css"),
        "read": reverse("outlets:read_position"),
        "organization": reverse("outlets:find_organization"),
        "places": reverse("outlets:places"),
        "texts": {
            "proposed": _("%(village)s E-commerce Service Station") % {"village": "{village}"},
            "locating": _("Waiting for the position…"),
            "no_position": _(
                "The device gave no position. Allow it in the browser, go outdoors, tap the map, "
                "or paste coordinates."
            ),
            "accuracy": _("accurate to {m} m"),
            "inaccurate": _("accurate to {m} m only: take it again outdoors, or say why"),
            "by_map": _("marked on the map"),
            "unreachable": _("No connection: the position is checked when it is sent."),
            "lat": _("N {value}"),
            "lon": _("E {value}"),
            "metres": _("{n} m"),
            "kilometres": _("{n} km"),
            "scaling": _("Making the photo smaller…"),
            "scaled": _("{n} kB"),
            "has": _("Already here:"),
            "others": _("It also runs:"),
            "no_others": _("It runs no other outlet here."),
            "map": _("Map of {name}: click where the outlet stands"),
            "map_failed": _("The map could not be loaded. Paste coordinates instead."),
        },
    }


def _last_return(outlet: Outlet | None) -> OutletTransition | None:
    """Why a returned submission came back."""
    if outlet is None or outlet.stage != Stage.RETURNED:
        return None
    return outlet.transitions.filter(to_stage=Stage.RETURNED).last()


def _photos_by_field(outlet: Outlet | None) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {f"photo_{kind}": [] for kind in PhotoKind}
    for photo in outlet.photos.all() if outlet else ():
        found[f"photo_{photo.kind}"].append(photo)
    return found


def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The receipt: what was sent, how far it is, and what comes next."""
    _demand_registrar(request.user)
    outlet = get_object_or_404(_registrations(request.user), pk=pk)
    return _receipt(request, outlet, withdrawal=_withdrawal(outlet))


def _receipt(
    request: SignedInRequest,
    outlet: Outlet,
    *,
    withdrawal: ReasonForm,
    status: int = 200,
) -> HttpResponse:
    steps = registration.open_steps(outlet=outlet, actor=request.user)
    context = {
        "outlet": outlet,
        "transitions": list(outlet.transitions.all())[::-1],
        "stages": _stages(outlet),
        "candidates": candidates(outlet=outlet, user=request.user) if _is_open(outlet) else [],
        "services": [ServiceKind(kind).label for kind in outlet.service_kinds],
        "may_edit": Step.SUBMIT in steps,
        "may_withdraw": Step.WITHDRAW in steps,
        "is_sent": "sent" in request.GET,
        "notice_days": settings.PUBLIC_NOTICE_DAYS,
        "is_acceptance_required": settings.ACCEPTANCE_REQUIRED,
        "withdrawal": withdrawal,
    }
    return render(request, "outlets/registration_sent.html", context, status=status)


def _is_open(outlet: Outlet) -> bool:
    return outlet.stage in (Stage.COUNTY_REVIEW, Stage.RETURNED)


def _stages(outlet: Outlet) -> list[tuple[str, str]]:
    """The way to go: each stage's name, and `done`, `now` or nothing."""
    way = [Stage.COUNTY_REVIEW]
    if settings.PUBLIC_NOTICE_DAYS:
        way.append(Stage.PUBLIC_NOTICE)
    if settings.ACCEPTANCE_REQUIRED:
        way.append(Stage.ACCEPTANCE)
    way.append(Stage.ESTABLISHED)
    here = way.index(Stage(outlet.stage)) if outlet.stage in way else -1
    return [
        (str(stage.label), "done" if place < here else "now" if place == here else "")
        for place, stage in enumerate(way)
    ]


@require_POST
def withdraw(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a registration up."""
    _demand_registrar(request.user)
    outlet = get_object_or_404(_registrations(request.user), pk=pk)
    form = _withdrawal(outlet, request.POST)
    if not form.is_valid():
        return _receipt(request, outlet, withdrawal=form, status=DomainError.status)
    try:
        seen_at, reason = outlet.updated_at, form.cleaned_data["reason"]
        if request.POST.get("seen_at") != seen_at.isoformat():
            raise ConflictError
        registration.withdraw(outlet=outlet, seen_at=seen_at, actor=request.user, reason=reason)
    except DomainError as error:
        form.blame(error)
        return _receipt(request, outlet, withdrawal=form, status=error.status)
    messages.success(request, _("Withdrawn: %(name)s.") % {"name": _called(outlet)})
    return redirect("outlets:registrations")


def _withdrawal(outlet: Outlet, data: QueryDict | None = None) -> ReasonForm:
    """Drafts may be withdrawn without a reason."""
    return ReasonForm(data, longest=LONGEST_REASON, is_asked=outlet.stage != Stage.DRAFT)
