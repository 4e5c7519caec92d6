"""What can be imported: each app declares its kinds of files in a few lines.

`<app>/import_kinds.py`, found by itself when the app starts:

    register(
        table_kind(
            "mentors",
            label=_("Mentors"),
            hint=_("One row for each mentor; matched by name and telephone."),
            importer=lambda sent: MentorImporter(scope=sent.scope),   # a core.importing.Importer
            is_offered_to=is_reviewer | is_planner,                   # a predicate of the user
        )
    )

The importer says which columns there are, how a row becomes a record, which registered one it
means, and what is written, through the same services as the pages. All the rest (reading XLSX, XLS,
ODS and CSV, preview, confirmation, progress, error workbook, undo) is `core`'s.

A kind that is no table gives a `read` of its own: it is handed a `SentFile` and returns a
`core.importing.Plan`, which holds the report and writes it when asked to:

    def read(sent: SentFile) -> Plan:
        features = read_vectors(sent.path, crs=sent.options.get("crs"))
        report = ImportReport(kind="boundaries", file_name=sent.name, sha256=sent.sha256, …)
        return Plan(report, write=lambda actor, reason: lay_boundaries(…, actor=actor))

`read` writes nothing. It is called for the preview and again, inside the one transaction that
writes, when the import is confirmed. Undo needs nothing either: `acting` marks what `write` does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import importing
from core.errors import DomainError
from core.importing import Importer, Plan

TABLES = (".xlsx", ".xls", ".ods", ".csv", ".txt")


class Sender(Protocol):
    """Who sent a file, as far as importing needs to know one."""

    pk: Any
    role: str

    @property
    def jurisdiction_code(self) -> str: ...

    def get_username(self) -> str: ...

    def has_perm(self, perm: str) -> bool: ...


@dataclass(frozen=True)
class Option:
    """Something that is chosen beside the file, such as the coordinate system.

    Args:
        choices: values with their words; none where anything may be typed.
        is_required: the file is not written before it is chosen.
    """

    name: str
    label: str | Promise
    choices: tuple[tuple[str, str | Promise], ...] = ()
    hint: str | Promise = ""
    is_required: bool = False


@dataclass(frozen=True)
class SentFile:
    """A file as a kind's `read` gets it.

    Args:
        path: where it is kept; its name is random, its ending the sender's.
        name: what the sender called it.
        sender: null for commands of the office itself.
        scope: the code at or under which the file may change anything; null: the whole city.
        tell: called with how much of the work is done, from 0 to 1.
        opened: makes the sender's bytes of the kept ones; see `core.import_files`.
    """

    path: Path
    name: str
    sha256: str
    sender: Sender | None = None
    scope: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    tell: Callable[[float], None] = lambda share: None
    opened: Callable[[bytes], bytes] = bytes

    @property
    def content(self) -> bytes:
        return self.opened(self.path.read_bytes())


@dataclass(frozen=True)
class ImportKind:
    """One kind of file: who may send it, and how it is read. See the module's own words."""

    name: str
    label: str | Promise
    hint: str | Promise
    suffixes: tuple[str, ...]
    is_offered_to: Callable[[Sender], bool]
    read: Callable[[SentFile], Plan]
    options: tuple[Option, ...] = ()
    # What confirming does, in a sentence for the sender: where the records arrive, in which state.
    consequence: Callable[[Sender], str | Promise] = lambda sender: ""
    # Kinds of a lower rank are offered first.
    rank: int = 0
    # Whether its files speak of persons; they are tables, read by `content`.
    is_personal: bool = False
    # Makes a blank workbook (.xlsx) for the sender to fill in; null: there is none.
    blank: Callable[[Sender], bytes] | None = None

    def checked(self, options: Mapping[str, str]) -> dict[str, str]:
        """The options that were given, empty ones left out.

        Raises:
            DomainError: one that the kind does not know, or a value that is none of its choices.
        """
        known = {option.name: option for option in self.options}
        for name, value in options.items():
            if name not in known:
                text = _("“%(name)s” cannot be chosen for this kind of file.")
                raise DomainError(text % {"name": name[:40]}, field=name[:40])
            values = [choice for choice, _label in known[name].choices]
            if value and values and value not in values:
                text = _("“%(value)s” is none of the choices: %(allowed)s.")
                words = {"value": str(value)[:40], "allowed": "、".join(values)}
                raise DomainError(text % words, field=name)
        return {name: str(value) for name, value in options.items() if value}


class UnknownKindError(DomainError):
    """No kind of file has this name, or it is not the sender's to send: both look the same."""

    status = 404
    code = "unknown_kind"
    message = gettext_lazy("There is no such kind of file for your account.")


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Offer a kind; an app's `import_kinds.py` calls it."""
    _kinds[kind.name] = kind


def kind(name: str) -> ImportKind:
    """
    Raises:
        UnknownKindError: nothing is registered under the name.
    """
    if name not in _kinds:
        raise UnknownKindError
    return _kinds[name]


def kinds_for(user: Sender | None) -> list[ImportKind]:
    """What the user may send, by rank, then as registered; everything for a command."""
    kinds = sorted(_kinds.values(), key=lambda one: one.rank)
    return [one for one in kinds if user is None or one.is_offered_to(user)]


def kind_for(name: str, user: Sender | None) -> ImportKind:
    """
    Raises:
        UnknownKindError: there is none, or the user may not send it.
    """
    found = kind(name)
    if user is not None and not found.is_offered_to(user):
        raise UnknownKindError
    return found


def table_kind(
    name: str,
    *,
    label: str | Promise,
    hint: str | Promise,
    importer: Callable[[SentFile], Importer[Any, Any]],
    is_offered_to: Callable[[Sender], bool],
    options: tuple[Option, ...] = (),
    consequence: Callable[[Sender], str | Promise] = lambda sender: "",
    rank: int = 0,
    is_personal: bool = False,
    blank: Callable[[Sender], bytes] | None = None,
) -> ImportKind:
    """A kind that is a table of rows."""

    def read(sent: SentFile) -> Plan:
        return importing.plan(importer(sent), sent.content, file_name=sent.name, tell=sent.tell)

    return ImportKind(
        name=name,
        label=label,
        hint=hint,
        suffixes=TABLES,
        is_offered_to=is_offered_to,
        read=read,
        options=options,
        consequence=consequence,
        rank=rank,
        is_personal=is_personal,
        blank=blank,
    )
