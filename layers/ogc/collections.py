"""The collections: what each holds, and the SQL that tells it.

Every one is a relation with a row for each feature: of the network over `targets.coverage`, of
incubators, parks and ventures in `layers.ogc.support_collections`. What identifies or reaches a
person is no column of any.
"""

from functools import partial

from django.utils.translation import gettext_lazy as _

from core.database import valid_on
from geo.levels import Level, LocationQuality
from layers import styles
from layers.ogc.collection import Collection, Property, Relation, Words, choices_of
from layers.ogc.support_collections import SUPPORT
from layers.sources import UNITS
from outlets.kinds import OperatingModel, OutletKind, Platform, Status
from targets import coverage
from targets.coverage import Part
from targets.definitions import Question


def _units(level: Level, question: Question) -> Relation:
    return Relation(coverage.unit_count(question), UNITS, coverage.unit_parameters(question, level))


def _villages(question: Question) -> Relation:
    return Relation(
        coverage.village_state(question), "village_state v", coverage.parameters(question)
    )


def _outlets(question: Question) -> Relation:
    source = f"""outlets_outlet o
    JOIN geo_administrativedivision d ON d.id = o.village_id AND d.code LIKE %(under)s
    JOIN outlets_outletstatus s ON s.outlet_id = o.id AND {valid_on("s")}
    WHERE {coverage.IN_NETWORK}"""
    return Relation("", source, coverage.parameters(question))


def _gaps(question: Question) -> Relation:
    ctes = coverage.listed(question, Part.GAPS)
    return Relation(ctes, "listed_village v", coverage.parameters(question))


_CODE = _("code")
_NAME = _("name")
_COUNTY = Property("county_code", _("code of the county"), "left({0}.code, 6)")
_TOWNSHIP = Property("township_code", _("code of the township"), "left({0}.code, 9)")
_QUALITY = _("where the position or line comes from")

_RATE = "round(u.covered::numeric / NULLIF(u.villages, 0), 4)"
_BREAKS = ", ".join(map(str, styles.BREAKS))


def _above(given: Property, table: str) -> Property:
    return Property(given.name, given.title, given.column.format(table))


_COUNTS = (
    ("villages", _("administrative villages")),
    ("covered", _("villages covered")),
    ("uncovered", _("villages not covered, position known")),
    ("unlocated", _("villages not covered, no position")),
    ("approximate", _("villages whose position only shows their township")),
    ("outlets", _("operating outlets that count towards the target")),
)
_UNIT_PROPERTIES = (
    Property("code", _CODE, "u.code"),
    Property("name", _NAME, "u.name"),
    *(Property(name, title, f"u.{name}", "integer") for name, title in _COUNTS),
    Property("rate", _("covered share of the villages, 0 to 1"), _RATE, "number"),
    Property(
        "class",
        _("class of the share, 0 to 4; none without a village"),
        f"width_bucket({_RATE}, ARRAY[{_BREAKS}]::numeric[])",
        "integer",
    ),
    Property("quality", _QUALITY, "b.quality", choices=choices_of(LocationQuality)),
)


def _unit_collection(
    level: Level, name: str, title: Words, description: Words, *more: Property
) -> Collection:
    return Collection(
        name=name,
        title=title,
        description=description,
        geometry="MultiPolygon",
        identifier="u.code",
        place="b.geom",
        properties=(*_UNIT_PROPERTIES[:2], *more, *_UNIT_PROPERTIES[2:]),
        relation=partial(_units, level),
    )


COLLECTIONS = {
    collection.name: collection
    for collection in (
        _unit_collection(
            Level.CITY,
            "cities",
            _("Cities"),
            _("The area of the city with its count of villages by coverage."),
        ),
        _unit_collection(
            Level.COUNTY,
            "counties",
            _("Counties"),
            _("Areas of counties with their counts of villages by coverage."),
        ),
        _unit_collection(
            Level.TOWNSHIP,
            "townships",
            _("Townships"),
            _("Areas of townships with their counts of villages by coverage."),
            _above(_COUNTY, "u"),
        ),
        Collection(
            name="villages",
            title=_("Administrative villages"),
            description=_(
                "Seats of administrative villages by how the network reaches them. One without a "
                "known position has no geometry."
            ),
            geometry="Point",
            identifier="v.code",
            place="v.seat::geometry",
            properties=(
                Property("code", _CODE, "v.code"),
                Property("name", _NAME, "v.name"),
                _above(_COUNTY, "v"),
                _above(_TOWNSHIP, "v"),
                Property("state", _("state"), "v.state", choices=coverage.STATES),
                Property("covered", _("covered"), "v.is_covered", "boolean"),
                Property("outlets", _("own outlets that count"), "v.outlets", "integer"),
                Property(
                    "approximate",
                    _("position only shows the township"),
                    "v.is_approximate",
                    "boolean",
                ),
                Property(
                    "quality",
                    _QUALITY,
                    "NULLIF(v.location_quality, '')",
                    choices=choices_of(LocationQuality),
                ),
            ),
            relation=_villages,
        ),
        Collection(
            name="outlets",
            title=_("Outlets"),
            description=_(
                "Outlets by their status on the day. One without a position of its own stands at "
                "its village's seat."
            ),
            geometry="Point",
            identifier="o.id::text",
            place="COALESCE(o.location, d.seat)::geometry",
            properties=(
                Property("number", _("outlet number"), "o.outlet_no"),
                Property("name", _NAME, "o.name"),
                Property("village_code", _("code of the village"), "d.code"),
                Property("village", _("village"), "d.short_name"),
                Property("kind", _("kind"), "o.kind", choices=choices_of(OutletKind)),
                Property(
                    "model",
                    _("operating model"),
                    "NULLIF(o.operating_model, '')",
                    choices=choices_of(OperatingModel),
                ),
                Property(
                    "platform",
                    _("platform"),
                    "NULLIF(o.platform, '')",
                    choices=choices_of(Platform),
                ),
                Property("status", _("status"), "s.status", choices=choices_of(Status)),
                Property("status_since", _("in this status since"), "s.valid_from::text"),
                Property("opened_on", _("opened on"), "o.opened_on::text"),
                Property(
                    "at_seat",
                    _("stands at the village's seat for want of a position"),
                    "o.location IS NULL",
                    "boolean",
                ),
            ),
            relation=_outlets,
        ),
        Collection(
            name="gaps",
            title=_("Villages without cover"),
            description=_("Villages that the network does not cover, with the nearest outlet."),
            geometry="Point",
            identifier="v.code",
            place="v.seat::geometry",
            properties=(
                Property("code", _CODE, "v.code"),
                Property("name", _NAME, "v.name"),
                Property("township", _("township"), "v.township"),
                Property("county", _("county"), "v.county"),
                _above(_COUNTY, "v"),
                _above(_TOWNSHIP, "v"),
                Property("nearest_outlet", _("nearest operating outlet"), "v.nearest_outlet"),
                Property(
                    "nearest_m",
                    _("distance to it in metres"),
                    "round(v.nearest_m::numeric, 1)",
                    "number",
                ),
                Property(
                    "quality",
                    _QUALITY,
                    "NULLIF(v.location_quality, '')",
                    choices=choices_of(LocationQuality),
                ),
            ),
            relation=_gaps,
        ),
        *SUPPORT,
    )
}
