"""The errors a user can cause. Each has a code for programs, an HTTP status, and a sentence."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Something the user asked for cannot be done; the message says what to do instead.

    Args:
        message: a sentence in the user's language, or the class's own.
        field: the form field or column it concerns, when there is one.
    """

    status = 400
    code = "invalid"
    message: str | Promise = _("The request cannot be carried out.")

    def __init__(self, message: str | Promise | None = None, *, field: str | None = None) -> None:
        self.message = message or self.message
        self.field = field
        super().__init__(str(self.message))

    def as_dict(self) -> Mapping[str, Any]:
        """`{"code", "message", "field"}`, as APIs and commands print it."""
        return {"code": self.code, "message": str(self.message), "field": self.field}


class InvalidQuestionError(DomainError):
    """A date, radius, definition or code in the question is not one we can answer."""

    code = "invalid_question"


class UnknownDivisionError(DomainError):
    """No division has this code, or the viewer may not see it: both look the same."""

    status = 404
    code = "unknown_division"
    message = _("There is no such division within your jurisdiction.")


class NotAllowedError(DomainError):
    """The account's role does not include this, or the person may not do it to this record."""

    status = 403
    code = "not_allowed"
    message = _("Your account may not do this.")


class ConflictError(DomainError):
    """The record was changed by somebody else since it was opened."""

    status = 409
    code = "conflict"
    message = _("This record was changed by somebody else. Reload it and try again.")


class UnreadableFileError(DomainError):
    """A file that cannot be read as what it claims to be."""

    status = 422
    code = "unreadable_file"


class IdentifyingTextError(DomainError):
    """A text that is kept for ever holds somebody's number. Names cannot be told from words."""

    code = "identifying_number"
    message = _("Leave ID numbers and telephone numbers out: what you write is kept for good.")
