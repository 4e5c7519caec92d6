"""A record's page, the forms that enter and change it, its steps, and its history."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from core.changes import shown
from core.errors import ConflictError, DomainError
from entrepreneurs import approval
from entrepreneurs.history import acts_on
from entrepreneurs.records import add_record, revise_record
from entrepreneurs.registers.base import Register
from entrepreneurs.views.common import (
    open_register,
    powers,
    record_or_404,
    seen_at,
    tell,
    tell_saved,
)

PER_PAGE = 30


def record_detail(request: SignedInRequest, register: str, pk: uuid.UUID) -> HttpResponse:
    kept = open_register(request, register)
    record = record_or_404(kept, request, pk)
    context = {
        "register": kept,
        "record": record,
        "title": kept.title(record),
        "facts": facts_of(kept, record),
        "parts": [_part(part, record) for part in kept.parts],
        "warnings": list(kept.warnings(record)),
        "powers": powers(record, request.user),
    }
    return render(request, "entrepreneurs/record.html", context)


def record_add(request: SignedInRequest, register: str) -> HttpResponse:
    kept = open_register(request, register)
    if not kept.may_add(request.user):
        raise PermissionDenied
    form = kept.form(request.POST or None, user=request.user, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a person is not entered without the record
                record = add_record(
                    record=form.record(request.user),
                    actor=request.user,
                    is_submitted="submit" in request.POST,
                )
        except DomainError as error:
            tell(form, error)
        else:
            tell_saved(request, form)
            return redirect(f"entrepreneurs:{kept.slug}_record", pk=record.pk)
    return _form(request, kept, form, status=422 if form.errors else 200)


def record_edit(request: SignedInRequest, register: str, pk: uuid.UUID) -> HttpResponse:
    kept = open_register(request, register)
    record = record_or_404(kept, request, pk)
    if not powers(record, request.user).edit:
        raise PermissionDenied
    version = record.updated_at
    form = kept.form(request.POST or None, instance=record, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            revise_record(
                record=form.record(request.user),
                actor=request.user,
                seen_at=seen_at(request.POST),
                is_submitted="submit" in request.POST,
            )
        except DomainError as error:
            tell(form, error)
        else:
            tell_saved(request, form)
            return redirect(f"entrepreneurs:{kept.slug}_record", pk=pk)
    return _form(
        request, kept, form, record=record, version=version, status=422 if form.errors else 200
    )


@require_POST
def record_step(request: SignedInRequest, register: str, pk: uuid.UUID) -> HttpResponse:
    """Submit, verify or return, from the version that the page showed."""
    kept = open_register(request, register)
    record = record_or_404(kept, request, pk)
    step = request.POST.get("step", "")
    try:
        moment = seen_at(request.POST)
        if step == "submit":
            approval.submit(record=record, actor=request.user, seen_at=moment)
        elif step == "verify":
            approval.verify(record=record, actor=request.user, seen_at=moment)
        elif step == "return":
            reason = request.POST.get("reason", "")
            approval.send_back(record=record, reason=reason, actor=request.user, seen_at=moment)
        else:
            raise DomainError(_("There is no such step."), field="step")
    except (ConflictError, DomainError) as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Done."))
    return redirect(f"entrepreneurs:{kept.slug}_record", pk=pk)


def record_history(request: SignedInRequest, register: str, pk: uuid.UUID) -> HttpResponse:
    kept = open_register(request, register)
    record = record_or_404(kept, request, pk)
    page = Paginator(acts_on(kept, record), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "register": kept,
        "record": record,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
    }
    return render(request, "entrepreneurs/history.html", context)


def facts_of(register: Register, record: Any) -> list[tuple[str, object]]:
    """The record's own fields as label and value, then what the register adds."""
    facts = []
    for name in register.form._meta.fields or ():
        field = register.model._meta.get_field(name)
        facts.append((str(getattr(field, "verbose_name", name)), _shown(record, field)))
    return facts + [(str(column.label), column.value(record)) for column in register.details]


def _shown(record: Any, field: Any) -> object:
    if hasattr(field, "base_field") and field.base_field.choices:
        words = dict(field.base_field.flatchoices)
        return "、".join(str(words.get(value, value)) for value in getattr(record, field.name))
    if getattr(field, "choices", None):
        return getattr(record, f"get_{field.name}_display")()
    value = getattr(record, field.name)
    if isinstance(value, bool):
        return shown(value)
    if isinstance(value, models.Model):
        return str(value)
    return value


def _part(part: Any, record: Any) -> dict[str, Any]:
    rows = [
        {"row": row, "cells": [(column, column.value(row)) for column in part.columns]}
        for row in part.rows_of(record)
    ]
    return {"part": part, "rows": rows}


def _form(
    request: SignedInRequest,
    register: Register,
    form: Any,
    *,
    status: int,
    record: Any = None,
    version: Any = None,
) -> HttpResponse:
    context = {"register": register, "form": form, "record": record, "version": version}
    return render(request, "entrepreneurs/form.html", context, status=status)
