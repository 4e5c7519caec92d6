"""Which outlets may be one and the same, registered twice.

Two outlets of a county are suspected when they share a telephone, when one organization runs both
in one village, when they stand at most 50 m apart, or when they have similar names in one village.
Pairs that somebody decided on are never suspected again. Counties do not see each other's records,
so pairs across their borders are not looked for.
"""

import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.database import rows
from core.errors import DomainError
from geo.querysets import HasJurisdiction
from outlets.kinds import Stage, Status
from outlets.models import Outlet
from outlets.stages import VOID

NEAR_M = 50
SIMILAR_RATE = 0.8
UNSUSPECTED = (*VOID, Stage.DRAFT)


class Likeness(models.TextChoices):
    """Why two outlets may be one."""

    PHONE = "phone", gettext_lazy("same telephone")
    ORGANIZATION = "organization", gettext_lazy("same organization in the village")
    NEAR = "near", gettext_lazy("at most 50 m apart")
    NAME = "name", gettext_lazy("similar name in the village")


@dataclass(frozen=True)
class Candidate:
    """An outlet that another may be the same as; `distance_m` is null where a position lacks."""

    outlet: Outlet
    distance_m: float | None
    likenesses: tuple[Likeness, ...]

    @property
    def question(self) -> str:
        """What a person has to answer: 42米处已有“××服务站”（运营），是同一个吗？"""
        words = {"name": self.outlet.name, "state": self.state}
        if self.distance_m is None:
            return _("There is “%(name)s” (%(state)s) already. Is it the same?") % words
        text = _("%(metres)s m away there is “%(name)s” (%(state)s) already. Is it the same?")
        return text % (words | {"metres": round(self.distance_m)})

    @property
    def state(self) -> str:
        """What it does today, or how far its registration has come."""
        status = getattr(self.outlet, "status_on_day", None)
        if self.outlet.stage == Stage.ESTABLISHED and status:
            return str(Status(status).label)
        return self.outlet.get_stage_display()


