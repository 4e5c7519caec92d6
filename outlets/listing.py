"""The list of outlets: what a page asks, and what it is told."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.paginator import Page
from django.db.models import Count, F, OrderBy, Q
from django.utils import timezone

from core import cells
from core.errors import InvalidQuestionError, UnknownDivisionError
from core.paging import page_of
from geo import codes
from geo.querysets import HasJurisdiction
from outlets.kinds import TARGET_KINDS, OperatingModel, OutletKind, Platform, Status
from outlets.models import Outlet
from outlets.querysets import OutletQuerySet, words_matching

# In no status on the day asked about: it opened later.
NOT_OPEN = "not_open"

ORDERS = {
    "no": ("outlet_no",),
    "name": ("name", "outlet_no"),
    "village": ("village__code", "outlet_no"),
    "kind": ("kind", "outlet_no"),
    "model": ("operating_model", "outlet_no"),
    "platform": ("platform", "outlet_no"),
    "status": ("status_on_day", "outlet_no"),
    "opened": ("opened_on", "outlet_no"),
}


@dataclass(frozen=True)
class OutletQuestion:
    """Which outlets, judged on which day, in which order; the values are those of the address."""

    on: dt.date
    division: str
    status: str = ""
    kind: str = ""
    model: str = ""
    platform: str = ""
    q: str = ""
    counting: bool = False
    sort: str = "no"
    page: str = "1"


# What may be left out one by one to find more.
CONDITIONS = ("division", "status", "kind", "model", "platform", "q", "counting")


def ask(values: Mapping[str, str], user: HasJurisdiction) -> OutletQuestion:
    """Read the address; empty values mean the default. The division is the user's own if absent.

    `county` chooses a county beside a `division` that a second control may still hold from
    another county; then the county holds.

    Raises:
        InvalidQuestionError: a value that cannot be understood.
    """
    county, division = values.get("county", ""), values.get("division", "")
    if county and not division.startswith(county):
        division = county
    return OutletQuestion(
        on=_day(values.get("on", "")),
        division=_code(division or user.jurisdiction_code),
        status=_one_of([*Status.values, NOT_OPEN], values, "status"),
        kind=_one_of(OutletKind.values, values, "kind"),
        model=_one_of(OperatingModel.values, values, "model"),
        platform=_one_of(Platform.values, values, "platform"),
        q=values.get("q", "").strip(),
        counting=values.get("counting") == "1",
        sort=_one_of([*ORDERS, *(f"-{name}" for name in ORDERS)], values, "sort") or "no",
        page=values.get("page", "1"),
    )


def _day(text: str) -> dt.date:
    try:
        return cells.date(text) or timezone.localdate()
    except cells.CellError as error:
        raise InvalidQuestionError(error.message, field="on") from error


def _code(text: str) -> str:
    try:
        return codes.parse(text)
    except codes.CodeError as error:
        raise InvalidQuestionError(field="division") from error


def _one_of(allowed: Sequence[str], values: Mapping[str, str], name: str) -> str:
    value = values.get(name, "")
    if value and value not in allowed:
        raise InvalidQuestionError(field=name)
    return value


def demand_scope(question: OutletQuestion, user: HasJurisdiction) -> None:
    """Refuse a division outside the user's jurisdiction.

    Raises:
        UnknownDivisionError: no such division exists for the user.
    """
    if not question.division.startswith(codes.prefix(user.jurisdiction_code)):
        raise UnknownDivisionError(field="division")


@dataclass(frozen=True)
class OutletList:
    """A page of outlets, each with `status_on_day`, and how many there are in each status.

    `by_status` counts what the other conditions let through, so that a status can be chosen
    among them.
    """

    page: Page
    by_status: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_status.values())


@dataclass(frozen=True)
class Relaxation:
    """A condition of an empty list, and how many outlets there are without it."""

    parameter: str
    label: str
    number: int


def list_outlets(question: OutletQuestion, user: HasJurisdiction) -> OutletList:
    """Answer in two queries: counts by status, and the rows of one page."""
    in_any_status = _rows(replace(question, status=""), user)
    counts = in_any_status.order_by().values(state=F("status_on_day")).annotate(number=Count("pk"))
    by_status = {row["state"] or NOT_OPEN: row["number"] for row in counts}
    number = by_status.get(question.status, 0) if question.status else sum(by_status.values())
    page = page_of(all_listed(question, user), number, question.page)
    return OutletList(page, by_status)


def all_listed(question: OutletQuestion, user: HasJurisdiction) -> OutletQuerySet:
    """Every outlet of the list, whatever the page, in its order."""
    ordered = _rows(question, user).order_by(*_ordering(question.sort))
    return ordered.select_related("village__parent__parent")


def _rows(question: OutletQuestion, user: HasJurisdiction) -> OutletQuerySet:
    rows = Outlet.objects.visible_to(user).established().with_status_on(question.on)
    return rows.filter(*_conditions(question, user).values())


def without_each(question: OutletQuestion, user: HasJurisdiction) -> dict[str, int]:
    """For an empty list: how many outlets each condition, left out alone, would let through."""
    wanted = _conditions(question, user)
    rows = Outlet.objects.visible_to(user).established().with_status_on(question.on)
    counts = {}
    for name in wanted:
        others = [condition for other, condition in wanted.items() if other != name]
        counts[f"without_{name}"] = Count("pk", filter=Q(*others)) if others else Count("pk")
    found = rows.aggregate(**counts) if counts else {}
    return {name.removeprefix("without_"): number for name, number in found.items()}


def _conditions(question: OutletQuestion, user: HasJurisdiction) -> dict[str, Q]:
    """The condition that each given part of the question sets; the user's scope is none."""
    status = Q(status_on_day=question.status)
    if question.status == NOT_OPEN:
        status = Q(status_on_day__isnull=True)
    every = {
        "division": Q(village__code__startswith=codes.prefix(question.division)),
        "status": status,
        "kind": Q(kind=question.kind),
        "model": Q(operating_model=question.model),
        "platform": Q(platform=question.platform),
        "q": words_matching(question.q),
        "counting": Q(kind__in=TARGET_KINDS),
    }
    given = {name: every[name] for name in CONDITIONS if getattr(question, name)}
    if question.division == user.jurisdiction_code:
        del given["division"]
    return given


def _ordering(sort: str) -> list[OrderBy]:
    downwards = sort.startswith("-")
    return [
        F(field).desc(nulls_last=True) if downwards else F(field).asc(nulls_last=True)
        for field in ORDERS[sort.removeprefix("-")]
    ]
