"""我的村: where officers begin. Their villages with what each has, and their registrations."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.http import SignedInRequest
from core.errors import InvalidQuestionError
from geo.levels import Level
from outlets.kinds import Stage
from outlets.models import Outlet, OutletTransition
from outlets.rules import ADD
from outlets.village_states import VillageState, by_township, is_counted, tasks, village_rows

# Registrations that are over are listed for so long.
DAYS_SHOWN = 30

SECTIONS: tuple[tuple[str, str | Promise, tuple[Stage, ...]], ...] = (
    ("returned", _("To be mended"), (Stage.RETURNED,)),
    ("drafts", _("Drafts"), (Stage.DRAFT,)),
    (
        "waiting",
        _("On their way"),
        (Stage.COUNTY_REVIEW, Stage.PUBLIC_NOTICE, Stage.ACCEPTANCE),
    ),
    ("over", _("Finished in the last 30 days"), (Stage.ESTABLISHED, Stage.MERGED, Stage.WITHDRAWN)),
)


@dataclass(frozen=True)
class Section:
    """Registrations at one part of their way."""

    name: str
    label: str | Promise
    outlets: list[Outlet]


def villages(request: SignedInRequest) -> HttpResponse:
    """The villages of the jurisdiction; `?state=` leaves those in one state."""
    if not rules.has_perm(ADD, request.user):
        raise PermissionDenied
    today = timezone.localdate()
    state = request.GET.get("state", "")
    if state and state not in VillageState.values:
        raise InvalidQuestionError(field="state")
    rows = village_rows(request.user, today)
    numbers = Counter(row.state for row in rows)
    listed = [row for row in rows if state in ("", row.state)]
    is_grouped = request.user.jurisdiction.level != Level.TOWNSHIP
    context = {
        "tasks": tasks(request.user, rows, today),
        "rows": listed,
        "groups": by_township(listed) if is_grouped else None,
        "states": [(one, numbers[one]) for one in STATES if numbers[one]],
        "state": state,
        "villages": len(rows),
        "counted": sum(is_counted(row.village) for row in rows),
    }
    return render(request, "outlets/mine.html", context)


# As the legend tells them: what stands first.
STATES = (
    VillageState.OPERATING,
    VillageState.SERVED,
    VillageState.IN_REVIEW,
    VillageState.RETURNED,
    VillageState.DRAFT,
    VillageState.DORMANT,
    VillageState.SUSPENDED,
    VillageState.BLANK,
    VillageState.NONE,
)


def registrations(request: SignedInRequest) -> HttpResponse:
    """Registrations of the jurisdiction: what to mend, what waits, and what became of the rest."""
    if not rules.has_perm(ADD, request.user):
        raise PermissionDenied
    since = timezone.now() - dt.timedelta(days=DAYS_SHOWN)
    steps = OutletTransition.objects.order_by("-at", "-pk")
    outlets = Outlet.objects.visible_to(request.user).select_related("village__parent")
    begun = outlets.exclude(stage__in=(Stage.ESTABLISHED, Stage.MERGED, Stage.WITHDRAWN))
    over = outlets.filter(pk__in=OutletTransition.objects.filter(at__gte=since).values("outlet"))
    found = (begun | over).prefetch_related(Prefetch("transitions", steps)).order_by("-updated_at")
    rows = list(found)
    context = {
        "sections": [
            Section(name, label, [row for row in rows if row.stage in stages])
            for name, label, stages in SECTIONS
        ],
        "number": len(rows),
    }
    return render(request, "outlets/registrations.html", context)
