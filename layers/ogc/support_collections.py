"""The collections of what supports people who start up: incubators, parks and counts of ventures.

They have nothing to do with the network of outlets. What leaves the registry here tells no small
count, whatever its reader may see on pages.
"""

import json
from functools import partial

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entrepreneurs.counting import places
from entrepreneurs.kinds import IncubatorKind, Industry, ParkKind, RecognitionLevel
from geo.crs import GEOGRAPHIC_SRID
from layers.ogc.collection import Collection, Property, Relation, Words, choices_of
from layers.venture_counts import VentureCount, VentureCounts, venture_counts
from targets.definitions import Question

_CODE = _("code")
_NAME = _("name")
_KIND = _("kind")


def _places(relation: str, question: Question) -> Relation:
    return Relation("", f"({relation}) r", places.parameters(question.division, question.on))


def _place_collection(
    name: str, title: Words, description: Words, relation: str, *own: Property
) -> Collection:
    """Places of `entrepreneurs.counting.places`."""
    return Collection(
        name=name,
        title=title,
        description=description,
        geometry="Point",
        identifier="r.id::text",
        place="r.place::geometry",
        properties=(
            Property("name", _NAME, "r.name"),
            *own,
            Property("opened_on", _("opened on"), "r.opened_on::text"),
            Property("division_code", _("code of the division it is registered in"), "r.code"),
            Property("division_name", _("the division it is registered in"), "r.division"),
            Property(
                "approximate",
                _("drawn where its division is, for want of a position"),
                "r.is_approximate",
                "boolean",
            ),
        ),
        relation=partial(_places, relation),
        is_of_network=False,
    )


_COLUMNS = ", ".join(
    [
        *("code text", "name text", "count text", "low integer", "high integer"),
        *(f"{industry} text" for industry in Industry.values),
        *("x float8", "y float8", "approximate boolean"),
    ]
)


def _ventures(question: Question) -> Relation:
    """Rows of counts as they are told, which the statement gets as a parameter."""
    rows = json.dumps([_row(township) for township in _counts(question).townships])
    return Relation("", f"json_to_recordset(%(counts)s::json) v({_COLUMNS})", {"counts": rows})


def _counts(question: Question) -> VentureCounts:
    return venture_counts(question, sees=False)


def _row(township: VentureCount) -> dict[str, str | int | float | bool | None]:
    x, y = township.place or (None, None)
    told = township.by_industry or {}
    return {
        "code": township.code,
        "name": township.name,
        "count": str(township.count),
        "low": township.count.low,
        "high": township.count.high,
        **{industry: str(cell) for industry, cell in told.items()},
        "x": x,
        "y": y,
        "approximate": township.is_approximate,
    }


def _elsewhere(question: Question) -> str:
    """How many ventures have no feature on the day; empty when all have."""
    if not (elsewhere := _counts(question).elsewhere).high:
        return ""
    text = gettext("Ventures in no township today, and thus without a feature: %(count)s.")
    return text % {"count": elsewhere}


SUPPORT = (
    _place_collection(
        "incubators",
        _("Incubators"),
        _(
            "Verified incubators that are open on the day, with the level recognised on it. One "
            "without a position of its own stands where its division is, and is approximate."
        ),
        places.INCUBATORS,
        Property("kind", _KIND, "r.kind", choices=choices_of(IncubatorKind)),
        Property("level", _("level"), "r.level", choices=choices_of(RecognitionLevel)),
    ),
    _place_collection(
        "parks",
        _("Parks"),
        _(
            "Verified parks that are open on the day. One without a position of its own stands "
            "where its division is, and is approximate."
        ),
        places.PARKS,
        Property("kind", _KIND, "r.kind", choices=choices_of(ParkKind)),
    ),
    Collection(
        name="ventures",
        title=_("Ventures by township"),
        description=_(
            "How many verified ventures each township has on the day, in all and by industry, "
            "drawn at its seat. One or two show as <3, and a count that would give a small one "
            "away as a range or, by industry, not at all."
        ),
        geometry="Point",
        identifier="v.code",
        place=f"ST_SetSRID(ST_MakePoint(v.x, v.y), {GEOGRAPHIC_SRID})",
        properties=(
            Property("code", _CODE, "v.code"),
            Property("name", _NAME, "v.name"),
            Property("count", _("ventures; 1 and 2 show as <3"), "v.count"),
            Property("low", _("the least that the count can be"), "v.low", "integer"),
            Property("high", _("the most that the count can be"), "v.high", "integer"),
            *(
                Property(industry.value, industry.label, f"v.{industry.value}")
                for industry in Industry
            ),
            Property(
                "approximate",
                _("the point only shows roughly where it is"),
                "v.approximate",
                "boolean",
            ),
        ),
        relation=_ventures,
        is_of_network=False,
        remark=_elsewhere,
    ),
)
