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
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.models import User
from core.errors import DomainError
from entrepreneurs import approval, privacy
from entrepreneurs.facts import facts_of
from entrepreneurs.forms.steps import SUBMIT, VERIFY, StepForm
from entrepreneurs.history import acts_on
from entrepreneurs.kinds import Stage
from entrepreneurs.people import person_of
from entrepreneurs.records import KnownRecordError, add_record, revise_record
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
    return _page(request, kept, record_or_404(kept, request, pk), StepForm())


def _page(
    request: SignedInRequest, kept: Register, record: Any, form: StepForm, status: int = 200
) -> HttpResponse:
    user = request.user
    may = powers(record, user)
    context = {
        "register": kept,
        "record": record,
        "title": kept.title(record),
        "facts": facts_of(kept, record, user),
        "parts": [
            _part(part, record, user)
            for part in kept.parts
            if part.is_open_to(user) and part.is_shown(record)
        ],
        "person": _person(record, user),
        "warnings": list(kept.warnings(record)),
        "powers": may,
        "form": form,
        "drafts": kept.rows_for(user).filter(stage=Stage.DRAFT).count() if may.submit else 0,
        "may_add": kept.may_add(user),
    }
    return render(request, "entrepreneurs/record.html", context, status=status)


def record_add(request: SignedInRequest, register: str) -> HttpResponse:
    kept = open_register(request, register)
    if not kept.may_add(request.user):
        raise PermissionDenied
    form = kept.form(request.POST or None, user=request.user, initial=request.GET.dict())
    known = ""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a person is not entered without the record
                record = add_record(
                    record=form.record(request.user),
                    actor=request.user,
                    is_submitted="submit" in request.POST,
                )
        except KnownRecordError as error:
            tell(form, error)
            known = _address_if_seen(kept, error.record, request)
        except DomainError as error:
            tell(form, error)
        else:
            tell_saved(request, form, record)
            return redirect(f"entrepreneurs:{kept.slug}_record", pk=record.pk)
    return _form(request, kept, form, status=422 if form.errors else 200, known=known)


def _address_if_seen(register: Register, record: Any, request: SignedInRequest) -> str:
    """Where the record is, for those of its jurisdiction."""
    is_seen = register.rows_for(request.user).filter(pk=record.pk).exists()
    return reverse(f"entrepreneurs:{register.slug}_record", args=[record.pk]) if is_seen else ""


def record_edit(request: SignedInRequest, register: str, pk: uuid.UUID) -> HttpResponse:
    kept = open_register(request, register)
    record = record_or_404(kept, request, pk)
    if not powers(record, request.user).edit:
        raise PermissionDenied
    version = record.updated_at
    form = kept.form(request.POST or None, instance=record, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            record = revise_record(
                record=form.record(request.user),
                actor=request.user,
                seen_at=seen_at(request.POST),
                is_submitted="submit" in request.POST,
            )
        except DomainError as error:
            tell(form, error)
        else:
            tell_saved(request, form, record)
            return redirect(f"entrepreneurs:{kept.slug}_record", pk=pk)
    return _form(
        request, kept, form, record=record, version=version, status=422 if form.errors else 200
    )


@require_POST
def record_step(request: SignedInRequest, register: str, pk: uuid.UUID) -> HttpResponse:
    """Submit, verify or return, from the version that the page showed."""
    kept = open_register(request, register)
    record = record_or_404(kept, request, pk)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            done = _taken(form, record, request)
        except DomainError as error:
            tell(form, error)
        else:
            messages.success(request, done)
            return redirect(f"entrepreneurs:{kept.slug}_record", pk=pk)
    return _page(request, kept, record, form, status=422)


def _taken(form: StepForm, record: Any, request: SignedInRequest) -> str:
    """Take the step; what it means for the record.

    Raises:
        DomainError: it cannot be taken.
    """
    step, actor, moment = form.cleaned_data["step"], request.user, seen_at(request.POST)
    if step == SUBMIT:
        approval.submit(record=record, actor=actor, seen_at=moment)
        return _("Handed in. The county's department verifies it next.")
    if step == VERIFY:
        approval.verify(record=record, actor=actor, seen_at=moment)
        return _("Verified. The record counts from now on.")
    reason = form.cleaned_data["reason"]
    approval.send_back(record=record, reason=reason, actor=actor, seen_at=moment)
    return _("Returned. Who entered it sees the reason, and the record does not count.")


def record_history(request: SignedInRequest, register: str, pk: uuid.UUID) -> HttpResponse:
    kept = open_register(request, register)
    record = record_or_404(kept, request, pk)
    page = Paginator(acts_on(kept, record), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "register": kept,
        "record": record,
        "title": kept.title(record),
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
            "warning": part.warning(row),
        }
        for row in part.rows_of(record)
    ]
    may_change = bool(part.form or part.register) and part.may_change(user)
    may_add = may_change and part.belongs_to(record)
    return {"part": part, "rows": rows, "may_change": may_change, "may_add": may_add}


def _form(
    request: SignedInRequest,
    register: Register,
    form: Any,
    *,
    status: int,
    record: Any = None,
    version: Any = None,
    known: str = "",
) -> HttpResponse:
    context = {
        "register": register,
        "form": form,
        "record": record,
        "title": register.title(record) if record else "",
        "version": version,
        "known": known,
    }
    return render(request, "entrepreneurs/form.html", context, status=status)
