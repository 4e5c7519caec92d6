"""Visits to outlets: what one found, the re-visit that follows, and random samples (双随机)."""

import datetime as dt
import hashlib
import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from core import audit
from core.audit import acting, actor_name
from core.errors import ConflictError, DomainError, NotAllowedError
from geo.models import AdministrativeDivision
from outlets.kinds import InspectionKind, InspectionResult, Stage
from outlets.models import Inspection, Outlet
from outlets.photos import PreparedPhoto, add_photos
from outlets.querysets import OutletQuerySet

# What a township's officer may record of the township's own outlets, and look at again; the rest
# is the county's.
KINDS_OF_OFFICERS = (InspectionKind.ROUTINE,)
# Visits that somebody may make without a plan; the others come from a sample or from a visit.
UNPLANNED_KINDS = (
    InspectionKind.ROUTINE,
    InspectionKind.UNANNOUNCED,
    InspectionKind.PERFORMANCE,
)
SEEDS = 10**9


@dataclass(frozen=True)
class Findings:
    """What somebody found on a visit. `location` is where the findings were noted down."""

    visited_on: dt.date
    inspector_name: str
    found_open: bool
    result: InspectionResult | str
    is_staff_present: bool | None = None
    is_ledger_kept: bool | None = None
    note: str = ""
    mend_by: dt.date | None = None
    location: Point | None = None
    location_accuracy_m: float | None = None


@dataclass(frozen=True)
class Draw:
    """Who is to visit which outlet, as chance had it.

    Anybody draws the same again: `random.Random(seed)` takes `sample` of the numbers of all
    `population` outlets in order, and deals the shuffled inspectors out to them.
    """

    seed: int
    population: tuple[str, ...]
    visits: tuple[tuple[Outlet, str], ...]

    @property
    def digest(self) -> str:
        """Tells whether another draw chose among the same outlets."""
        return hashlib.sha256("\n".join(self.population).encode()).hexdigest()


def open_kinds(outlet: Outlet, user: User) -> list[InspectionKind]:
    """The kinds of visit that the user may record of the outlet without a plan."""
    if outlet.stage == Stage.ACCEPTANCE:
        return [InspectionKind.ACCEPTANCE] if user.role == Role.COUNTY_REVIEWER else []
    if outlet.stage != Stage.ESTABLISHED:
        return []
    return [kind for kind in UNPLANNED_KINDS if _is_task_of(user, kind)]


def may_record(visit: Inspection, user: User) -> bool:
    """Whether the user may fill in the planned visit; a re-visit is as the one it follows."""
    kind = visit.revisit_of.kind if visit.revisit_of else visit.kind
    return _is_task_of(user, kind)


def _is_task_of(user: User, kind: str) -> bool:
    if user.role == Role.TOWNSHIP_OFFICER:
        return kind in KINDS_OF_OFFICERS
    return user.role == Role.COUNTY_REVIEWER


@transaction.atomic
def record_visit(
    *,
    outlet: Outlet,
    kind: InspectionKind | str,
    findings: Findings,
    actor: User,
    plan: Inspection | None = None,
    photos: Sequence[tuple[str, PreparedPhoto]] = (),
) -> Inspection:
    """Keep what a visit found; one that asks for mending plans the visit that looks again.

    Args:
        plan: the planned visit that this was, as the user saw it; null for one without a plan.

    Raises:
        ConflictError: the planned visit was recorded or changed by somebody else.
        NotAllowedError: this kind of visit is not the actor's to record.
        DomainError: a finding breaks a rule; `field` names it.
        KnownPhotoError: a photo was added before.
    """
    held = Outlet.objects.select_for_update(no_key=True).get(pk=outlet.pk)
    visit = _planned(held, plan, actor) if plan else _unplanned(held, kind, actor)
    _check(held, findings)
    visit.visited_on = findings.visited_on
    visit.inspector_name = findings.inspector_name
    visit.found_open = findings.found_open
    visit.is_staff_present = findings.is_staff_present
    visit.is_ledger_kept = findings.is_ledger_kept
    visit.result = findings.result
    visit.note = findings.note
    visit.mend_by = findings.mend_by
    visit.location = findings.location
    visit.location_accuracy_m = findings.location_accuracy_m
    visit.recorded_by_name = actor_name(actor)
    with acting(actor, "inspection.recorded", reason=findings.note):
        visit.save()
        if findings.result == InspectionResult.TO_MEND:
            Inspection.objects.create(
                outlet=held,
                kind=InspectionKind.REVISIT,
                due_on=findings.mend_by,
                inspector_name=findings.inspector_name,
                revisit_of=visit.revisit_of or visit,  # the visit that began it
            )
    add_photos(outlet=held, photos=photos, inspection=visit, actor=actor)
    return visit


