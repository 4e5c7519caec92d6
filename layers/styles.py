"""Classes, colours and symbols: one definition for the web map, files and paper."""

from bisect import bisect_right
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from entrepreneurs.kinds import IncubatorKind, Industry, ParkKind, RecognitionLevel
from outlets.kinds import OperatingModel, Status
from targets.definitions import Definition

# Classes of coverage are left-closed; 100 % falls into the last. Fixed, so that maps compare.
BREAKS = (0.2, 0.4, 0.6, 0.8)
CLASS_LABELS = ("0–20%", "20–40%", "40–60%", "60–80%", "80–100%")
SCREEN_RAMP = ("#F7ECCB", "#BFDDD6", "#85BEC0", "#4A94A4", "#17597A")
SCREEN_RAMP_DARK = ("#45412F", "#2E5352", "#35757D", "#62A8B5", "#B4E3EA")
PAPER_RAMP = ("#FDFAEE", "#DDEDDB", "#BCDCD2", "#94C9C2", "#66B0AE")
NO_VILLAGE = "#FFFFFF"

ACCENT = "#0F5B78"
ATTENTION = "#A8480A"
QUIET = "#5A676D"


def class_of(rate: float | None) -> int | None:
    """The class of a share from 0 to 1, 0 to 4; null where there is no village."""
    return None if rate is None else bisect_right(BREAKS, rate)


@dataclass(frozen=True)
class VillageStyle:
    """The symbol of a village's state: round when served in some way, a diamond when not."""

    state: str
    label: str | Promise
    shape: str  # circle, half, diamond or cross
    colour: str


VILLAGE_STYLES = (
    VillageStyle("own", _("has an operating outlet"), "circle", ACCENT),
    VillageStyle("reached", _("within reach of an outlet"), "circle", ACCENT),
    VillageStyle("served", _("served by another village's outlet"), "half", ACCENT),
    VillageStyle("uncovered", _("not covered"), "diamond", ATTENTION),
    VillageStyle("unlocated", _("not covered, no position"), "cross", QUIET),
)


def states_of(definition: Definition) -> tuple[VillageStyle, ...]:
    """The symbols of the states that a definition of coverage knows."""
    unknown = ("own", "served") if definition is Definition.SPATIAL else ("reached",)
    return tuple(style for style in VILLAGE_STYLES if style.state not in unknown)


# The one character inside an outlet's square.
MODEL_SIGNS = {
    OperatingModel.PUBLIC: "公",
    OperatingModel.SEMI_PUBLIC: "半",
    OperatingModel.COMMERCIAL: "商",
    "": "网",
}
STATUS_STYLES = {
    Status.OPERATING: "filled",
    Status.DORMANT: "dashed",
    Status.SUSPENDED: "struck",
    Status.CLOSED: "struck",
}

# Incubators are hexagons and parks houses, of one colour; one character inside tells the kind.
SUPPORT = "#7A3380"
INCUBATOR_SIGNS = {
    IncubatorKind.MAKERSPACE: "众",
    IncubatorKind.INCUBATOR: "孵",
    IncubatorKind.BASE: "基",
    IncubatorKind.SERVICE_CENTRE: "创",
    IncubatorKind.ACCELERATOR: "加",
    IncubatorKind.DEMONSTRATION_BASE: "示",
}
PARK_SIGNS = {
    ParkKind.INNOVATION: "新",
    ParkKind.SMALL_BUSINESS: "微",
    ParkKind.SPECIALTY_BASE: "产",
}
# The higher the level, the heavier the sign: dark with a ring, dark, a thick line, a thin one.
LEVEL_STYLES = {
    RecognitionLevel.NATIONAL: "ringed",
    RecognitionLevel.PROVINCE: "filled",
    RecognitionLevel.CITY: "thick",
    RecognitionLevel.COUNTY: "thin",
    "": "dashed",
}


# Ventures are circles whose area grows with their number, which is written inside.
VENTURES = "#5F6B1E"
LEAST_RADIUS, RADIUS_PER_ROOT, LARGEST_RADIUS = 8.0, 3.2, 26.0


def venture_radius(count: int) -> float:
    """The radius of a circle in pixels; on paper in 0.25 mm. Of a range take the upper end."""
    return min(max(LEAST_RADIUS, RADIUS_PER_ROOT * sqrt(count)), LARGEST_RADIUS)


def as_dict() -> dict[str, Any]:
    """The whole definition, for scripts and exported files."""
    return {
        "breaks": BREAKS,
        "class_labels": CLASS_LABELS,
        "ramp": SCREEN_RAMP,
        "ramp_dark": SCREEN_RAMP_DARK,
        "no_village": NO_VILLAGE,
        "states": [
            {
                "state": style.state,
                "label": str(style.label),
                "shape": style.shape,
                "colour": style.colour,
            }
            for style in VILLAGE_STYLES
        ],
        "models": [
            {"model": model.value, "label": str(model.label), "sign": MODEL_SIGNS[model]}
            for model in OperatingModel
        ]
        + [{"model": "", "label": str(_("model not stated")), "sign": MODEL_SIGNS[""]}],
        "statuses": [
            {"status": status.value, "label": str(status.label), "style": STATUS_STYLES[status]}
            for status in Status
        ],
        "support": SUPPORT,
        "incubators": [
            {"kind": kind.value, "label": str(kind.label), "sign": INCUBATOR_SIGNS[kind]}
            for kind in IncubatorKind
        ],
        "levels": [
            {"level": level.value, "label": str(level.label), "style": LEVEL_STYLES[level]}
            for level in RecognitionLevel
        ]
        + [{"level": "", "label": str(_("level not recognised")), "style": LEVEL_STYLES[""]}],
        "parks": [
            {"kind": kind.value, "label": str(kind.label), "sign": PARK_SIGNS[kind]}
            for kind in ParkKind
        ],
        "ventures": {
            "colour": VENTURES,
            "radius": {
                "least": LEAST_RADIUS,
                "per_root": RADIUS_PER_ROOT,
                "largest": LARGEST_RADIUS,
            },
            "industries": [
                {"industry": industry.value, "label": str(industry.label)} for industry in Industry
            ],
        },
    }
