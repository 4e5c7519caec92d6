"""The overview of registers, and each register's list; a list's address is its whole state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import rules
from django.db.models import Count, Model
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.models import User
from core import audit, tables
from core.errors import DomainError
from entrepreneurs import approval, privacy
from entrepreneurs.forms.persons import ExportForm
from entrepreneurs.forms.steps import SUBMIT, VERIFY, Pick
from entrepreneurs.kinds import Stage
from entrepreneurs.listing import RecordList, RecordQuestion, all_listed, ask, list_records
from entrepreneurs.people import person_of
from entrepreneurs.registers import ALL
from entrepreneurs.registers.base import Register
from entrepreneurs.rules import UNMASK
from entrepreneurs.views.common import open_register, tell
from entrepreneurs.waiting import returned_to, waiting_in
from geo.models import AdministrativeDivision


@dataclass(frozen=True)
class Head:
    """A column's head: its link sorts by it, a second time downwards."""

    label: str | Promise
    sort: str = ""
    direction: str = ""
    is_number: bool = False


def overview(request: SignedInRequest) -> HttpResponse:
    """Every register that the viewer may open, with what waits in it."""
    found = [
        (register, dict(_by_stage(register, request)))
        for register in ALL
        if register.is_open_to(request.user)
    ]
    rows = [
        {
            "register": register,
            "total": sum(counts.values()),
            "verified": counts.get(Stage.VERIFIED, 0),
            "submitted": counts.get(Stage.SUBMITTED, 0),
            "returned": counts.get(Stage.RETURNED, 0),
            "drafts": counts.get(Stage.DRAFT, 0),
        }
        for register, counts in found
    ]
    waiting = [one for row, counts in found for one in waiting_in(row, counts, request.user)]
    returned = [row for row, counts in found if counts.get(Stage.RETURNED)]
    context = {
        "rows": rows,
        "waiting": waiting,
        "returned": returned_to(request.user, returned),
    }
    return render(request, "entrepreneurs/overview.html", context)


def _by_stage(register: Register, request: SignedInRequest) -> Any:
    rows = register.rows_for(request.user).order_by()
    return rows.values_list("stage").annotate(number=Count("pk"))


def record_list(request: SignedInRequest, register: str) -> HttpResponse:
    kept = open_register(request, register)
    question = ask(kept, request.GET.dict(), request.user)
    found = list_records(kept, question, request.user)
    page = found.page
    context = {
        "register": kept,
        "registers": [r for r in ALL if r.is_open_to(request.user)],
        "question": question,
        "found": found,
        "page": page,
        "rows": [_cells(kept, record) for record in page.object_list],
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "heads": list(_heads(kept, question.sort)),
        "stages": list(_stages(found, question)),
        "divisions": divisions_below(request),
        "filters": [_control(kept, f, question) for f in kept.filters],
        "may_add": kept.may_add(request.user),
        "step": _step_of_many(kept, question.stage, request.user),
        "has_tasks": _has_tasks(kept, request.user),
    }
    return render(request, "entrepreneurs/list.html", context)


def _stages(found: RecordList, question: RecordQuestion) -> Iterator[tuple[str, str, int]]:
    """The stages that records stand at, and the one asked for, as value, words and number."""
    for stage in Stage:
        if stage in found.by_stage or stage == question.stage:
            yield stage.value, str(stage.label), found.by_stage.get(stage, 0)


def _has_tasks(register: Register, user: User) -> bool:
    """Whether records may wait for the viewer at all."""
    return approval.may_enter(user, register.model) or approval.may_verify(user, register.model)


def _step_of_many(register: Register, stage: str, user: User) -> str:
    """The step that the viewer may take for many records of the stage at once; "" for none."""
    if stage == Stage.DRAFT and approval.may_enter(user, register.model):
        return SUBMIT
    if stage == Stage.SUBMITTED and approval.may_verify(user, register.model):
        return VERIFY
    return ""


