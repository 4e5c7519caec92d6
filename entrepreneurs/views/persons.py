"""A person's pages: found without a name in an address, shown masked, whole for a purpose."""

import uuid
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.models import User
from core import tables
from core.errors import DomainError
from entrepreneurs import dossiers, privacy
from entrepreneurs.forms.persons import ErasureForm, FindForm, PersonForm, PurposeForm
from entrepreneurs.history import acts_on_person
from entrepreneurs.kinds import Category, LegalBasis
from entrepreneurs.models import Person
from entrepreneurs.people import erase_person, found, revise_person
from entrepreneurs.registers import ALL
from entrepreneurs.registers.columns import full_place
from entrepreneurs.roster import NO_CATEGORY, ask, category_words, list_persons
from entrepreneurs.rules import ENTER_PERSONS, ERASE, SEE_PERSONS, UNMASK
from entrepreneurs.views.common import seen_at, tell
from entrepreneurs.views.lists import divisions_below

PER_PAGE = 30
MOST_FOUND = 50


def person_list(request: SignedInRequest) -> HttpResponse:
    _demand_sight(request.user)
    question = ask(request.GET.dict(), request.user)
    page = list_persons(question, request.user)
    context = {
        "registers": [r for r in ALL if r.is_open_to(request.user)],
        "question": question,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "rows": [_row(person) | {"categories": category_words(person)} for person in page],
        "divisions": divisions_below(request),
        "categories": [*Category.choices, (NO_CATEGORY, _("no category"))],
        "bases": LegalBasis.choices,
    }
    return render(request, "entrepreneurs/person_list.html", context)


@never_cache
def person_find(request: SignedInRequest) -> HttpResponse:
    """By a whole name, telephone or ID number, sent as a form: addresses end up in logs."""
    _demand_sight(request.user)
    form = FindForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "is_asked": False}
    if request.method == "POST" and form.is_valid():
        rows = Person.objects.visible_to(request.user).filter(found(form.cleaned_data["words"]))
        rows = rows.select_related("key", "division__parent__parent")[:MOST_FOUND]
        context |= {"is_asked": True, "rows": [_row(person) for person in rows]}
    status = 422 if form.errors else 200
    return render(request, "entrepreneurs/person_find.html", context, status=status)


def person_detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    person = _person_or_404(request, pk)
    return _page(request, person, privacy.shown(person, request.user), PurposeForm())


@require_POST
def person_unmask(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The page once with everything on it; reloading it asks again."""
    person = _person_or_404(request, pk)
    form = PurposeForm(request.POST)
    shown = privacy.shown(person, request.user)
    if form.is_valid():
        try:
            purpose = form.cleaned_data["purpose"]
            shown = privacy.unmasked(person=person, purpose=purpose, user=request.user)
        except DomainError as error:
            _tell_or_refuse(form, error)
    elif not rules.has_perm(UNMASK, request.user):
        raise PermissionDenied
    return _page(request, person, shown, form, status=422 if form.errors else 200)


def person_edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    person = _person_or_404(request, pk)
    if not rules.has_perm(ENTER_PERSONS, request.user) or person.erased_on:
        raise PermissionDenied
    form = PersonForm(request.POST or None, person=person, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            revise_person(
                person=person,
                changes=form.changes(),
                actor=request.user,
                seen_at=seen_at(request.POST),
            )
        except ValidationError as error:
            form.add_error(None, error)
        except DomainError as error:
            tell(form, error)
        else:
            messages.success(request, _("The person was saved."))
            return redirect("entrepreneurs:person", pk=pk)
    context = _named(person) | {"form": form, "version": person.updated_at}
    status = 422 if form.errors else 200
    return render(request, "entrepreneurs/person_form.html", context, status=status)


def person_erase(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Erase what identifies the person, after saying why and what stays."""
    person = _person_or_404(request, pk)
    if not rules.has_perm(ERASE, request.user) or person.erased_on:
        raise PermissionDenied
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            erase_person(person=person, reason=reason, actor=request.user)
        except DomainError as error:
            tell(form, error)
        else:
            messages.success(request, _("The person's data were erased. What was counted stays."))
            return redirect("entrepreneurs:person", pk=pk)
    held = dossiers.held_on(person, request.user)
    context = _named(person) | {"form": form, "held": held}
    status = 422 if form.errors else 200
    return render(request, "entrepreneurs/person_erase.html", context, status=status)


@never_cache
def person_copy(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """查阅复制: a workbook with all that is held on the person, for a purpose."""
    person = _person_or_404(request, pk)
    if not rules.has_perm(UNMASK, request.user) or person.erased_on:
        raise PermissionDenied
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            purpose = form.cleaned_data["purpose"]
            whole = privacy.produced(person=person, purpose=purpose, user=request.user)
        except DomainError as error:
            _tell_or_refuse(form, error)
        else:
            sheets = dossiers.copy_of(person, whole, request.user)
            return tables.answer_sheets(f"person-{pk}", sheets)
    context = _named(person) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "entrepreneurs/person_copy.html", context, status=status)


def person_history(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    person = _person_or_404(request, pk)
    page = Paginator(acts_on_person(person), PER_PAGE).get_page(request.GET.get("page"))
    context = _named(person) | {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
    }
    return render(request, "entrepreneurs/person_history.html", context)


def _page(
    request: SignedInRequest,
    person: Person,
    shown: privacy.Shown,
    form: PurposeForm,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    context = _named(person) | {
        "shown": shown,
        "form": form,
        "held": dossiers.held_on(person, user),
        "looks": privacy.looks_at(person)[:PER_PAGE],
        "may_edit": rules.has_perm(ENTER_PERSONS, user) and not person.erased_on,
        "may_erase": rules.has_perm(ERASE, user) and not person.erased_on,
        "may_copy": rules.has_perm(UNMASK, user) and not person.erased_on,
    }
    response = render(request, "entrepreneurs/person.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _demand_sight(user: User) -> None:
    if not rules.has_perm(SEE_PERSONS, user):
        raise Http404


def _person_or_404(request: SignedInRequest, pk: uuid.UUID) -> Person:
    _demand_sight(request.user)
    rows = Person.objects.visible_to(request.user)
    person = rows.select_related("key", "division__parent__parent").filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def _named(person: Person) -> dict[str, Any]:
    return {"person": person, "title": privacy.shown(person).name, "place": full_place(person)}


def _row(person: Person) -> dict[str, Any]:
    return {"person": person, "shown": privacy.shown(person), "place": full_place(person)}


def _tell_or_refuse(form: PurposeForm, error: DomainError) -> None:
    """Show an error at its field; what the role may not do at all is refused."""
    if error.field is None:
        raise error
    tell(form, error)
