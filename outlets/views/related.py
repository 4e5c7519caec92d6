"""What an outlet's page shows besides its own row: reports, visits, photos."""

from typing import Any

import rules
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from outlets.inspecting import may_record, open_kinds
from outlets.kinds import Stage
from outlets.models import Outlet
from outlets.reporting import recent_months
from outlets.rules import SEE_LEDGER, VISIT
from outlets.stages import VOID

MOST_VISITS, MOST_PHOTOS = 12, 24


def related_of(outlet: Outlet, user: User) -> dict[str, Any]:
    """The context of `_reports.html`, `_inspections.html` and `_photos.html`; four queries."""
    today = timezone.localdate()
    is_established = outlet.stage == Stage.ESTABLISHED
    may_visit = rules.has_perm(VISIT, user, outlet)
    visits = outlet.inspections.with_distance().select_related("revisit_of")
    latest = visits.order_by(F("visited_on").desc(nulls_first=True), "due_on", "-pk")[:MOST_VISITS]
    shown = list(latest)
    for visit in shown:
        may = may_visit and not visit.visited_on and may_record(visit, user)
        setattr(visit, "may_record", may)  # noqa: B010 – for the template
    last = next((visit for visit in shown if visit.visited_on), None)
    return {
        "months": recent_months(outlet, today) if is_established else [],
        "visits": shown,
        "found_closed": last if last and not last.found_open else None,
        "may_visit": may_visit and bool(open_kinds(outlet, user)),
        "photos": outlet.photos.order_by("-added_at")[:MOST_PHOTOS],
        "may_add_photos": may_visit and outlet.stage not in VOID,
        "may_see_ledger": rules.has_perm(SEE_LEDGER, user),
    }
