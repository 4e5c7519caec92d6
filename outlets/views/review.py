"""The county's queue: one submission after the other is approved, sent back, accepted."""

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.models import User
from core import data_version
from core.errors import ConflictError, DomainError, InvalidQuestionError
from core.templatetags.measures import day as in_full
from outlets import registration
from outlets.forms_review import FORMS, BatchForm, VersionForm, parsed_version
from outlets.kinds import Stage, Step
from outlets.models import Outlet
from outlets.querysets import OutletQuerySet
from outlets.registration import UnknownOutletError
from outlets.review_queue import (
    LONG_WAIT_DAYS,
    TAB_OF,
    Queue,
    Tab,
    at_place,
    place_of,
    queue,
)
from outlets.rules import REVIEW
from outlets.submissions import compared, version_seen
from outlets.views.conflicts import last_change
from outlets.views.review_subject import Sent, subject_of

DONE = {
    Step.APPROVE: gettext_lazy("Approved: %(name)s."),
    Step.RETURN: gettext_lazy("Sent back: %(name)s."),
    Step.OBJECT: gettext_lazy("Objection attached: %(name)s is to be reviewed again."),
    Step.END_NOTICE: gettext_lazy("Public notice ended: %(name)s."),
    Step.ACCEPT: gettext_lazy("Accepted: %(name)s operates from %(day)s on."),
}


STEP_WORDS = {
    Step.APPROVE: gettext_lazy("Approve all the same"),
    Step.RETURN: gettext_lazy("Send back all the same"),
    Step.OBJECT: gettext_lazy("Attach the objection all the same"),
    Step.END_NOTICE: gettext_lazy("End the public notice all the same"),
    Step.ACCEPT: gettext_lazy("Accept all the same"),
}


def demand_reviewer(user: User) -> None:
    if not rules.has_perm(REVIEW, user):
        raise PermissionDenied


def queue_page(request: SignedInRequest) -> HttpResponse:
    """`?tab=` and `?outlet=`: the list, and beside it one of its records, else the first."""
    demand_reviewer(request.user)
    tab = asked_tab(request)
    pk = request.GET.get("outlet", "")
    if not pk:
        return show(request, tab=tab)
    try:
        wanted = uuid.UUID(pk)
    except ValueError as error:
        raise InvalidQuestionError(field="outlet") from error
    outlet = get_object_or_404(_outlets(request.user), pk=wanted)
    return show(request, tab=tab, outlet=outlet, is_chosen=True)


def asked_tab(request: SignedInRequest) -> Tab:
    """The tab of `tab=`, in the address or the form."""
    value = request.POST.get("tab", "") or request.GET.get("tab", "") or Tab.REVIEW
    if value not in Tab.values:
        raise InvalidQuestionError(field="tab")
    return Tab(value)


def address(tab: Tab, pk: uuid.UUID | None = None, page: int = 1) -> str:
    """Where a tab is, and one of its records."""
    question: dict[str, Any] = {"tab": tab.value}
    if pk:
        question["outlet"] = pk
    if page > 1:
        question["page"] = page
    return f"{reverse('outlets:review')}?{urlencode(question)}"


def list_of(request: SignedInRequest, tab: Tab) -> dict[str, Any]:
    """The context of the list at the left; at most four queries."""
    found = queue(
        tab=tab,
        page=request.GET.get("page", "1"),
        user=request.user,
        version=data_version.seen_by(request),
    )
    return {
        "queue": found,
        "tab": tab,
        "tabs": [(one, found.numbers[one]) for one in Tab],
        "today": timezone.localdate(),
        "long_wait_since": timezone.localdate() - dt.timedelta(LONG_WAIT_DAYS),
    }


def show(
    request: SignedInRequest,
    *,
    tab: Tab,
    outlet: Outlet | None = None,
    is_chosen: bool = False,
    form: Sent = None,
    status: int = 200,
) -> HttpResponse:
    """The page with an outlet, or the tab's first; `form` was sent and is refused."""
    context = list_of(request, tab)
    if outlet is None:
        outlet = _first(context["queue"], request.user)
        if tab == Tab.TWINS and context["queue"].page.object_list:
            first = context["queue"].page.object_list[0]
            return redirect("outlets:duplicates", first.first.pk, first.second.pk)
    context["is_chosen"] = is_chosen
    if outlet:
        context |= subject_of(request, outlet, form)
    return render(request, "outlets/review.html", context, status=status)


def _first(found: Queue, user: User) -> Outlet | None:
    rows = found.page.object_list
    if not rows or found.tab == Tab.TWINS:
        return None
    return _outlets(user).filter(pk=rows[0].pk).first()


def _outlets(user: User) -> OutletQuerySet:
    outlets = Outlet.objects.visible_to(user).exclude(stage=Stage.DRAFT)
    outlets = outlets.with_status_on(timezone.localdate()).prefetch_related("transitions")
    return outlets.select_related("village__parent__parent", "organization", "submitted_by")


