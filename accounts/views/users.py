"""Administration of accounts: the list, one account, making and changing it. Administrators only.

Administrators answer for the accounts at or under their own division; no others exist for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import ChangedAccountForm, NewAccountForm
from accounts.history import acts_on
from accounts.http import SignedInRequest
from accounts.locks import locked_names
from accounts.models import Role, User
from accounts.querysets import UserQuerySet
from accounts.rules import MANAGE_ACCOUNTS
from core.errors import DomainError
from core.forms import ReasonForm
from geo.levels import Level
from geo.models import AdministrativeDivision

PER_PAGE = 50
LONGEST_REASON = 200
STATES = (
    ("open", gettext_lazy("in use")),
    ("closed", pgettext_lazy("account", "closed")),
    ("all", gettext_lazy("all")),
)
ORDERS = {
    "username": ("username",),
    "name": ("first_name", "username"),
    "role": ("role", "username"),
    "jurisdiction": ("jurisdiction__code", "username"),
    "last_login": ("last_login", "username"),
}
HEADS = (
    ("username", gettext_lazy("Account name")),
    ("name", gettext_lazy("Person's name")),
    ("role", gettext_lazy("Role")),
    ("jurisdiction", gettext_lazy("Jurisdiction")),
    ("last_login", gettext_lazy("Last signed in")),
)

P = ParamSpec("P")
View = Callable[Concatenate[SignedInRequest, P], HttpResponse]


def administrators_only(view: View[P]) -> View[P]:
    """Answer 403 to every other role."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not rules.has_perm(MANAGE_ACCOUNTS, request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@dataclass(frozen=True)
class Head:
    """A column's head: its link sorts by it, a second time downwards."""

    label: str | Promise
    sort: str
    direction: str  # of `aria-sort`; empty when another column sorts


@administrators_only
def user_list(request: SignedInRequest) -> HttpResponse:
    asked = request.GET
    state = asked.get("state") if asked.get("state") in dict(STATES) else "open"
    sort = asked.get("sort", "")
    sort = sort if sort.removeprefix("-") in ORDERS else "username"
    divisions = _divisions(request.user)
    found = _asked_for(request, {division.code for division in divisions})
    if state != "all":
        found = found.filter(is_active=state == "open")
    page = Paginator(_ordered(found, sort), PER_PAGE).get_page(asked.get("page"))
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "heads": [_head(name, label, sort) for name, label in HEADS],
        "sort": sort,
        "state": state,
        "states": STATES,
        "roles": Role.choices,
        "divisions": divisions,
        "is_asked": any(asked.get(name) for name in ("q", "role", "division")),
        "locked": locked_names(user.username for user in page),
    }
    return render(request, "accounts/user_list.html", context)


def _asked_for(request: SignedInRequest, known: set[str]) -> UserQuerySet:
    """The accounts that the address names; parts that make no sense leave nothing out."""
    asked = request.GET
    found = User.objects.visible_to(request.user)
    if asked.get("role") in Role.values:
        found = found.filter(role=asked["role"])
    if asked.get("division") in known:
        found = found.at_or_under(asked["division"])
    return found.matching(asked["q"]) if asked.get("q", "").strip() else found


def _ordered(users: UserQuerySet, sort: str) -> UserQuerySet:
    first, *rest = ORDERS[sort.removeprefix("-")]
    return users.order_by(f"-{first}" if sort.startswith("-") else first, *rest)


def _head(name: str, label: str | Promise, sort: str) -> Head:
    if sort == name:
        return Head(label, f"-{name}", "ascending")
    return Head(label, name, "descending" if sort == f"-{name}" else "")


def _divisions(user: User) -> list[AdministrativeDivision]:
    """Those an account here may answer for, down to the townships."""
    divisions = AdministrativeDivision.objects.visible_to(user).filter(valid_to=None)
    wanted = divisions.exclude(level=Level.VILLAGE).order_by("code")
    return list(wanted.only("code", "name", "level"))


@administrators_only
def add(request: SignedInRequest) -> HttpResponse:
    form = NewAccountForm(request.POST or None, divisions=_divisions(request.user))
    if request.method == "POST" and form.is_valid():
        password = services.random_password()
        try:
            user = services.create_user(**form.cleaned_data, password=password, actor=request.user)
        except ValidationError as error:
            form.blame(error)
        else:
            return _password_once(request, user, password, is_new=True)
    return render(request, "accounts/user_form.html", {"form": form})


@administrators_only
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _detail(request, _user(request, pk), ReasonForm(longest=LONGEST_REASON))


def _detail(
    request: SignedInRequest, user: User, form: ReasonForm, status: int = 200
) -> HttpResponse:
    context = {
        "account": user,
        "is_own": user.pk == request.user.pk,
        "is_locked": bool(locked_names([user.username])),
        "acts": acts_on(user),
        "form": form,
    }
    return render(request, "accounts/user_detail.html", context, status=status)


@administrators_only
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    user = _user(request, pk)
    initial = {
        "name": user.first_name,
        "role": user.role,
        "jurisdiction": user.jurisdiction.code,
        "department": user.department,
    }
    form = ChangedAccountForm(
        request.POST or None, divisions=_divisions(request.user), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_account(user=user, **form.cleaned_data, actor=request.user)
        except ValidationError as error:
            form.blame(error)
        except DomainError as error:
            form.add_error(error.field, str(error.message))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": user.username})
            return redirect("accounts:user_detail", pk=pk)
    return render(request, "accounts/user_form.html", {"form": form, "account": user})


@require_POST
@administrators_only
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    return _switched(request, pk, services.close_account, _("Closed: %(name)s."))


@require_POST
@administrators_only
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    return _switched(request, pk, services.reopen_account, _("In use again: %(name)s."))


def _switched(
    request: SignedInRequest, pk: int, service: Callable[..., User], said: str
) -> HttpResponse:
    user = _user(request, pk)
    form = ReasonForm(request.POST, longest=LONGEST_REASON)
    if not form.is_valid():
        return _detail(request, user, form, DomainError.status)
    try:
        service(user=user, reason=form.cleaned_data["reason"], actor=request.user)
    except DomainError as error:
        form.blame(error)
        return _detail(request, user, form, error.status)
    messages.success(request, said % {"name": user.username})
    return redirect("accounts:user_detail", pk=pk)


@require_POST
@administrators_only
def new_password(request: SignedInRequest, pk: int) -> HttpResponse:
    user = _user(request, pk)
    password = services.reset_password(user=user, actor=request.user)
    return _password_once(request, user, password)


@require_POST
@administrators_only
def unlock(request: SignedInRequest, pk: int) -> HttpResponse:
    user = _user(request, pk)
    services.unlock_account(user=user, actor=request.user)
    messages.success(request, _("%(name)s may sign in again.") % {"name": user.username})
    return redirect("accounts:user_detail", pk=pk)


def _user(request: SignedInRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


def _password_once(
    request: SignedInRequest, user: User, password: str, **more: Any
) -> HttpResponse:
    """The one page that shows a password; no cache keeps it."""
    context = {"account": user, "password": password, **more}
    response = render(request, "accounts/user_password.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
