"""Errors of the API in one shape: `{"code", "message", "fields": [{"field", "code", "message"}]}`.

`code` is for programs and stays; `message` is for people, in their language. `fields` names every
part of the request that needs mending, nested ones with dots (`location.lon`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import DomainError, NotAllowedError

# The pages tell a request that is wrong in itself (400) from one that a rule refuses (422);
# for a program both mean that what it sent has to change.
STATUS_OF: dict[int, int] = {status.HTTP_422_UNPROCESSABLE_ENTITY: status.HTTP_400_BAD_REQUEST}


class VersionRequiredError(DomainError):
    """A change that does not say which version it was made from."""

    status = 428
    code = "version_required"
    message = gettext_lazy(
        "Send the version that you read: the value of ETag as If-Match. Otherwise a change could "
        "overwrite somebody else's."
    )


class StaleVersionError(DomainError):
    """The record is no longer the one that was read."""

    status = 412
    code = "stale_version"
    message = gettext_lazy(
        "This record was changed since you read it. Read it again and repeat the change."
    )


class TooLargeError(DomainError):
    """A body longer than any that is taken."""

    status = 413
    code = "too_large"
    message = gettext_lazy("This is larger than what is taken in one request. Send less at a time.")


class UnknownParameterError(DomainError):
    """Parameters of the address that the question does not have; ignoring them would mislead."""

    code = "unknown_parameter"
    message = gettext_lazy("The address has parameters that are not known here.")

    def __init__(self, names: Sequence[str], known: Sequence[str]) -> None:
        super().__init__()
        text = _("There is no such parameter. Known are: %(known)s.")
        message = text % {"known": ", ".join(known)}
        self.problems = [FieldError(name, self.code, message) for name in names]


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one part of the request."""

    field: str
    code: str
    message: str


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an exception of a view; null for one that nobody foresaw."""
    if isinstance(error, Http404):
        error = exceptions.NotFound(_("There is no such record within your jurisdiction."))
    elif isinstance(error, PermissionDenied):
        error = NotAllowedError()
    elif isinstance(error, SuspiciousOperation):
        error = exceptions.ParseError()
    if isinstance(error, DomainError):
        fields = fields_of(error)
        return _answer(STATUS_OF.get(error.status, error.status), error.code, error.message, fields)
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    response = _of_framework(error)
    if challenge := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    return response


def fields_of(error: DomainError) -> list[FieldError]:
    """The fields that an error names: its `problems`, or its one `field`."""
    if problems := getattr(error, "problems", None):
        return [FieldError(one.field, one.code, str(one.message)) for one in problems]
    return [FieldError(error.field, error.code, str(error.message))] if error.field else []


def _of_framework(error: exceptions.APIException) -> Response:
    if isinstance(error, exceptions.ValidationError):
        fields = list(_flat(error.get_full_details()))
        return _answer(error.status_code, "invalid", _("Some of what was sent is wrong."), fields)
    detail = error.detail
    code = getattr(detail, "code", error.default_code)
    return _answer(error.status_code, str(code), str(detail), [])


def _flat(details: Any, path: str = "") -> Iterator[FieldError]:
    """Nested details of a serializer as one list."""
    if isinstance(details, Mapping):
        if set(details) == {"message", "code"} and isinstance(details["code"], str):
            yield FieldError(path, str(details["code"]), str(details["message"]))
            return
        for name, inner in details.items():
            yield from _flat(inner, _joined(path, str(name)))
    elif isinstance(details, Sequence):
        for inner in details:
            yield from _flat(inner, path)


def _joined(path: str, name: str) -> str:
    if name == "non_field_errors":
        return path
    return f"{path}.{name}" if path else name


def _answer(status_code: int, code: str, message: Any, fields: Sequence[FieldError]) -> Response:
    content = {
        "code": code,
        "message": str(message),
        "fields": [asdict(field) for field in fields],
    }
    return Response(content, status=status_code)
