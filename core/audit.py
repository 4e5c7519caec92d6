"""Who did what, and why.

Changes of rows are recorded by pghistory's triggers; `acting` gives them their context. Acts that
change no row (exporting, printing, looking at personal data) are recorded by `record`.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

import pghistory
from django.utils.functional import Promise

from core import texts
from core.errors import IdentifyingTextError
from core.masking import no_numbers_in, tells_number
from core.models import AuditEntry

SYSTEM = "system"  # who acts in commands and jobs that nobody signed in for

_words: dict[str, str | Promise] = {}
# The import that is being written. Not an outer `pghistory.context`: blocks inside of one share
# its identity, and every act of an import would be told as one.
_import: ContextVar[uuid.UUID | None] = ContextVar("import_run", default=None)


class Actor(Protocol):
    """A user, as far as the audit needs to know one."""

    pk: Any

    def get_username(self) -> str: ...


def actor_name(actor: Actor | None) -> str:
    """The account's name, or `SYSTEM`."""
    return actor.get_username() if actor else SYSTEM


def name_actions(words: Mapping[str, str | Promise]) -> None:
    """Tell the words that people read for actions; an app's `actions.py` calls it."""
    _words.update(words)


def named_actions() -> Mapping[str, str | Promise]:
    """Every action that has words."""
    return _words


def action_words(action: str) -> str:
    """What an action is called; an unknown one by its code."""
    return str(_words.get(action, action))


@contextmanager
def acting(
    actor: Actor | None, action: str, *, reason: str = "", subject: str = ""
) -> Iterator[None]:
    """Mark every change inside the block with its actor, action and reason.

    The name is copied in: removing an account loses nothing. `subject` names what is acted on
    where the rows themselves do not.

    Raises:
        IdentifyingTextError: the reason, which nobody can take out again, tells somebody's number.
    """
    if tells_number(reason):
        raise IdentifyingTextError(field="reason")
    context = {"actor": actor_name(actor), "actor_id": str(actor.pk) if actor else None}
    if subject:
        context["subject"] = subject
    if uid := _import.get():
        context["import_run"] = str(uid)
    with pghistory.context(action=action, reason=texts.cleaned(reason), **context):
        yield


@contextmanager
def part_of_import(uid: uuid.UUID) -> Iterator[None]:
    """Mark every act inside the block as part of an import, so that it can be undone."""
    token = _import.set(uid)
    try:
        yield
    finally:
        _import.reset(token)


def record(
    actor: Actor | None, action: str, *, subject: str = "", detail: Mapping[str, Any] | None = None
) -> AuditEntry:
    """Keep an act that changes no row. `action` is `noun.verb`, e.g. `map.exported`."""
    return AuditEntry.objects.create(
        actor_name=actor_name(actor),
        actor_id=str(actor.pk) if actor else "",
        action=action,
        subject=subject,
        detail=no_numbers_in(dict(detail or {})),
    )


def record_all(
    actor: Actor | None, action: str, *, subjects: Iterable[str], detail: Mapping[str, Any]
) -> None:
    """Keep the same act for each of many subjects."""
    who = {"actor_name": actor_name(actor), "actor_id": str(actor.pk) if actor else ""}
    said = no_numbers_in(dict(detail))
    AuditEntry.objects.bulk_create(
        AuditEntry(**who, action=action, subject=subject, detail=said) for subject in subjects
    )
