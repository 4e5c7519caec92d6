"""Who a program says it is: `Authorization: Bearer …`, `Token …` or `Basic …`.

Pages are for people, who sign in and keep a session; programs show a token, or a name and a
password. Both go through the same accounts, and wrong passwords lock an account the same.
"""

import base64
import binascii

from axes.utils import reset as reset_failures
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.models import User
from accounts.tokens import user_with
from core.errors import DomainError

SCHEMES = ("bearer", "token")
BASIC = "basic"
REALM = "village-commerce-registry"


class BadCredentialsError(DomainError):
    """Nobody is known by these credentials, or not any more."""

    status = 401
    code = "bad_credentials"
    message = _(
        "The token is unknown, withdrawn or out of date, or name and password do not fit. After "
        "several wrong passwords an account is locked for a while."
    )


def user_of(request: HttpRequest) -> User | None:
    """The account that the header `Authorization` names; null without one of ours.

    Raises:
        BadCredentialsError: it names none that may sign in.
    """
    scheme, _blank, value = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() in SCHEMES:
        user = user_with(value.strip())
    elif scheme.lower() == BASIC:
        user = _user_by_password(request, value)
    else:
        return None
    if user is None:
        raise BadCredentialsError
    return user


def _user_by_password(request: HttpRequest, value: str) -> User | None:
    try:
        written = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    username, colon, password = written.partition(":")
    if not colon or "\0" in written:
        return None
    user = authenticate(request, username=username, password=password)
    # The answer is the API's own, not the page that axes shows to a locked account.
    request.axes_locked_out = False  # type: ignore[attr-defined]
    if not isinstance(user, User):
        return None
    reset_failures(username=user.username)
    return user


class ProgramAuthentication(authentication.BaseAuthentication):
    """For the API: the header `Authorization`. Needs no CSRF token, as no browser sends it."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        try:
            user = user_of(request._request)
        except BadCredentialsError as error:
            raise exceptions.AuthenticationFailed(error.message, error.code) from error
        return (user, None) if user else None

    def authenticate_header(self, request: Request) -> str:
        return f'Bearer realm="{REALM}"'


class SessionAuthentication(authentication.SessionAuthentication):
    """For the API, called by a page: the session that its user signed in with, and CSRF's token."""