@require_POST
def decide(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the step of `step=`; afterwards the next record of the tab opens."""
    user = request.user
    demand_reviewer(user)
    outlet = get_object_or_404(_outlets(user), pk=pk)
    step, tab = _asked_step(request), asked_tab(request)
    form = FORMS[step](request.POST)
    place = place_of(tab, outlet, user)
    try:
        if not form.is_valid():
            return show(request, tab=tab, outlet=outlet, is_chosen=True, form=form, status=400)
        done = take(step, outlet=outlet, form=form, actor=user)
    except ConflictError as error:
        return _conflict(request, pk, step, tab, form, error)
    except UnknownOutletError:
        raise
    except DomainError as error:
        form.blame(error.field, str(error.message))
        outlet = get_object_or_404(_outlets(user), pk=pk)
        return show(request, tab=tab, outlet=outlet, is_chosen=True, form=form, status=error.status)
    _tell(request, step, done)
    return redirect(after(tab, place, user))


def _asked_step(request: SignedInRequest) -> Step:
    value = request.POST.get("step", "")
    if value not in {str(step) for step in FORMS}:
        raise InvalidQuestionError(field="step")
    return Step(value)


def take(step: Step, *, outlet: Outlet, form: VersionForm, actor: User) -> Outlet:
    """One step of the registration, from the version that the form was read from."""
    said: dict[str, Any] = {"outlet": outlet, "seen_at": form.read_at, "actor": actor}
    data = form.cleaned_data
    if step == Step.APPROVE:
        return registration.approve(**said, document_no=data["document_no"])
    if step == Step.RETURN:
        reason, field = form.whole_reason, form.field_concerned  # type: ignore[attr-defined]
        return registration.send_back(**said, reason=reason, field=field)
    if step == Step.OBJECT:
        return registration.object_to(
            **said, reason=data["reason"], document_no=data["document_no"]
        )
    if step == Step.END_NOTICE:
        return registration.end_notice(**said)
    return registration.accept(**said, opened_on=data["opened_on"], document_no=data["document_no"])


def _tell(request: SignedInRequest, step: Step, outlet: Outlet) -> None:
    words = {"name": outlet.name, "day": in_full(outlet.opened_on)}
    text = str(DONE[step]) % words
    if step == Step.APPROVE and outlet.notice_ends_on:
        more = _("On public notice until %(day)s.") % {"day": in_full(outlet.notice_ends_on)}
        text = _("%(sentence)s %(more)s") % {"sentence": text, "more": more}
    messages.success(request, text)


def after(tab: Tab, place: int | None, user: User) -> str:
    """Whoever stands now where the decided record stood."""
    found = at_place(tab, place or 0, user) if tab != Tab.TWINS else None
    return address(tab, *found) if found else address(tab)


def _conflict(
    request: SignedInRequest,
    pk: uuid.UUID,
    step: Step,
    tab: Tab,
    form: VersionForm,
    error: ConflictError,
) -> HttpResponse:
    """What was seen beside what is there now, what was to be decided, and three ways on."""
    user = request.user
    outlet = get_object_or_404(_outlets(user), pk=pk)
    try:
        seen = version_seen(outlet, form.read_at)
    except ConflictError:
        seen = None
    facts = compared(outlet, seen, is_masked=True, with_progress=True)
    data = request.POST.copy()
    data["seen_at"] = outlet.updated_at.isoformat()
    steps = registration.open_steps(outlet=outlet, actor=user)
    context = {
        "error": error,
        "outlet": outlet,
        "tab": tab,
        "seen": seen,
        "seen_stage": Stage(seen.stage).label if seen else "",
        "facts": [fact for fact in facts if fact.is_changed],
        "last_change": last_change(pk),
        "step": step,
        "form": FORMS[step](data),
        "typed": _typed(form),
        "step_words": STEP_WORDS[step],
        "may_still": step in steps,
        "there": address(TAB_OF.get(Stage(outlet.stage), tab), pk),
        "next": after(tab, place_of(tab, outlet, user) or 0, user),
    }
    return render(request, "outlets/review_conflict.html", context, status=error.status)


def _typed(form: VersionForm) -> list[tuple[str, str]]:
    """What came with the decision, in words."""
    found = []
    for bound in form.visible_fields():
        value = form.cleaned_data.get(bound.name) if form.is_valid() else bound.data
        if value:
            choices = dict(getattr(bound.field, "choices", ()))
            found.append((str(bound.label), str(choices.get(value, value))))
    return found


@require_POST
def batch(request: SignedInRequest) -> HttpResponse:
    """Approve everything that was ticked; each stands or falls by itself."""
    demand_reviewer(request.user)
    versions = [_version(text) for text in request.POST.getlist("chosen")]
    if not versions:
        messages.warning(request, _("Tick the submissions to be approved first."))
        return redirect(address(Tab.REVIEW))
    form = BatchForm(request.POST)
    if not form.is_valid():
        for error in form.errors["document_no"]:
            messages.error(request, str(error))
        return redirect(address(Tab.REVIEW))
    results = registration.approve_batch(
        versions=versions, actor=request.user, document_no=form.cleaned_data["document_no"]
    )
    known = _outlets(request.user).in_bulk([result.id for result in results])
    context = {
        "results": [(result, known.get(result.id)) for result in results],
        "approved": sum(result.error is None for result in results),
        "failed": sum(result.error is not None for result in results),
    }
    return render(request, "outlets/review_results.html", context)


def _version(text: str) -> tuple[uuid.UUID, dt.datetime]:
    """`id@version`, as the boxes of the list carry it."""
    pk, _at, seen_at = text.partition("@")
    try:
        return uuid.UUID(pk), parsed_version(seen_at)
    except (ValueError, ConflictError) as error:
        raise InvalidQuestionError(field="chosen") from error
