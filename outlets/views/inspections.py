"""Visits: those that are due, what one found, and the drawing of a random sample."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import rules
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.http import SignedInRequest
from core import audit
from core.errors import ConflictError, DomainError, InvalidQuestionError
from core.paging import page_of
from outlets.forms_inspections import SampleForm, VisitForm
from outlets.forms_photos import photos_of
from outlets.inspecting import (
    Draw,
    draw_sample,
    may_record,
    new_seed,
    open_kinds,
    plan_sample,
    record_visit,
    sampled_from,
)
from outlets.kinds import InspectionKind, InspectionResult
from outlets.models import Inspection, Outlet
from outlets.querysets import InspectionQuerySet, OutletQuerySet
from outlets.rules import SAMPLE, VISIT
from outlets.stages import VOID
from outlets.views.scopes import asked_scope
from outlets.views.sending import sent

SALT = "outlets.sample"
DRAW_HOLDS_S = 3600


def _states(today: dt.date) -> dict[str, tuple[str | Promise, Q]]:
    planned = Q(visited_on__isnull=True)
    return {
        "due": (gettext_lazy("to be visited"), planned),
        "overdue": (gettext_lazy("overdue"), planned & Q(due_on__lt=today)),
        "closed": (gettext_lazy("found closed"), Q(found_open=False)),
        "made": (gettext_lazy("visited"), ~planned),
    }


def inspection_list(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    scope = asked_scope(request)
    states = _states(today)
    state = request.GET.get("state", "") or "due"
    if state not in states:
        raise InvalidQuestionError(field="state")
    sample = request.GET.get("sample", "")
    visits = Inspection.objects.visible_to(request.user).in_division(scope.division.code)
    visits = visits.exclude(outlet__stage__in=VOID)
    if sample:
        visits = visits.filter(sample=sample)
    counted = {name: Count("pk", filter=condition) for name, (_l, condition) in states.items()}
    numbers = visits.order_by().aggregate(**counted)
    page = _page(visits.filter(states[state][1]), numbers[state], request.GET.get("page", "1"))
    for visit in page:
        visit.may_record = visit.visited_on is None and may_record(visit, request.user)
    context = {
        "scope": scope,
        "today": today,
        "states": [(name, label, numbers[name]) for name, (label, _c) in states.items()],
        "numbers": numbers,
        "state": state,
        "sample": sample,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "may_sample": rules.has_perm(SAMPLE, request.user),
    }
    return render(request, "outlets/inspection_list.html", context)


def _page(visits: InspectionQuerySet, number: int, page: str) -> Page:
    """Planned visits by the day they are due, then those made, latest first."""
    ordered = visits.order_by(
        F("visited_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"
    )
    rows = ordered.select_related("outlet__village__parent", "revisit_of").with_distance()
    return page_of(rows, number, page)


def inspection_add(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    outlets = Outlet.objects.visible_to(request.user).select_related("village__parent")
    outlet = get_object_or_404(outlets, pk=pk)
    plan = _plan(request, outlet)
    kinds = [plan.kind] if plan else open_kinds(outlet, request.user)
    may = rules.has_perm(VISIT, request.user, outlet)
    if not (may and kinds) or (plan and not may_record(plan, request.user)):
        raise PermissionDenied
    form = _form(request, kinds, plan)
    if form.is_valid():
        try:
            visit = _record(request, outlet, plan, form)
        except ConflictError:
            return _conflict(request, outlet, plan)
        except DomainError as error:
            form.blame(error.field, str(error.message))
        else:
            _tell(request, visit)
            return redirect("outlets:detail", pk=pk)
    elif plan and plan.visited_on:
        return _conflict(request, outlet, plan)
    return _form_page(request, outlet, form, plan=plan)


def _plan(request: SignedInRequest, outlet: Outlet) -> Inspection | None:
    """The planned visit of `?plan=…`."""
    number = request.GET.get("plan", "")
    if not number:
        return None
    if not number.isdecimal():
        raise InvalidQuestionError(field="plan")
    plans = outlet.inspections.select_related("revisit_of")
    return get_object_or_404(plans, pk=int(number))


def _form(
    request: SignedInRequest, kinds: Sequence[str], plan: Inspection | None = None
) -> VisitForm:
    return VisitForm(
        *sent(request),
        kinds=kinds,
        plan=plan,
        inspector=request.user.display_name,
    )


def _form_page(
    request: SignedInRequest,
    outlet: Outlet,
    form: VisitForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    kinds = form.kinds
    context = {
        "outlet": outlet,
        "form": form,
        "only_kind": InspectionKind(kinds[0]).label if len(kinds) == 1 else "",
        "lost_photo": bool(request.FILES),
        **more,
    }
    return render(request, "outlets/inspection_form.html", context, status=status)


def _record(
    request: SignedInRequest, outlet: Outlet, plan: Inspection | None, form: VisitForm
) -> Inspection:
    if plan:
        if form.read_at is None:
            raise ConflictError
        plan.updated_at = form.read_at
    return record_visit(
        outlet=outlet,
        kind=form.cleaned_data["kind"],
        findings=form.findings(),
        plan=plan,
        photos=photos_of(form.cleaned_data),
        actor=request.user,
    )


def _conflict(request: SignedInRequest, outlet: Outlet, plan: Inspection | None) -> HttpResponse:
    """Show what was recorded meanwhile above what was typed, which may be kept as another visit."""
    recorded = Inspection.objects.filter(pk=plan.pk).first() if plan else None
    kinds = open_kinds(outlet, request.user)
    form = _form(request, kinds or [plan.kind if plan else InspectionKind.ROUTINE])
    return _form_page(
        request,
        outlet,
        form,
        status=ConflictError.status,
        recorded=recorded,
        may_record_another=bool(kinds),
    )


def _tell(request: SignedInRequest, visit: Inspection) -> None:
    text = _("Recorded: visit to %(name)s, %(result)s.")
    words = {"name": visit.outlet.name, "result": visit.get_result_display()}
    messages.success(request, text % words)
    if not visit.found_open:
        messages.warning(request, _("It was found closed; its page says so from now on."))
    if visit.result == InspectionResult.TO_MEND:
        text = _("A re-visit is planned for %(day)s.")
        messages.info(request, text % {"day": visit.mend_by})


def inspection_sample(request: SignedInRequest) -> HttpResponse:
    """First the draw is shown; then it is stored as it was shown."""
    if not rules.has_perm(SAMPLE, request.user):
        raise PermissionDenied
    today = timezone.localdate()
    outlets = sampled_from(Outlet.objects.visible_to(request.user), today)
    if request.method == "POST" and "token" in request.POST:
        return _store_sample(request, outlets)
    form = SampleForm(*sent(request))
    draw = None
    if form.is_valid():
        try:
            draw = draw_sample(
                outlets=outlets,
                number=form.cleaned_data["number"],
                inspectors=form.cleaned_data["inspectors"],
                seed=new_seed(),
            )
        except DomainError as error:
            form.blame(error.field, str(error.message))
        else:
            _note_draw(request, draw)
    return _sample_page(request, outlets, form, draw)


def _note_draw(request: SignedInRequest, draw: Draw) -> None:
    """Every draw is recorded: drawing until the outcome pleases would be seen."""
    detail = {"seed": draw.seed, "outlets": [str(outlet.outlet_no) for outlet, _n in draw.visits]}
    audit.record(request.user, "inspection.drawn", detail=detail)


def _sample_page(
    request: SignedInRequest, outlets: OutletQuerySet, form: SampleForm, draw: Draw | None
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "draw": draw,
        "available": len(draw.population) if draw else outlets.count(),
    }
    if draw:
        data = form.cleaned_data
        token = {
            "seed": draw.seed,
            "digest": draw.digest,
            "number": data["number"],
            "inspectors": data["inspectors"],
            "due_on": data["due_on"].isoformat(),
        }
        context |= {"due_on": data["due_on"], "token": signing.dumps(token, salt=SALT)}
    return render(request, "outlets/inspection_sample.html", context)


def _store_sample(request: SignedInRequest, outlets: OutletQuerySet) -> HttpResponse:
    try:
        token = signing.loads(request.POST["token"], salt=SALT, max_age=DRAW_HOLDS_S)
    except signing.BadSignature as error:
        raise ConflictError(_("This draw is too old. Draw again.")) from error
    name, count = f"{timezone.localdate()}-{token['seed']}", token["number"]
    if Inspection.objects.visible_to(request.user).filter(sample=name).exists():
        raise ConflictError(_("This sample is planned already."))
    draw = draw_sample(
        outlets=outlets, number=count, inspectors=token["inspectors"], seed=token["seed"]
    )
    if draw.digest != token["digest"]:
        raise ConflictError(
            _("The outlets to choose among have changed since the draw. Draw again.")
        )
    due_on = dt.date.fromisoformat(token["due_on"])
    visits = plan_sample(
        draw=draw, inspectors=token["inspectors"], due_on=due_on, actor=request.user
    )
    text = ngettext("%(n)s visit was planned.", "%(n)s visits were planned.", len(visits))
    messages.success(request, text % {"n": len(visits)})
    return redirect(f"{reverse('outlets:inspection_list')}?sample={visits[0].sample}")
