"""Signing in, changing one's password, and the administration of accounts."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from core.forms import LineField, StyledForm
from geo.models import AdministrativeDivision

COUNTY_DIGITS = 6
# A column that the forms show under another name.
FIELD_OF = {"first_name": "name"}


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


class TokenForm(StyledForm):
    """What a token is for, and the last day on which it holds."""

    name = LineField(
        label=_("What it is for"),
        max_length=60,
        help_text=_("Such as the program or the office that is to use it."),
    )
    expires_on = forms.DateField(
        label=_("Holds until"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("A year from today at most. The shorter, the safer."),
    )


class DivisionField(forms.ChoiceField):
    """One of the divisions offered, chosen by code; townships stand under their counties."""

    divisions: Mapping[str, AdministrativeDivision] = {}

    def offer(self, divisions: Iterable[AdministrativeDivision]) -> None:
        """Offer these, which come in the order of their codes."""
        self.divisions = {division.code: division for division in divisions}
        plain = [d for d in self.divisions.values() if len(d.code) <= COUNTY_DIGITS]
        names = {division.code: division.name for division in plain}
        townships = [d for d in self.divisions.values() if len(d.code) > COUNTY_DIGITS]
        groups = groupby(townships, key=lambda division: division.code[:COUNTY_DIGITS])
        self.choices = [
            ("", _("Choose a division")),
            *((division.code, division.name) for division in plain),
            *(
                (names.get(county, county), [(t.code, t.name) for t in members])
                for county, members in groups
            ),
        ]

    def clean(self, value: Any) -> AdministrativeDivision | None:
        return self.divisions.get(super().clean(value))


class AccountForm(StyledForm):
    """Whose an account is, in which role, and whom it answers for."""

    name = LineField(label=_("Person's name"), max_length=30, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *Role.choices])
    jurisdiction = DivisionField(
        label=_("Jurisdiction"),
        help_text=_(
            "Township officers answer for a township, county reviewers for a county; everybody "
            "else for the division whose records they are to see."
        ),
    )
    department = LineField(
        label=_("Department"),
        max_length=60,
        required=False,
        help_text=_("Needed for the role “department” only."),
    )

    def __init__(
        self, *args: Any, divisions: Iterable[AdministrativeDivision], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["jurisdiction"]
        assert isinstance(field, DivisionField)
        field.offer(divisions)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") == Role.DEPARTMENT and not data.get("department"):
            self.add_error("department", gettext("Say which department the account belongs to."))
        return data

    def blame(self, error: ValidationError) -> None:
        """Show what a service refused at the fields it names."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(FIELD_OF.get(name, name), errors)


class NewAccountForm(AccountForm):
    """Also the name to sign in with, which stays."""

    username = forms.CharField(
        label=_("Account name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text=_("Letters, digits and @ . + - _; it cannot be changed later."),
    )
    field_order = ["username"]


class ChangedAccountForm(AccountForm):
    """Why it changes is kept in the account's history."""

    reason = LineField(label=_("Reason"), max_length=200, required=False)
