"""Signing in, changing the password, choosing language and display."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms import OwnPasswordForm, SignInForm
from accounts.models import Role
from core import audit

A_YEAR_S = 365 * 24 * 3600
DISPLAY = {"theme": ("light", "dark"), "text_size": ("normal", "large")}


class SignInView(views.LoginView):
    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Officers begin with their villages, everybody else with the figures."""
        role = getattr(self.request.user, "role", "")
        return reverse("outlets:mine" if role == Role.TOWNSHIP_OFFICER else "layers:home")


class PasswordChangeView(views.PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("layers:home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        audit.record(self.request.user, "password.changed")
        messages.success(self.request, _("The new password holds from now on."))
        return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the form stood on, when it is one of ours; else to the first page."""
    target = request.POST.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(target, hosts, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")


def _remember(response: HttpResponse, name: str, value: str, *, secure: bool) -> None:
    response.set_cookie(name, value, max_age=A_YEAR_S, secure=secure, httponly=True, samesite="Lax")


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language of the pages in a cookie, for people who have not signed in too."""
    response, language = _back(request), request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language, secure=request.is_secure())
    return response


@login_not_required
@require_POST
def set_display(request: HttpRequest) -> HttpResponse:
    """Keep text size and theme in cookies, so that pages arrive in the right one."""
    response = _back(request)
    for name, allowed in DISPLAY.items():
        if request.POST.get(name) in allowed:
            _remember(response, name, request.POST[name], secure=request.is_secure())
    return response