def export(request: SignedInRequest, register: str, form: str) -> HttpResponseBase:
    """The list as a workbook or CSV: what its address shows, all pages; masked like the page.

    A register of people asks first what for. Who may see people whole may ask for them whole.
    """
    kept = open_register(request, register)
    question = ask(kept, request.GET.dict(), request.user)
    rows = all_listed(kept, question, request.user)
    if not kept.is_personal:
        return _exported(request, kept, question, form, _masked(kept, rows))
    purpose = ExportForm(request.POST or None, may_unmask=rules.has_perm(UNMASK, request.user))
    if request.method == "POST" and purpose.is_valid():
        try:
            told = privacy.purpose_of(purpose.cleaned_data["purpose"])
            is_whole = purpose.cleaned_data.get("is_whole", False)
            records = _whole(kept, rows, told, request.user) if is_whole else _masked(kept, rows)
        except DomainError as error:
            tell(purpose, error)
        else:
            detail = {"purpose": told, "is_whole": is_whole}
            return _exported(request, kept, question, form, records, detail)
    context = {"register": kept, "form": purpose, "number": rows.count()}
    status = 422 if purpose.errors else 200
    response = render(request, "entrepreneurs/export.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _exported(
    request: SignedInRequest,
    register: Register,
    question: RecordQuestion,
    form: str,
    rows: Iterator[list[object]],
    more: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    number = all_listed(register, question, request.user).count()
    detail = {"rows": number, "format": form, "register": register.slug, **(more or {})}
    audit.record(request.user, "records.exported", subject=question.division, detail=detail)
    return tables.answer(form, f"{register.slug}-{slugify(question.division)}", rows)


def _masked(register: Register, rows: Any) -> Iterator[list[object]]:
    yield [str(column.label) for column in register.columns]
    for record in rows.iterator(chunk_size=500):
        yield [_cell(column.value(record)) for column in register.columns]


def _cell(value: object) -> object:
    """A value as cells take it: what is a record is told by its name."""
    return str(value) if isinstance(value, Model) else value or ""


def _whole(register: Register, rows: Any, purpose: str, user: User) -> Iterator[list[object]]:
    """The list with each person's name, ID number and telephone before it; every look is kept."""
    records = list(rows)
    persons = [person for record in records if (person := person_of(record))]
    whole = privacy.unmasked_all(
        persons=persons, purpose=purpose, register=register.slug, user=user
    )
    heads = [_("full name"), _("ID number"), _("telephone number")]
    lines: list[list[object]] = [[*heads, *(str(column.label) for column in register.columns)]]
    for record in records:
        person = person_of(record)
        shown = whole[person.pk] if person else privacy.Shown("", "", "")
        cells = [_cell(column.value(record)) for column in register.columns]
        lines.append([shown.name, shown.id_no, shown.phone, *cells])
    return iter(lines)


def _cells(register: Register, record: Any) -> dict[str, Any]:
    return {
        "record": record,
        "pick": Pick(record.pk, record.updated_at),
        "cells": [(column, column.value(record)) for column in register.columns],
    }


def _heads(register: Register, sort: str) -> Iterator[Head]:
    for column in register.columns:
        if column.sort and sort == column.sort:
            yield Head(column.label, f"-{sort}", "ascending", column.is_number)
        else:
            is_down = bool(column.sort) and sort == f"-{column.sort}"
            yield Head(column.label, column.sort, "descending" if is_down else "", column.is_number)


def _control(register: Register, chosen: Any, question: RecordQuestion) -> dict[str, Any]:
    field = register.model._meta.get_field(chosen.field)
    return {
        "name": chosen.field,
        "label": str(getattr(field, "verbose_name", chosen.field)),
        "value": question.filters[chosen.field],
        "options": chosen.choices,
        "empty": _("All"),
    }


def divisions_below(request: SignedInRequest) -> list[tuple[str, str]]:
    """The divisions one and two levels below the viewer's own, for the control."""
    own = request.user.jurisdiction_code
    below = AdministrativeDivision.objects.visible_to(request.user).filter(valid_to=None)
    levels = ["county", "township"] if len(own) < 6 or own.endswith("00") else ["township"]
    if len(own) > 6:
        levels = ["village"]
    rows = below.filter(level__in=levels).order_by("code").only("code", "name", "short_name")
    return [(d.code, d.short_name or d.name) for d in rows]
