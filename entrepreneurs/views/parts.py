"""The rows that belong to a record: entered, changed, removed on pages of their own."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from core.errors import DomainError
from entrepreneurs.records import remove_row, save_row
from entrepreneurs.views.common import open_register, powers, record_or_404, tell, tell_notes


def part_add(request: SignedInRequest, register: str, part: str, record: uuid.UUID) -> HttpResponse:
    return _edited(request, register, part, record, None)


def part_edit(
    request: SignedInRequest, register: str, part: str, record: uuid.UUID, pk: int
) -> HttpResponse:
    return _edited(request, register, part, record, pk)


@require_POST
def part_remove(
    request: SignedInRequest, register: str, part: str, record: uuid.UUID, pk: int
) -> HttpResponse:
    kept = open_register(request, register)
    owner = record_or_404(kept, request, record)
    if not powers(owner, request.user).edit or not kept.part(part).may_change(request.user):
        raise PermissionDenied
    row = get_object_or_404(kept.part(part).rows_of(owner), pk=pk)
    try:
        remove_row(row=row, record=owner, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The row was removed. The history keeps it."))
    return redirect(f"entrepreneurs:{kept.slug}_record", pk=record)


def _edited(
    request: SignedInRequest, register: str, part: str, record: uuid.UUID, pk: int | None
) -> HttpResponse:
    kept = open_register(request, register)
    owner = record_or_404(kept, request, record)
    belongs = kept.part(part)
    if not powers(owner, request.user).edit or not belongs.may_change(request.user):
        raise PermissionDenied
    if not pk and not belongs.belongs_to(owner):
        raise Http404
    row: Any = get_object_or_404(belongs.rows_of(owner), pk=pk) if pk else belongs.model()
    setattr(row, belongs.parent, owner)
    assert belongs.form, "rows that are records have their own pages"
    form = belongs.form(request.POST or None, instance=row, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                save_row(row=form.record(request.user), record=owner, actor=request.user)
        except DomainError as error:
            tell(form, error)
        else:
            messages.success(request, _("The row was saved."))
            tell_notes(request, form)
            return redirect(f"entrepreneurs:{kept.slug}_record", pk=record)
    context = {"register": kept, "record": owner, "part": belongs, "form": form, "row": row}
    status = 422 if form.errors else 200
    return render(request, "entrepreneurs/part_form.html", context, status=status)
