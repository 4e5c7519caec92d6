"""API tokens: everybody asks for and withdraws their own; administrators withdraw anybody's."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import tokens
from accounts.forms import TokenForm
from accounts.http import SignedInRequest
from accounts.models import ApiToken
from accounts.rules import MANAGE_ACCOUNTS
from core.errors import DomainError

PER_PAGE = 50
USUAL_DAYS = 90


@dataclass(frozen=True)
class Shown:
    """A token and what became of it: `valid`, `expired` or `withdrawn`."""

    token: ApiToken
    now: dt.datetime

    @property
    def state(self) -> str:
        if self.token.withdrawn_at:
            return "withdrawn"
        return "valid" if self.token.expires_at > self.now else "expired"

    @property
    def last_day(self) -> dt.date:
        return timezone.localdate(self.token.expires_at) - dt.timedelta(1)


def token_list(request: SignedInRequest) -> HttpResponse:
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = tokens.make_token(user=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error.message))
        else:
            return _token_once(request, made)
    now = timezone.now()
    own = ApiToken.objects.filter(user=request.user)
    page = _of_others(request, now)
    context = {
        "form": form,
        "own": [Shown(token, now) for token in own[:PER_PAGE]],
        "page": page,
        "pages": page and page.paginator.get_elided_page_range(page.number, on_each_side=2),
    }
    return render(request, "accounts/token_list.html", context)


def _form(request: SignedInRequest) -> TokenForm:
    today = timezone.localdate()
    form = TokenForm(
        request.POST if request.method == "POST" else None,
        initial={"expires_on": today + dt.timedelta(USUAL_DAYS)},
    )
    last = today + dt.timedelta(tokens.LONGEST_DAYS)
    form.fields["expires_on"].widget.attrs |= {"min": today.isoformat(), "max": last.isoformat()}
    return form


def _of_others(request: SignedInRequest, now: dt.datetime) -> Page | None:
    """A page of the tokens that an administrator answers for; null for everybody else."""
    if not request.user.has_perm(MANAGE_ACCOUNTS):
        return None
    others = ApiToken.objects.visible_to(request.user).exclude(user=request.user)
    page = Paginator(others.select_related("user"), PER_PAGE).get_page(request.GET.get("page"))
    shown: Any = [Shown(token, now) for token in page.object_list]
    page.object_list = shown
    return page


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = ApiToken.objects.filter(user=request.user)
    if request.user.has_perm(MANAGE_ACCOUNTS):
        mine |= ApiToken.objects.visible_to(request.user)
    token = tokens.withdraw_token(token=get_object_or_404(mine, pk=pk), actor=request.user)
    messages.success(request, _("Token withdrawn: %(name)s.") % {"name": token.name})
    return redirect("accounts:token_list")


def _token_once(request: SignedInRequest, made: tokens.NewToken) -> HttpResponse:
    """The one page that shows a token; no cache keeps it."""
    context = {"shown": Shown(made.token, timezone.now()), "secret": made.secret}
    response = render(request, "accounts/token_once.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
