"""Signing in, and changing one's password."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from core.forms import StyledForm


class SignInForm(StyledForm, AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "The user name or the password is wrong; both distinguish capital letters. "
            "After %(limit)s wrong tries the account is locked for %(minutes)s minutes."
        ),
        "inactive": _("This account is no longer in use. Ask the administrator."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Account name")

    def get_invalid_login_error(self):  # type: ignore[no-untyped-def]
        error = super().get_invalid_login_error()
        error.params = {
            "limit": settings.AXES_FAILURE_LIMIT,
            "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        }
        return error


class OwnPasswordForm(StyledForm, PasswordChangeForm):
    """The old password once, the new one twice."""
