"""What each village of a jurisdiction has: an outlet, a registration under way, or nothing yet."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.levels import ADMINISTRATIVE_VILLAGE_KIND, APPROXIMATE_QUALITIES
from geo.models import AdministrativeDivision
from geo.querysets import HasJurisdiction
from outlets.kinds import STAGES_IN_PROGRESS, Basis, Stage, Status
from outlets.models import Outlet, OutletVillage
from outlets.reporting import asked_month, with_report_of
from outlets.stages import VOID


class VillageState(models.TextChoices):
    """The one state a village is shown in; those that ask for work come first in lists.

    BLANK is an administrative village; NONE any other unit, such as a 社区, which no figure counts.
    """

    RETURNED = "returned", _("sent back to mend")
    DRAFT = "draft", _("draft")
    DORMANT = "dormant", _("presumed dormant")
    SUSPENDED = "suspended", _("suspended")
    BLANK = "blank", _("no outlet yet")
    SERVED = "served", _("served from another village")
    IN_REVIEW = "in_review", _("under review")
    OPERATING = "operating", _("operating outlet")
    NONE = "none", _("no outlet, and none counted")


OF_STATUS: dict[str, VillageState] = {
    Status.OPERATING: VillageState.OPERATING,
    Status.DORMANT: VillageState.DORMANT,
    Status.SUSPENDED: VillageState.SUSPENDED,
}
LIST_ORDER = {state: place for place, state in enumerate(VillageState)}


@dataclass(frozen=True)
class VillageRow:
    """A village with its outlets, whatever has become of them; void records are left out."""

    village: AdministrativeDivision
    outlets: tuple[Outlet, ...]
    state: VillageState

    @property
    def is_approximate(self) -> bool:
        """Whether its position only shows the township."""
        return self.village.location_quality in APPROXIMATE_QUALITIES

    @property
    def tasks(self) -> list[tuple[VillageState, int]]:
        """What waits for somebody besides what the state itself tells."""
        counted = Counter(state_of(outlet) for outlet in self.outlets)
        asking = (VillageState.RETURNED, VillageState.DRAFT, VillageState.DORMANT)
        return [
            (state, counted[state])
            for state in asking
            if counted[state] > 0 and state != self.state
        ]


@dataclass(frozen=True)
class TownshipGroup:
    """The villages of one township."""

    township: AdministrativeDivision
    rows: list[VillageRow]

    @property
    def with_outlet(self) -> int:
        return sum(row.state == VillageState.OPERATING for row in self.rows)


@dataclass(frozen=True)
class Tasks:
    """How much waits in a jurisdiction; `reports` are those of the month asked for now."""

    returned: int
    drafts: int
    waiting: int
    reports: int


def state_of(outlet: Outlet) -> VillageState | None:
    """What one outlet makes of its village; null for one that is closed. Reads `status_on_day`."""
    if outlet.stage == Stage.RETURNED:
        return VillageState.RETURNED
    if outlet.stage == Stage.DRAFT:
        return VillageState.DRAFT
    if outlet.stage in STAGES_IN_PROGRESS:
        return VillageState.IN_REVIEW
    return OF_STATUS.get(getattr(outlet, "status_on_day", None) or "")


# Of several outlets in a village, the state of the first of these is the village's.
PRECEDENCE = (
    VillageState.OPERATING,
    VillageState.RETURNED,
    VillageState.IN_REVIEW,
    VillageState.DORMANT,
    VillageState.SUSPENDED,
    VillageState.DRAFT,
)


def villages_of(user: HasJurisdiction, day: dt.date) -> list[AdministrativeDivision]:
    """Every unit of village level in the jurisdiction, in the order of codes; one query."""
    villages = AdministrativeDivision.objects.visible_to(user).villages().as_of(day)
    return list(villages.select_related("parent").order_by("code"))


def outlets_of(user: HasJurisdiction, day: dt.date) -> dict[str, list[Outlet]]:
    """The jurisdiction's outlets by their villages' codes, with `status_on_day`; one query."""
    outlets = Outlet.objects.visible_to(user).exclude(stage__in=VOID).with_status_on(day)
    found: dict[str, list[Outlet]] = defaultdict(list)
    for outlet in outlets.select_related("village").order_by("outlet_no", "created_at"):
        found[outlet.village.code].append(outlet)
    return found


def village_rows(user: HasJurisdiction, day: dt.date) -> list[VillageRow]:
    """The jurisdiction's villages: those that ask for work first, then by name; three queries."""
    outlets, served = outlets_of(user, day), _served(user, day)
    rows = [
        VillageRow(
            village,
            (found := tuple(outlets.get(village.code, ()))),
            _state(village, found, is_served=village.code in served),
        )
        for village in villages_of(user, day)
    ]
    return sorted(rows, key=lambda row: (LIST_ORDER[row.state], row.village.pinyin))


def by_township(rows: Iterable[VillageRow]) -> list[TownshipGroup]:
    """The rows under their townships, in the order of codes."""
    ordered = sorted(rows, key=lambda row: row.village.code[:9])
    return [
        TownshipGroup(same[0].village.parent, same)
        for _code, group in groupby(ordered, key=lambda row: row.village.code[:9])
        if (same := list(group)) and same[0].village.parent
    ]


def tasks(user: HasJurisdiction, rows: Sequence[VillageRow], today: dt.date) -> Tasks:
    """What waits; counts the rows, and asks one query for the reports."""
    stages = Counter(outlet.stage for row in rows for outlet in row.outlets)
    month = asked_month(today)
    due = Outlet.objects.visible_to(user).due_report_for(month)
    return Tasks(
        returned=stages[Stage.RETURNED],
        drafts=stages[Stage.DRAFT],
        waiting=stages[Stage.COUNTY_REVIEW],
        reports=with_report_of(due, month).filter(report__pk=None).count(),
    )


def _state(
    village: AdministrativeDivision, outlets: Sequence[Outlet], *, is_served: bool
) -> VillageState:
    states = {state_of(outlet) for outlet in outlets}
    for state in PRECEDENCE:
        if state in states:
            return state
    if is_served:
        return VillageState.SERVED
    return VillageState.BLANK if is_counted(village) else VillageState.NONE


def is_counted(village: AdministrativeDivision) -> bool:
    """Whether it is an administrative village, which coverage counts."""
    return village.kind == ADMINISTRATIVE_VILLAGE_KIND


def _served(user: HasJurisdiction, day: dt.date) -> set[str]:
    """Codes of villages that an operating outlet of another village serves; one query."""
    served = OutletVillage.objects.filter(
        models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day),
        valid_from__lte=day,
        village__in=AdministrativeDivision.objects.visible_to(user).villages(),
        outlet__in=Outlet.objects.established().open_on(day),
    ).exclude(basis=Basis.OWN)
    return set(served.values_list("village__code", flat=True))
