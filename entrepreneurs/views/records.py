"""A record's page, the forms that enter and change it, its steps, and its history."""

import uuid
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.models import User
from core.errors import ConflictError, DomainError
from entrepreneurs import approval, privacy
from entrepreneurs.facts import facts_of
from entrepreneurs.history import acts_on
from entrepreneurs.people import person_of
from entrepreneurs.records import add_record, revise_record
from entrepreneurs.registers.base import Part, Register
from entrepreneurs.rules import SEE_PERSONS
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
        "facts": facts_of(kept, record, request.user),
        "parts": [
            _part(part, record, request.user)
            for part in kept.parts
            if part.is_open_to(request.user)
        ],
        "person": _person(record, request.user),
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


def _person(record: Any, user: User) -> dict[str, Any] | None:
    """The person the record speaks of, for those who see people."""
    person = person_of(record) if rules.has_perm(SEE_PERSONS, user) else None
    return {"pk": person.pk, "shown": privacy.shown(person)} if person else None


def _part(part: Part, record: Any, user: User) -> dict[str, Any]:
    rows = [
        {
            "row": row,
            "person": getattr(row, "person_id", None),
            "cells": [(column, column.value(row)) for column in part.columns],
        }
        for row in part.rows_of(record)
    ]
    return {"part": part, "rows": rows, "may_change": part.may_change(user)}


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