def _planned(outlet: Outlet, plan: Inspection, actor: User) -> Inspection:
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("revisit_of")
    visit = rows.filter(pk=plan.pk, outlet=outlet).first()
    if visit is None or visit.visited_on or visit.updated_at != plan.updated_at:
        raise ConflictError(_("This visit was recorded by somebody else meanwhile."))
    if not may_record(visit, actor):
        raise NotAllowedError
    return visit


def _unplanned(outlet: Outlet, kind: str, actor: User) -> Inspection:
    if kind not in open_kinds(outlet, actor):
        raise NotAllowedError
    return Inspection(outlet=outlet, kind=kind)


def _check(outlet: Outlet, findings: Findings) -> None:
    today = timezone.localdate()
    if findings.visited_on > today:
        text = _("%(day)s is still to come.") % {"day": findings.visited_on}
        raise DomainError(text, field="visited_on")
    if outlet.opened_on and findings.visited_on < outlet.opened_on:
        text = _("The outlet opened on %(day)s only.") % {"day": outlet.opened_on}
        raise DomainError(text, field="visited_on")
    is_to_mend = findings.result == InspectionResult.TO_MEND
    if is_to_mend and findings.mend_by is None:
        raise DomainError(_("Until when is it to be mended? Enter the day."), field="mend_by")
    if findings.mend_by and not is_to_mend:
        text = _("A day for mending goes with the result “to be mended” only.")
        raise DomainError(text, field="mend_by")
    if findings.mend_by and findings.mend_by <= findings.visited_on:
        raise DomainError(_("The day for mending comes after the visit."), field="mend_by")
    if not findings.found_open and findings.result == InspectionResult.PASSED:
        text = _("The door was closed: such a visit cannot be passed.")
        raise DomainError(text, field="result")


def new_seed() -> int:
    return secrets.randbelow(SEEDS)


def sampled_from(outlets: OutletQuerySet, day: dt.date) -> OutletQuerySet:
    """The outlets that a sample chooses among: operating, and in no sample still to be visited."""
    waiting = Inspection.objects.planned().filter(kind=InspectionKind.RANDOM)
    return outlets.established().open_on(day).exclude(pk__in=waiting.values("outlet"))


def draw_sample(
    *, outlets: OutletQuerySet, number: int, inspectors: Sequence[str], seed: int
) -> Draw:
    """Choose outlets and inspectors at random; nothing is written.

    Every inspector is given as many visits as any other, or one more.

    Raises:
        DomainError: there are not so many outlets, or no inspectors; `field` names which.
    """
    chosen_among = list(outlets.select_related("village__parent").order_by("outlet_no"))
    if not 1 <= number <= len(chosen_among):
        text = _("Choose between 1 and %(most)s: so many outlets can be drawn.")
        raise DomainError(text % {"most": len(chosen_among)}, field="number")
    if not inspectors:
        raise DomainError(_("Name at least one inspector."), field="inspectors")
    chance = random.Random(seed)
    drawn = chance.sample(chosen_among, number)
    names = list(inspectors)
    chance.shuffle(names)
    visits = [(outlet, names[index % len(names)]) for index, outlet in enumerate(drawn)]
    visits.sort(key=lambda visit: visit[0].village.code)
    population = tuple(str(outlet.outlet_no) for outlet in chosen_among)
    return Draw(seed, population, tuple(visits))


@transaction.atomic
def plan_sample(
    *, draw: Draw, inspectors: Sequence[str], due_on: dt.date, actor: User
) -> list[Inspection]:
    """Plan the visits of a draw; the audit keeps everything needed to draw it again.

    Raises:
        ConflictError: this very sample is planned already.
        DomainError: the day lies in the past.
    """
    today = timezone.localdate()
    if due_on < today:
        raise DomainError(_("%(day)s is over.") % {"day": due_on}, field="due_on")
    county = AdministrativeDivision.objects.select_for_update(no_key=True, of=("self",))
    county.get(pk=actor.jurisdiction_id)
    name = f"{today}-{draw.seed}"
    if Inspection.objects.visible_to(actor).filter(sample=name).exists():
        raise ConflictError(_("This sample is planned already."))
    with acting(actor, "inspection.sampled", reason=name):
        visits = Inspection.objects.bulk_create(
            Inspection(
                outlet=outlet,
                kind=InspectionKind.RANDOM,
                sample=name,
                due_on=due_on,
                inspector_name=inspector,
            )
            for outlet, inspector in draw.visits
        )
    audit.record(
        actor,
        "inspection.sampled",
        subject=name,
        detail={
            "seed": draw.seed,
            "number": len(visits),
            "inspectors": list(inspectors),
            "population": list(draw.population),
            "due_on": due_on.isoformat(),
        },
    )
    return visits
