"""What waits for a county's reviewer, by what has to be done, the oldest first."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.paging import PAGE_LENGTH, page_of
from outlets.duplicates import Pair, suspected
from outlets.kinds import Stage, Status, Step
from outlets.models import Outlet, OutletStatus, OutletTransition
from outlets.querysets import OutletQuerySet

# From so many days on a wait is called long.
LONG_WAIT_DAYS = 7


class Tab(models.TextChoices):
    """What the queue is sorted into."""

    REVIEW = "review", _("to be reviewed")
    NOTICE = "notice", _("on public notice")
    ACCEPTANCE = "acceptance", _("to be accepted")
    TWINS = "duplicates", _("possible duplicates")
    DORMANT = "dormant", _("presumed dormant")


STAGE_OF = {
    Tab.REVIEW: Stage.COUNTY_REVIEW,
    Tab.NOTICE: Stage.PUBLIC_NOTICE,
    Tab.ACCEPTANCE: Stage.ACCEPTANCE,
}
TAB_OF = {stage: tab for tab, stage in STAGE_OF.items()}


@dataclass(frozen=True)
class TwinRow:
    """A pair as the list shows it."""

    pair: Pair
    first: Outlet
    second: Outlet


@dataclass(frozen=True)
class Queue:
    """One tab's page; its rows are outlets, or `TwinRow`s. `suspects` are in some pair."""

    tab: Tab
    numbers: dict[Tab, int]
    page: Page
    suspects: Collection[uuid.UUID]


def queue(*, tab: Tab, page: str, user: User, version: int) -> Queue:
    """At most four queries, however long it is.

    Args:
        page: its number as the address names it.
        version: of the data; what it takes long to find is kept as long as they stay.
    """
    today = timezone.localdate()
    pairs = _pairs(user, version)
    numbers = _numbers(user, today, version) | {Tab.TWINS: len(pairs)}
    if tab == Tab.TWINS:
        chosen = Paginator(pairs, PAGE_LENGTH).get_page(page)
        twins: Any = _twin_rows(list(chosen), user)
        rows: Page = Page(twins, chosen.number, chosen.paginator)
    else:
        rows = page_of(_with_marks(waiting(tab, user, today)), numbers[tab], page)
    return Queue(tab, numbers, rows, {pk for pair in pairs for pk in pair.ids})


def waiting(tab: Tab, user: User, today: dt.date) -> OutletQuerySet:
    """The outlets of a tab in order, each marked `since`, the day from which it waits."""
    outlets = Outlet.objects.visible_to(user)
    if tab == Tab.DORMANT:
        return _dormant(outlets, today)
    submitted = TruncDate("submitted_at")
    marks = {
        Tab.REVIEW: submitted,
        Tab.NOTICE: F("notice_ends_on"),
        Tab.ACCEPTANCE: Coalesce("notice_ends_on", submitted),
    }
    return (
        outlets.filter(stage=STAGE_OF[tab])
        .annotate(since=marks[tab])
        .order_by(F("since").asc(nulls_first=True), "submitted_at", "pk")
    )


def place_of(tab: Tab, outlet: Outlet, user: User) -> int | None:
    """How many rows of the tab stand before the outlet; null when it is not among them."""
    ids = _ids(tab, user)
    return ids.index(outlet.pk) if outlet.pk in ids else None


def at_place(tab: Tab, place: int, user: User) -> tuple[uuid.UUID, int] | None:
    """Who stands there now, or last where the list has grown shorter; and the page it is on."""
    ids = _ids(tab, user)
    if not ids:
        return None
    place = min(place, len(ids) - 1)
    return ids[place], place // PAGE_LENGTH + 1


def waiting_number(user: User, version: int) -> int:
    """How many submissions wait for the first look; counted once for each version of the data."""
    outlets = Outlet.objects.visible_to(user).filter(stage=Stage.COUNTY_REVIEW)
    key = f"waiting:{user.jurisdiction_code}:{version}"
    return int(cache.get_or_set(key, outlets.count) or 0)


def _ids(tab: Tab, user: User) -> list[uuid.UUID]:
    return list(waiting(tab, user, timezone.localdate()).values_list("pk", flat=True))


def _numbers(user: User, today: dt.date, version: int) -> dict[Tab, int]:
    key = f"review:{user.jurisdiction_code}:{today}:{version}"
    return cache.get_or_set(key, lambda: _counted(user, today)) or {}


def _counted(user: User, today: dt.date) -> dict[Tab, int]:
    dormant = Q(stage=Stage.ESTABLISHED, status_on_day=Status.DORMANT)
    conditions = {tab: Q(stage=stage) for tab, stage in STAGE_OF.items()} | {Tab.DORMANT: dormant}
    counted = {str(tab): Count("pk", filter=condition) for tab, condition in conditions.items()}
    found = Outlet.objects.visible_to(user).with_status_on(today).aggregate(**counted)
    return {tab: found[tab] for tab in conditions}


def _dormant(outlets: OutletQuerySet, today: dt.date) -> OutletQuerySet:
    """Each marked with the reason too, which names the rule that found it."""
    period = OutletStatus.objects.filter(
        outlet=OuterRef("pk"), status=Status.DORMANT, valid_from__lte=today, valid_to__isnull=True
    )
    marked = outlets.established().annotate(
        since=Subquery(period.values("valid_from")[:1]),
        dormant_reason=Subquery(period.values("reason")[:1]),
    )
    return marked.filter(since__isnull=False).order_by("since", "outlet_no", "pk")


def _with_marks(outlets: OutletQuerySet) -> OutletQuerySet:
    """What the list tells of each besides its name."""
    steps = OutletTransition.objects.filter(outlet=OuterRef("pk"))
    times = steps.filter(step=Step.SUBMIT).order_by().values("outlet").annotate(n=Count("pk"))
    return outlets.select_related("village__parent").annotate(
        times_submitted=Subquery(times.values("n")),
        last_step=Subquery(steps.order_by("-at", "-pk").values("step")[:1]),
    )


def _pairs(user: User, version: int) -> list[Pair]:
    key = f"suspected:{user.jurisdiction_code}:{version}"
    return cache.get_or_set(key, lambda: suspected(user)) or []


def _twin_rows(pairs: Sequence[Pair], user: User) -> list[TwinRow]:
    outlets = Outlet.objects.visible_to(user).with_status_on(timezone.localdate())
    known = outlets.select_related("village__parent").in_bulk({pk for p in pairs for pk in p.ids})
    return [
        TwinRow(pair, known[pair.first_id], known[pair.second_id])
        for pair in pairs
        if pair.first_id in known and pair.second_id in known
    ]
