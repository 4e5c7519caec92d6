"""What a program sent, through the register's own form: so there is one rule for people and
programs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from core.api.serializers import READ_ONLY
from core.errors import DomainError, NotAllowedError
from core.importing import Problem
from entrepreneurs.forms.organizations import CODE, KIND, NAME
from entrepreneurs.forms.persons import PREFIX
from entrepreneurs.forms.records import RowForm

ORGANIZATION = {"name": NAME, "uscc": CODE, "kind": KIND}
NOT_ASKED = _("Such a record does not have this: leave it out.")
LOCATION = {"lon": "lon", "lat": "lat", "crs": "location_crs_origin"}


class RefusedInputError(DomainError):
    """What was sent breaks rules; `problems` has all of them."""

    message = _("Some of what was sent is wrong.")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


def filled(form: RowForm, sent: Mapping[str, Any]) -> RowForm:
    """The form as if somebody had typed what was sent over what it holds, found valid.

    Raises:
        NotAllowedError: a field that the role neither sees nor changes.
        RefusedInputError: the form refuses it.
    """
    typed = dict(_typed(sent))
    if "person" in sent and f"{PREFIX}name" not in form.fields:  # named once
        raise RefusedInputError([Problem("person", "read_only", str(READ_ONLY))])
    if typed.keys() - form.fields.keys():
        raise NotAllowedError
    held = {
        name: field.prepare_value(form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
    }
    form.data, form.is_bound = held | typed, True
    if not form.is_valid():
        raise RefusedInputError(list(_problems(form)))
    dropped = [name for name in typed if _says(typed[name]) and not _says(_kept(form, name))]
    if dropped:
        raise RefusedInputError(
            [Problem(one, "not_asked", str(NOT_ASKED)) for one in _fields(form, dropped)]
        )
    return form


def _kept(form: Any, name: str) -> Any:
    """What the form made of a field; it leaves out what such a record does not have."""
    is_person = name.startswith(PREFIX)
    if is_person and not form.needs_person(form.cleaned_data):
        return None
    return form.cleaned_data[name]


def _says(value: Any) -> bool:
    return not (value is None or value is False or value in ("", []))


def _fields(form: RowForm, names: list[str]) -> list[str]:
    """The fields as they are called here; parts once and as a whole."""
    return list(dict.fromkeys(_field(form, name).partition(".")[0] for name in names))


@contextmanager
def errors_by_field(form: RowForm) -> Iterator[None]:
    """Errors of services name the fields that the program knows."""
    try:
        yield
    except DomainError as error:
        if problems := getattr(error, "problems", None):
            error.problems = [  # type: ignore[attr-defined]
                replace(problem, field=_field(form, problem.field)) for problem in problems
            ]
        elif error.field:
            error.field = _field(form, error.field)
        raise


def _typed(sent: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The form's fields with what would be typed into them; a part comes whole or empty."""
    for name, value in sent.items():
        if name == "person":
            yield from ((f"{PREFIX}{one}", _written(one, inner)) for one, inner in value.items())
        elif name in ("organization", "location"):
            parts = ORGANIZATION if name == "organization" else LOCATION
            yield from ((field, (value or {}).get(one, "")) for one, field in parts.items())
        else:
            yield name, _written(name, value)


def _written(name: str, value: Any) -> Any:
    if value is None:
        return ""
    if name.endswith("_yuan"):
        return f"{value:f}元"  # whatever the form's own unit
    if isinstance(value, float):
        return f"{Decimal(str(value)):f}"
    return value if isinstance(value, bool | list) else str(value)


def _problems(form: RowForm) -> Iterator[Problem]:
    for name, errors in form.errors.get_json_data().items():
        for error in errors:
            yield Problem(_field(form, name), error["code"] or "invalid", error["message"])


def _field(form: Any, name: str) -> str:
    """What a form's, model's or service's field is called here."""
    if name == NON_FIELD_ERRORS:
        return ""
    if name == getattr(form, "person_field", ""):
        return "person"
    if name == getattr(form, "organization_field", ""):
        return "organization"
    for part, names in (("organization", ORGANIZATION), ("location", LOCATION)):
        for one, field in names.items():
            if name == field and field in form.fields:
                return f"{part}.{one}"
    if name.startswith(PREFIX) and name in form.fields:
        return f"person.{name.removeprefix(PREFIX)}"
    if name not in form.fields and f"{PREFIX}{name}" in form.fields:
        return f"person.{name}"
    if name not in form.fields and name in ORGANIZATION and NAME in form.fields:
        return f"organization.{name}"
    return name
