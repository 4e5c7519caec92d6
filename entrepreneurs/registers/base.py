"""What a register is: one declaration from which its list, pages, export, import and API come.

PARKS = Register(
    slug="parks",
    model=Park,
    form=ParkForm,
    columns=(of(Park, "name", is_link=True), of(Park, "kind"), place_of, stage_of),
    filters=(Filter("kind", ParkKind.choices),),
)

`registers.ALL` lists them; nothing else has to be told of a new one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import rules
from django.db.models import Func, Model, Q, QuerySet
from django.utils.functional import Promise

from accounts.models import User
from entrepreneurs.approval import PERSONAL, may_enter, speaks_of_persons
from entrepreneurs.forms.records import RecordForm, RowForm
from entrepreneurs.models.records import VerifiedRecord
from entrepreneurs.querysets import RecordQuerySet
from entrepreneurs.rules import ENTER_PERSONS, SEE_PERSONS


@dataclass(frozen=True)
class Column:
    """A column of a list or table. `value` gives what is shown; masked where it speaks of people.

    `sort` is the field it is sorted by; "" for a column that cannot be sorted.
    """

    label: str | Promise
    value: Callable[[Any], object]
    sort: str = ""
    is_link: bool = False
    is_number: bool = False


@dataclass(frozen=True)
class Filter:
    """A control above the list: records whose `field` has the value chosen."""

    field: str
    choices: Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Part:
    """Rows that belong to a record and are shown on its page: tenancies, categories, instalments.

    `parent` is the row's foreign key; `related` what its columns need. Rows that are records of a
    `register` of their own have their pages there. `belongs_to` says of which records there are
    such rows at all, `warning` what of a row needs a look.
    """

    slug: str
    model: type[Model]
    parent: str
    columns: tuple[Column, ...]
    form: type[RowForm] | None = None
    related: tuple[str, ...] = ()
    register: str = ""
    belongs_to: Callable[[Any], bool] = lambda record: True
    warning: Callable[[Any], str] = lambda row: ""

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def is_personal(self) -> bool:
        """Whether its rows name persons, by themselves or by a record of them."""
        fields: Any = self.model._meta.fields
        return any(speaks_of_persons(field) for field in fields if field.name != self.parent)

    def is_open_to(self, user: User) -> bool:
        return not self.is_personal or rules.has_perm(SEE_PERSONS, user)

    def may_change(self, user: User) -> bool:
        """Whether the user changes rows; whoever does has to be able to change the record too."""
        return not self.is_personal or rules.has_perm(ENTER_PERSONS, user)

    def is_shown(self, record: VerifiedRecord) -> bool:
        """Whether the record's page shows such rows: what was entered is never hidden."""
        return self.belongs_to(record) or self.rows_of(record).exists()

    def rows_of(self, record: VerifiedRecord) -> QuerySet:
        rows = self.model._default_manager.filter(**{self.parent: record})
        return rows.select_related(*self.related)


def _nothing(record: Any) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Register:
    """A kind of record with its pages.

    `title` names a record; `warnings` tells what about it needs a look; `details` adds to what its
    page shows of its fields, `extra` is a template that stands below them. `orders` are of columns
    that sort otherwise than as text, `first_sort` is the list's own order, the model's if empty.
    """

    slug: str
    model: type[VerifiedRecord]
    form: type[RecordForm]
    columns: tuple[Column, ...]
    icon: str = "list"
    filters: tuple[Filter, ...] = ()
    related: tuple[str, ...] = ()
    matching: Callable[[str], Q] = lambda words: Q(name__icontains=words)
    parts: tuple[Part, ...] = ()
    title: Callable[[Any], str] = str
    warnings: Callable[[Any], Iterable[str]] = _nothing
    details: tuple[Column, ...] = field(default=())
    extra: str = ""
    orders: Mapping[str, Func] = field(default_factory=dict)
    first_sort: str = ""

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def is_personal(self) -> bool:
        """Whether the records speak of persons: others than its keepers see them as counts."""
        return issubclass(self.model, PERSONAL)

    def is_open_to(self, user: User) -> bool:
        return not self.is_personal or rules.has_perm(SEE_PERSONS, user)

    def may_add(self, user: User) -> bool:
        return may_enter(user, self.model)

    def rows_for(self, user: User) -> RecordQuerySet:
        """The records within the user's jurisdiction, with what their columns need."""
        rows = self.model._default_manager.visible_to(user)  # type: ignore[attr-defined]
        place = ["division__parent__parent"] if hasattr(self.model, "division") else []
        return rows.select_related(*place, *self.related)

    def part(self, slug: str) -> Part:
        return next(part for part in self.parts if part.slug == slug)
