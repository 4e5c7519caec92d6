"""Two outlets that may be one, side by side: merged field by field, or told apart."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from core.errors import ConflictError, DomainError
from outlets.duplicates import Candidate, candidates
from outlets.forms_review import MergeForm, parsed_version
from outlets.kinds import PhotoKind, Stage
from outlets.merging import MERGED_FIELDS, decide_different, merge
from outlets.models import DuplicateDecision, Outlet, OutletTransition
from outlets.registration import UnknownOutletError
from outlets.review_queue import TAB_OF, Tab
from outlets.stages import VOID
from outlets.submissions import Fact, facts_beside, moved_m
from outlets.surroundings import surroundings
from outlets.views.review import address, asked_tab, demand_reviewer, list_of
from outlets.views.review_subject import shows_keepers_masked

MERGE, DIFFERENT = "merge", "different"


def pair(request: SignedInRequest, pk: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """`?tab=` names the list that the reviewer came from and returns to."""
    demand_reviewer(request.user)
    first, second = _both(request, pk, other)
    if request.method != "POST":
        return _page(request, first, second, _form(first, second))
    form = MergeForm(request.POST, outlets=[first, second])
    try:
        if form.is_valid():
            _decide(request, first, second, form)
            return redirect(_back(request, first, second))
        code = 400
    except ConflictError as error:
        first, second = _both(request, pk, other)
        form = _form(first, second, reason=form.cleaned_data["reason"])
        return _page(request, first, second, form, conflict=error, status=error.status)
    except UnknownOutletError:
        raise
    except DomainError as error:
        form.blame(error.field, str(error.message))
        code = error.status
    return _page(request, first, second, form, status=code)


def _both(request: SignedInRequest, pk: uuid.UUID, other: uuid.UUID) -> tuple[Outlet, Outlet]:
    outlets = Outlet.objects.visible_to(request.user).exclude(stage=Stage.DRAFT)
    outlets = outlets.with_status_on(timezone.localdate()).prefetch_related("photos")
    found = outlets.select_related("village__parent__parent", "organization", "merged_into")
    known = found.in_bulk([pk, other])
    if len(known) != 2:
        raise Http404
    return known[pk], known[other]


def _form(first: Outlet, second: Outlet, reason: str = "") -> MergeForm:
    """The established record is to stay, else the one that was here before."""
    stays = min((first, second), key=lambda one: (one.stage != Stage.ESTABLISHED, one.created_at))
    return MergeForm(
        outlets=[first, second],
        initial={
            "keep": str(stays.pk),
            "reason": reason,
            "first_seen_at": first.updated_at.isoformat(),
            "second_seen_at": second.updated_at.isoformat(),
        },
    )


def _decide(request: SignedInRequest, first: Outlet, second: Outlet, form: MergeForm) -> None:
    """Raises what the services raise."""
    reason = form.cleaned_data["reason"]
    if request.POST.get("decision") == DIFFERENT:
        decide_different(first=first, second=second, reason=reason, actor=request.user)
        messages.success(request, _("Kept as two different outlets."))
        return
    seen = {
        str(first.pk): parsed_version(form.cleaned_data["first_seen_at"]),
        str(second.pk): parsed_version(form.cleaned_data["second_seen_at"]),
    }
    is_first = form.cleaned_data["keep"] == str(first.pk)
    keep, drop = (first, second) if is_first else (second, first)
    kept = merge(
        keep=keep,
        drop=drop,
        keep_seen_at=seen[str(keep.pk)],
        drop_seen_at=seen[str(drop.pk)],
        reason=reason,
        fields=form.fields_taken(),
        actor=request.user,
    )
    words = {"gone": drop.outlet_no or drop.name, "kept": kept.outlet_no or kept.name}
    messages.success(request, _("Merged: %(gone)s is now part of %(kept)s.") % words)


def _back(request: SignedInRequest, first: Outlet, second: Outlet) -> str:
    """To the record of the list that the reviewer was reading, where it is still there."""
    tab = asked_tab(request)
    if tab == Tab.TWINS:
        return address(tab)
    waiting = Outlet.objects.filter(pk__in=(first.pk, second.pk), stage__in=TAB_OF)
    here = [one for one in waiting if TAB_OF[Stage(one.stage)] == tab]
    return address(tab, here[0].pk if here else None)


def _page(
    request: SignedInRequest,
    first: Outlet,
    second: Outlet,
    form: MergeForm,
    *,
    conflict: ConflictError | None = None,
    status: int = 200,
) -> HttpResponse:
    tab = asked_tab(request) if "tab" in request.GET or "tab" in request.POST else Tab.TWINS
    is_masked = shows_keepers_masked(request, first, second)
    facts = facts_beside(second, first, MERGED_FIELDS, is_masked=is_masked)
    concerned = Q(first=first, second=second) | Q(first=second, second=first)
    decision = DuplicateDecision.objects.filter(concerned).first()
    suspicion = _suspicion(request, first, second)
    context: dict[str, Any] = list_of(request, tab) | {
        "is_chosen": True,
        "first": first,
        "second": second,
        "pair": (first, second),
        "form": form,
        "keep": form["keep"].value(),
        "pair_ids": {first.pk, second.pk},
        "rows": [_row(fact, (first, second), form) for fact in facts],
        "is_masked": is_masked,
        "differing": sum(fact.is_changed for fact in facts),
        "distance_m": moved_m(first.location, second.location)
        if first.location and second.location
        else None,
        "suspicion": suspicion,
        "decision": decision,
        "is_open": decision is None and not {first.stage, second.stage} & set(VOID),
        "conflict": conflict,
        "transitions": OutletTransition.objects.filter(outlet__in=(first, second))
        .select_related("outlet")
        .order_by("-at", "-pk"),
        "decisions": _decisions(first, second),
        "scene": surroundings(
            first, request.user, candidates=_as_candidates(second, suspicion), is_close=True
        ),
        "ledger": PhotoKind.LEDGER,
    }
    return render(request, "outlets/review_pair.html", context, status=status)


@dataclass(frozen=True)
class Cell:
    """One record's value of a field. `is_taken`: it is the one that stays."""

    pk: str
    words: str
    notes: tuple[str, ...]
    is_taken: bool


@dataclass(frozen=True)
class Row:
    fact: Fact
    cells: tuple[Cell, Cell]


def _row(fact: Fact, pair: tuple[Outlet, Outlet], form: MergeForm) -> Row:
    """As it was sent, or else the kept record's value is chosen."""
    first, second = (str(one.pk) for one in pair)
    taken = form.data.get(f"take_{fact.name}", "") or form["keep"].value()
    return Row(
        fact,
        (
            Cell(first, fact.before, fact.notes_before, taken == first),
            Cell(second, fact.now, fact.notes, taken == second),
        ),
    )


def _suspicion(request: SignedInRequest, first: Outlet, second: Outlet) -> Candidate | None:
    """Why the pair is suspected; null once somebody decided."""
    if {first.stage, second.stage} & set(VOID):
        return None
    found = candidates(outlet=first, user=request.user)
    return next((one for one in found if one.outlet.pk == second.pk), None)


def _as_candidates(second: Outlet, suspicion: Candidate | None) -> list[Candidate]:
    return [suspicion] if suspicion else [Candidate(second, None, ())]


def _decisions(first: Outlet, second: Outlet) -> list[DuplicateDecision]:
    """What was decided of either, of any pair."""
    ids = (first.pk, second.pk)
    found = DuplicateDecision.objects.filter(Q(first__in=ids) | Q(second__in=ids))
    return list(found.select_related("first", "second").order_by("-at"))
