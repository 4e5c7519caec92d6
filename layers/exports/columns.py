"""The columns of every exported layer: the same in each format, named and explained once.

Names are ASCII and have ten signs at most, which is all that a shapefile keeps; what people read
is the label. Enumerations carry the words that pages show.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from entrepreneurs.kinds import Industry

LONGEST_NAME = 10

TEXT, WHOLE, REAL, TRUTH, DAY = "text", "whole", "real", "truth", "day"


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: the name of the field.
        label: what people call it.
        kind: TEXT, WHOLE, REAL, TRUTH or DAY.
        note: what it says, and in which unit.
    """

    name: str
    label: str | Promise
    kind: str
    note: str | Promise

    def __post_init__(self) -> None:
        if not (self.name.isascii() and len(self.name) <= LONGEST_NAME):
            raise ValueError(self.name)


CODE = Column("code", _("code"), TEXT, _("statistical division code, text of 6, 9 or 12 digits"))
COUNTY = Column("county", _("county"), TEXT, _("the county it lies in"))
TOWNSHIP = Column("township", _("township"), TEXT, _("the township it lies in"))
QUALITY = Column(
    "quality", _("position"), TEXT, _("where the position or line comes from; empty: none known")
)
IS_APPROXIMATE = Column(
    "approx",
    _("only approximate"),
    TRUTH,
    _("the position or line only shows the rough place; it is no proof of anything"),
)

UNITS = (
    CODE,
    Column("name", _("name"), TEXT, _("name of the division")),
    Column("villages", _("administrative villages"), WHOLE, _("registered on the day")),
    Column("covered", _("covered"), WHOLE, _("villages covered by the definition asked about")),
    Column("uncovered", _("not covered"), WHOLE, _("villages not covered, position known")),
    Column("unlocated", _("not covered, no position"), WHOLE, _("villages; counted, not drawn")),
    Column(
        "rate", _("coverage rate"), REAL, _("covered / villages, 0 to 1; empty without a village")
    ),
    Column(
        "class", _("class"), WHOLE, _("0: below 20%, 1: below 40%, … 4: 80% and more; left-closed")
    ),
    Column("outlets", _("operating outlets"), WHOLE, _("outlets that count towards the target")),
    Column(
        "approx_n",
        _("villages placed roughly"),
        WHOLE,
        _("villages whose position only shows their township"),
    ),
    QUALITY,
    IS_APPROXIMATE,
)

VILLAGES = (
    CODE,
    Column("name", _("administrative village"), TEXT, _("the village's own name")),
    TOWNSHIP,
    COUNTY,
    Column("state", _("state"), TEXT, _("how the village is covered, or that it is not")),
    Column("covered", _("covered"), TRUTH, _("covered by the definition asked about")),
    Column("outlets", _("own outlets"), WHOLE, _("outlets in the village that count")),
    Column(
        "nearest",
        _("nearest operating outlet"),
        TEXT,
        _("name; only that it lies outside where it is none of the jurisdiction's"),
    ),
    Column(
        "nearest_m",
        _("distance in metres"),
        WHOLE,
        _("straight line to the nearest operating outlet; empty without a position"),
    ),
    QUALITY,
    IS_APPROXIMATE,
)

COMMUNITIES = (
    CODE,
    Column("name", _("name"), TEXT, _("name of the unit")),
    TOWNSHIP,
    COUNTY,
    Column("kind", _("kind"), TEXT, _("kind of unit; coverage counts none of them")),
    QUALITY,
    IS_APPROXIMATE,
)

_OUTLET = (
    Column("number", _("outlet number"), TEXT, _("number in the registry")),
    Column("name", _("outlet name"), TEXT, _("name of the outlet")),
    Column("village", _("village"), TEXT, _("the village it stands in")),
    Column("vill_code", _("village code"), TEXT, _("code of the village it stands in")),
    TOWNSHIP,
    COUNTY,
    Column("kind", _("outlet kind"), TEXT, _("kind of outlet")),
    Column("model", _("operating model"), TEXT, _("empty: not stated")),
    Column("platform", _("platform"), TEXT, _("empty: not stated")),
)
_AT_SEAT = Column(
    "approx",
    _("only approximate"),
    TRUTH,
    _("the outlet has no position of its own: it is drawn at the seat of its village"),
)
_SOURCE = Column("source", _("source"), TEXT, _("how the record came in"))

OUTLETS = (
    *_OUTLET,
    Column("status", _("status"), TEXT, _("status on the day")),
    Column("opened_on", _("opened on"), DAY, _("day of opening")),
    _SOURCE,
    _AT_SEAT,
)

UNDER_WAY = (
    *_OUTLET,
    Column("stage", _("stage of registration"), TEXT, _("as it stands now; counted nowhere")),
    _SOURCE,
    _AT_SEAT,
)

_KEY = Column("key", _("key"), TEXT, _("key of the record in the registry; stays for good"))
_PLACE = (
    Column("opened_on", _("open since"), DAY, _("day of opening; empty: not known")),
    Column("div_code", _("division code"), TEXT, _("code of the division it is registered in")),
    Column("division", _("division"), TEXT, _("the division it is registered in")),
    Column(
        "approx",
        _("only approximate"),
        TRUTH,
        _("it has no position of its own: it is drawn where its division is"),
    ),
)
INCUBATORS = (
    _KEY,
    Column("name", _("name"), TEXT, _("name of the incubator")),
    Column("kind", _("kind"), TEXT, _("kind of incubator")),
    Column("level", _("level"), TEXT, _("level recognised on the day; empty: none")),
    *_PLACE,
)
PARKS = (
    _KEY,
    Column("name", _("name"), TEXT, _("name of the park")),
    Column("kind", _("kind"), TEXT, _("kind of park")),
    *_PLACE,
)

# The column of each industry.
INDUSTRIES = {
    Industry.CULTURE.value: "culture",
    Industry.TOURISM.value: "tourism",
    Industry.FINANCE.value: "finance",
    Industry.FRUIT_VEGETABLES.value: "fruit_veg",
    Industry.PAPER_CUTTING.value: "paper_cut",
    Industry.SPECIALTIES.value: "specialty",
    Industry.OTHER.value: "other",
}
_MEDIAN = _("median in metres, straight line; empty: fewer than three ventures, or not known")
_NEAR = _("share of ventures, 0 to 1; empty where it would give a small count away")
VENTURES = (
    CODE,
    Column("name", _("township"), TEXT, _("name of the township")),
    Column("count", _("ventures"), TEXT, _("verified and open on the day; 1 and 2 show as <3")),
    Column("low", _("at least"), WHOLE, _("the least that the count can be")),
    Column("high", _("at most"), WHOLE, _("the most that the count can be")),
    *(
        Column(
            name,
            Industry(value).label,
            TEXT,
            _("ventures of this industry; empty where it would give a small count away"),
        )
        for value, name in INDUSTRIES.items()
    ),
    Column("outlet_m", _("to the nearest operating outlet"), WHOLE, _MEDIAN),
    Column("outlet_5km", _("within 5 km of an outlet"), REAL, _NEAR),
    Column("incub_m", _("to the nearest incubator"), WHOLE, _MEDIAN),
    Column("incub_5km", _("within 5 km of an incubator"), REAL, _NEAR),
    Column("approx", _("only approximate"), TRUTH, _("the point only shows roughly where it is")),
)
