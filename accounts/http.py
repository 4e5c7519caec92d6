"""The request as signed-in views see it, for type checking."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request that `LoginRequiredMiddleware` let through."""

    user: User
