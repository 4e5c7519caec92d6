"""Everything about one outlet that a reviewer's decision rests on."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.http import SignedInRequest
from geo.levels import APPROXIMATE_QUALITIES
from outlets import registration
from outlets.duplicates import candidates, funded_elsewhere
from outlets.forms_review import FORMS, StatusForm, VersionForm, field_labels
from outlets.keepers import keeper_for
from outlets.kinds import STAGES_IN_PROGRESS, InspectionKind, PhotoKind, Stage, Step
from outlets.models import Outlet, OutletTransition
from outlets.places import GEODESIC
from outlets.positions import Positions
from outlets.registration.review import is_passed
from outlets.stages import RULES, is_possible
from outlets.submissions import compared, judged_version, moved_m, new_photos
from outlets.surroundings import surroundings

Sent = VersionForm | StatusForm | None


def subject_of(request: SignedInRequest, outlet: Outlet, form: Sent) -> dict[str, Any]:
    """Everything about one outlet that a decision rests on."""
    user = request.user
    is_masked = shows_keepers_masked(request, outlet)
    transitions = sorted(outlet.transitions.all(), key=lambda one: (one.at, one.pk), reverse=True)
    was_returned = any(one.to_stage == Stage.RETURNED for one in transitions)
    version = judged_version(outlet) if was_returned else None
    facts = compared(outlet, version, is_masked=is_masked)
    suspects = candidates(outlet=outlet, user=user) if outlet.stage in STAGES_IN_PROGRESS else []
    steps = registration.open_steps(outlet=outlet, actor=user)
    photos = list(outlet.photos.order_by("kind", "added_at"))
    for photo in photos:
        off = moved_m(photo.location, outlet.location)
        setattr(photo, "off_m", off)  # noqa: B010 – for the template
    return {
        "outlet": outlet,
        "version": version,
        "facts": facts,
        "changes": sum(fact.is_changed for fact in facts),
        "is_masked": is_masked,
        "candidates": suspects,
        "funded": funded_elsewhere(outlet),
        "photos": photos,
        "new_photos": new_photos(photos, version),
        "ledger": PhotoKind.LEDGER,
        "transitions": transitions,
        "told": _told(outlet, transitions),
        "scene": surroundings(
            outlet, user, candidates=suspects, earlier=version.location if version else None
        ),
        **_place(outlet),
        **_decisions(outlet, steps, form),
        **_evidence(outlet),
    }


def shows_keepers_masked(request: SignedInRequest, *outlets: Outlet) -> bool:
    """Whether keepers are masked: until `?keeper=whole` asks for them, which is recorded."""
    if request.GET.get("keeper") != "whole":
        return True
    for outlet in outlets:
        keeper_for(outlet, request.user)
    return False


def _place(outlet: Outlet) -> dict[str, Any]:
    """Whether the outlet stands in its village, as far as real lines tell, and how far from its
    seat."""
    place, seat = outlet.location, outlet.village.seat
    if place is None:
        return {}
    area = Positions([outlet.village]).binding_area(outlet.village)
    return {
        "area": area.division if area else None,
        "metres_outside": area.metres_outside(place) if area else None,
        "seat_m": float(GEODESIC.inv(seat.x, seat.y, place.x, place.y)[2]) if seat else None,
        "is_seat_rough": outlet.village.location_quality in APPROXIMATE_QUALITIES,
    }


def _told(outlet: Outlet, transitions: Sequence[OutletTransition]) -> list[OutletTransition]:
    """What people said that the next decision has to answer; steps come the newest first.

    The objection that brought it back, the officer's words with the submission, and why it was
    last sent back.
    """
    if outlet.stage not in STAGES_IN_PROGRESS:
        return []
    found = []
    labels = field_labels()
    for step in (Step.OBJECT, Step.SUBMIT, Step.RETURN):
        latest = next((one for one in transitions if one.step == step), None)
        if latest and latest.reason:
            label = labels.get(latest.field, "")
            setattr(latest, "field_label", label)  # noqa: B010 – for the template
            found.append(latest)
    return found


def _decisions(outlet: Outlet, steps: list[Step], sent: Sent) -> dict[str, Any]:
    """The forms of the steps that lead on from here, and why there are none."""
    seen = {"seen_at": outlet.updated_at.isoformat()}
    forms = {
        step: sent if isinstance(sent, form) else form(initial=seen)
        for step, form in FORMS.items()
        if step in steps
    }
    is_judged = any(RULES[step].is_review and is_possible(step, outlet.stage) for step in FORMS)
    status = getattr(outlet, "status_on_day", None)
    return {
        "forms": {str(step): form for step, form in forms.items()},
        "sent_form": sent,
        "is_own": is_judged and not any(RULES[step].is_review for step in steps),
        "is_due": bool(outlet.notice_ends_on and outlet.notice_ends_on <= timezone.localdate()),
        "notice_days": settings.PUBLIC_NOTICE_DAYS,
        "is_acceptance_required": settings.ACCEPTANCE_REQUIRED,
        "status_form": sent if isinstance(sent, StatusForm) else StatusForm(present=status or ""),
    }


def _evidence(outlet: Outlet) -> dict[str, Any]:
    """Visits of acceptance for what awaits it; reports and visits of what is established."""
    if outlet.stage == Stage.ACCEPTANCE:
        visits = outlet.inspections.filter(
            kind__in=(InspectionKind.ACCEPTANCE, InspectionKind.REVISIT)
        )
        made = list(visits.select_related("revisit_of").order_by("-visited_on", "-pk"))
        return {
            "visits": made,
            "has_passed": is_passed(made),
            "approved_on": registration.approved_on(outlet),
        }
    if outlet.stage == Stage.ESTABLISHED:
        return {
            "dormant_period": outlet.statuses.order_by("valid_from").last(),
            "visits": list(outlet.inspections.made().order_by("-visited_on", "-pk")[:6]),
            "reports": list(outlet.monthly_reports.order_by("-month")[:6]),
        }
    return {}
