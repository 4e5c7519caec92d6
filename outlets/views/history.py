"""What was done with an outlet, and the pages of its earlier versions."""

import datetime as dt
import uuid
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.rules import SEE_AUDIT
from core.errors import ConflictError, DomainError
from outlets import history as recorded
from outlets import keepers
from outlets.models import Outlet
from outlets.restoring import restore_version
from outlets.rules import RESTORE, SEE_HISTORY

PER_PAGE = 30


def history(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    outlet = _outlet(request, pk)
    is_masked = _is_masked(request, outlet)
    found = recorded.acts_on(outlet, is_masked=is_masked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    may_restore = rules.has_perm(RESTORE, request.user, outlet)
    context = {
        "outlet": outlet,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "is_masked": is_masked,
        "restorable": recorded.restorable(outlet) if may_restore else set(),
        "may_see_audit": rules.has_perm(SEE_AUDIT, request.user),
    }
    return render(request, "outlets/history.html", context)


def version(request: SignedInRequest, pk: uuid.UUID, version: int) -> HttpResponse:
    """An earlier version beside the present one; a POST restores it."""
    outlet = _outlet(request, pk)
    found = recorded.version_of(outlet, version)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _version(request, outlet, found)
    if not rules.has_perm(RESTORE, request.user, outlet):
        raise PermissionDenied
    try:
        restore_version(outlet=outlet, version=found, seen_at=_seen_at(request), actor=request.user)
    except ConflictError as error:
        return _version(request, _outlet(request, pk), found, error=error)
    except DomainError as error:
        return _version(request, outlet, found, error=error)
    messages.success(request, _("Restored: %(name)s.") % {"name": outlet.name})
    return redirect("outlets:history", pk=pk)


def _version(
    request: SignedInRequest, outlet: Outlet, found: Any, error: DomainError | None = None
) -> HttpResponse:
    is_masked = _is_masked(request, outlet)
    context = {
        "outlet": outlet,
        "version": found,
        "differences": recorded.differences(outlet, found, is_masked=is_masked),
        "may_restore": rules.has_perm(RESTORE, request.user, outlet)
        and found.pgh_id in recorded.restorable(outlet),
        "seen_at": outlet.updated_at.isoformat(),
        "error": error,
        "is_conflict": isinstance(error, ConflictError),
    }
    status = error.status if error else 200
    return render(request, "outlets/history_version.html", context, status=status)


def _is_masked(request: SignedInRequest, outlet: Outlet) -> bool:
    """Whether the viewer's role sees keepers masked; a look at a whole one is recorded."""
    is_masked = not keepers.is_seen_by(request.user)
    if not is_masked:
        keepers.record_look(outlet, request.user)
    return is_masked


def _outlet(request: SignedInRequest, pk: uuid.UUID) -> Outlet:
    outlets = Outlet.objects.visible_to(request.user)
    outlets = outlets.select_related("village__parent__parent", "organization")
    outlet = get_object_or_404(
        outlets.prefetch_related("statuses", "served_villages__village"), pk=pk
    )
    if not rules.has_perm(SEE_HISTORY, request.user):
        raise PermissionDenied
    return outlet


def _seen_at(request: SignedInRequest) -> dt.datetime:
    """The version that the page showed.

    Raises:
        ConflictError: the page does not say.
    """
    try:
        seen_at = parse_datetime(request.POST.get("seen_at", ""))
    except ValueError:
        seen_at = None
    if seen_at is None or seen_at.tzinfo is None:
        raise ConflictError
    return seen_at
