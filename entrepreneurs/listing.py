"""The list of a register: what a page asks, and what it is told."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.paginator import Page
from django.db.models import Count, F, OrderBy, Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidQuestionError, UnknownDivisionError
from core.paging import page_of
from entrepreneurs.counting.counted import COUNTED
from entrepreneurs.days import day_asked
from entrepreneurs.kinds import Stage
from entrepreneurs.querysets import RecordQuerySet
from entrepreneurs.registers.base import Register
from geo import codes


@dataclass(frozen=True)
class RecordQuestion:
    """Which records, in which order; the values are those of the address.

    `counted` is the figure whose records these are on the day `on`; see `counting.counted`.
    """

    division: str
    stage: str = ""
    q: str = ""
    sort: str = ""
    page: str = "1"
    counted: str = ""
    on: dt.date = dt.date.max
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordList:
    """A page of records, and how many there are at each stage."""

    page: Page
    by_stage: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_stage.values())


def ask(register: Register, values: Mapping[str, str], user: User) -> RecordQuestion:
    """Read the address; empty values mean the default.

    Raises:
        InvalidQuestionError: a value that cannot be understood.
        UnknownDivisionError: a division outside the jurisdiction.
    """
    question = RecordQuestion(
        division=division_asked(values.get("division", ""), user),
        stage=_one_of(Stage.values, values, "stage"),
        q=_words(register, values),
        sort=_one_of(orders(register), values, "sort"),
        page=values.get("page", "1"),
        counted=_one_of(list(COUNTED.get(register.slug, ())), values, "counted"),
        on=day_asked(values.get("on", "")),
        filters={
            f.field: _one_of([value for value, _label in f.choices], values, f.field)
            for f in register.filters
        },
    )
    return question


def list_records(register: Register, question: RecordQuestion, user: User) -> RecordList:
    """Answer in two queries: counts by stage, and the rows of one page."""
    counts = _matching(register, question, user).order_by()
    by_stage = dict(counts.values_list("stage").annotate(number=Count("pk")))
    number = by_stage.get(question.stage, 0) if question.stage else sum(by_stage.values())
    return RecordList(
        page_of(all_listed(register, question, user), number, question.page), by_stage
    )


def all_listed(register: Register, question: RecordQuestion, user: User) -> RecordQuerySet:
    """Every record of the list, whatever the page, in its order."""
    rows = _matching(register, question, user)
    if question.stage:
        rows = rows.filter(stage=question.stage)
    sort = question.sort or register.first_sort
    return rows.order_by(*_ordering(register, sort), "pk") if sort else rows


def _matching(register: Register, question: RecordQuestion, user: User) -> RecordQuerySet:
    conditions = [Q(**{name: value}) for name, value in question.filters.items() if value]
    if question.counted:
        conditions.append(COUNTED[register.slug][question.counted](question.on))
    if question.q:
        conditions.append(register.matching(question.q))
    rows = register.rows_for(user).filter(*conditions)
    return (
        rows if question.division == user.jurisdiction_code else rows.in_division(question.division)
    )


def division_asked(text: str, user: User) -> str:
    """The division's code; empty means the whole jurisdiction.

    Raises:
        InvalidQuestionError, UnknownDivisionError: see `ask`.
    """
    if not text:
        return user.jurisdiction_code
    try:
        code = codes.parse(text)
    except codes.CodeError as error:
        raise InvalidQuestionError(field="division") from error
    if not code.startswith(codes.prefix(user.jurisdiction_code)):
        raise UnknownDivisionError(field="division")
    return code


def _words(register: Register, values: Mapping[str, str]) -> str:
    """The words searched for. Persons are not looked for by an address: logs keep addresses."""
    words = values.get("q", "").strip()
    if words and register.is_personal:
        raise InvalidQuestionError(
            _("People are found by “Find a person”: names do not belong in addresses."), field="q"
        )
    return words


def _one_of(allowed: list[str], values: Mapping[str, str], name: str) -> str:
    value = values.get(name, "")
    if value and value not in allowed:
        raise InvalidQuestionError(field=name)
    return value


def orders(register: Register) -> list[str]:
    """What the list can be sorted by; “-” before it: downwards."""
    sorts = [column.sort for column in register.columns if column.sort]
    return [*sorts, *(f"-{sort}" for sort in sorts)]


def _ordering(register: Register, sort: str) -> list[OrderBy]:
    name = sort.removeprefix("-")
    path = register.orders.get(name, F(name))
    downwards = sort.startswith("-")
    return [path.desc(nulls_last=True) if downwards else path.asc(nulls_last=True)]