@dataclass(frozen=True)
class Pair:
    """Two outlets that nobody has compared yet; `distance_m` is null where a position lacks."""

    first_id: uuid.UUID
    second_id: uuid.UUID
    distance_m: float | None
    likenesses: tuple[Likeness, ...]

    @property
    def ids(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.first_id, self.second_id


class UndecidedDuplicatesError(DomainError):
    """An outlet that may be the same as another, which nobody decided yet."""

    status = 409
    code = "undecided_duplicates"

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = tuple(candidates)
        names = "、".join(candidate.outlet.name for candidate in candidates[:3])
        super().__init__(
            _(
                "It may be the same outlet as %(names)s. Decide first: merge them, or say why they "
                "are different."
            )
            % {"names": names}
        )


# The pairs that facts alone make suspect, and all of one village for a look at their names.
PAIRS = f"""
SELECT o.id, other.id AS other_id,
    ST_Distance(o.location, other.location) AS distance_m,
    o.village_id = other.village_id AS is_same_village,
    o.organization_id = other.organization_id AS is_same_organization,
    o.keeper_phone <> '' AND
        replace(o.keeper_phone, '-', '') = replace(other.keeper_phone, '-', '') AS is_same_phone,
    coalesce(ST_DWithin(o.location, other.location, {NEAR_M}), false) AS is_near,
    o.name, other.name AS other_name, village.short_name AS village_name
FROM outlets_outlet o
JOIN geo_administrativedivision village ON village.id = o.village_id
JOIN geo_administrativedivision there ON there.code LIKE left(village.code, 6) || '%%'
JOIN outlets_outlet other ON other.village_id = there.id AND other.id <> o.id
WHERE o.id = ANY(%(ids)s)
    AND o.stage <> ALL(%(void)s) AND other.stage <> ALL(%(unsuspected)s)
    AND (
        o.village_id = other.village_id
        OR ST_DWithin(o.location, other.location, {NEAR_M})
        OR o.keeper_phone <> ''
            AND replace(o.keeper_phone, '-', '') = replace(other.keeper_phone, '-', '')
    )
    AND NOT EXISTS (
        SELECT FROM outlets_duplicatedecision decision
        WHERE decision.first_id = least(o.id, other.id)
            AND decision.second_id = greatest(o.id, other.id)
    )
"""


def candidates(*, outlet: Outlet, user: HasJurisdiction | None = None) -> list[Candidate]:
    """The outlets that this one may be the same as, nearest first. Two queries.

    Args:
        user: leaves out what lies outside their jurisdiction.
    """
    return candidates_of(outlets=[outlet], user=user)[outlet.pk]


def candidates_of(
    *, outlets: Sequence[Outlet], user: HasJurisdiction | None = None
) -> dict[uuid.UUID, list[Candidate]]:
    """The same for many outlets at once, by their ids; still two queries."""
    pairs = _suspect_pairs([outlet.pk for outlet in outlets])
    others = Outlet.objects.with_status_on(timezone.localdate())
    others = others.select_related("village__parent", "organization")
    if user:
        others = others.visible_to(user)
    known = others.in_bulk({pair["other_id"] for pair in pairs}) if pairs else {}
    found: dict[uuid.UUID, list[Candidate]] = defaultdict(list)
    for pair in pairs:
        if other := known.get(pair["other_id"]):
            found[pair["id"]].append(Candidate(other, pair["distance_m"], pair["likenesses"]))
    return {outlet.pk: sorted(found[outlet.pk], key=_by_distance) for outlet in outlets}


def suspected(user: HasJurisdiction) -> list[Pair]:
    """Every undecided pair within the jurisdiction, once each, the nearest first. Two queries."""
    outlets = Outlet.objects.visible_to(user).exclude(stage__in=UNSUSPECTED)
    ids = set(outlets.values_list("pk", flat=True))
    pairs = [
        Pair(pair["id"], pair["other_id"], pair["distance_m"], pair["likenesses"])
        for pair in _suspect_pairs(list(ids))
        if pair["other_id"] in ids and pair["id"] < pair["other_id"]
    ]
    return sorted(pairs, key=lambda pair: (pair.distance_m is None, pair.distance_m or 0, pair.ids))


def funded_elsewhere(outlet: Outlet) -> Outlet | None:
    """Another funded outlet of the village (V31), if this one is funded too."""
    if not outlet.is_funded:
        return None
    others = Outlet.objects.filter(village=outlet.village_id, is_funded=True)
    return others.exclude(pk=outlet.pk).exclude(stage__in=UNSUSPECTED).first()


def similarity(name: str, other: str, village: str) -> float:
    """How alike two names are, from 0 to 1, leaving out the village's own.

    >>> similarity("北沟农村淘宝服务站", "北沟村农村淘宝服务点", "北沟") > 0.8
    True
    >>> similarity("北沟邮乐购站", "北沟京东服务站", "北沟") < 0.5
    True
    """
    return SequenceMatcher(None, _core(name, village), _core(other, village)).ratio()


def _core(name: str, village: str) -> str:
    written = "".join(unicodedata.normalize("NFKC", name).lower().split())
    core = written
    for own in (f"{village}村", village):
        core = core.replace(own, "") if village else core
    return core or written


def _suspect_pairs(ids: Sequence[uuid.UUID]) -> list[dict[str, Any]]:
    """Pairs with their likenesses; those that share no more than a village are left out."""
    if not ids:
        return []
    parameters = {
        "ids": list(ids),
        "void": [str(stage) for stage in VOID],
        "unsuspected": [str(stage) for stage in UNSUSPECTED],
    }
    pairs = rows(PAIRS, parameters)
    for pair in pairs:
        pair["likenesses"] = _likenesses(pair)
    return [pair for pair in pairs if pair["likenesses"]]


def _likenesses(pair: dict[str, Any]) -> tuple[Likeness, ...]:
    is_alike = pair["is_same_village"] and (
        similarity(pair["name"], pair["other_name"], pair["village_name"]) >= SIMILAR_RATE
    )
    told = {
        Likeness.PHONE: pair["is_same_phone"],
        Likeness.ORGANIZATION: pair["is_same_village"] and pair["is_same_organization"],
        Likeness.NEAR: pair["is_near"],
        Likeness.NAME: is_alike,
    }
    return tuple(likeness for likeness, is_so in told.items() if is_so)


def _by_distance(candidate: Candidate) -> tuple[bool, float, str]:
    """Nearest first; those without a distance last, by number."""
    metres = candidate.distance_m
    return metres is None, metres or 0, candidate.outlet.outlet_no or ""
