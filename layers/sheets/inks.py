"""Colours of printed sheets: one set for colour, one for printers and copiers that have black only.

Classes of coverage are those of `layers.styles`; in black they are hatches (`hatches`).
"""

from dataclasses import dataclass

from layers.styles import PAPER_RAMP, SUPPORT, VENTURES

TEXT = "#1A1A1A"
QUIET = "#5F5F5F"
FAINT = "#8A8A8A"
WHITE = "#FFFFFF"
RULE = "#B8B8B8"


@dataclass(frozen=True)
class Inks:
    """Attributes:
    own: an outlet stands here. tint: the same, its place only approximate.
    gap: nobody serves the village.
    support: what houses ventures. support_pale, support_tint: lines and grounds of the same, its
        place only approximate.
    ventures: counts of ventures.
    ribbon: along the outer side of the unit's border.
    mate, around: the ground of the city's other divisions, and of what lies beyond it.
    """

    is_mono: bool
    own: str
    tint: str
    gap: str
    support: str
    support_pale: str
    support_tint: str
    ventures: str
    ribbon: str
    mate: str
    around: str
    river: str
    river_name: str
    classes: tuple[str, ...]
    no_village: str
    no_village_line: str
    border: str
    hatch: str


COLOUR = Inks(
    is_mono=False,
    own="#12325A",
    tint="#B4C6DC",
    gap="#C2330F",
    support=SUPPORT,
    support_pale="#AF85B3",
    support_tint="#DFCBE1",
    ventures=VENTURES,
    ribbon="#D9CDE4",
    mate="#ECEAE3",
    around="#F4F3EF",
    river="#6FA3CB",
    river_name="#3F6F87",
    classes=PAPER_RAMP,
    no_village="#E4E1D8",
    no_village_line="#B9B4A5",
    border="#2B2B3A",
    hatch="#8C8C8C",
)
MONO = Inks(
    is_mono=True,
    own="#000000",
    tint="#C4C4C4",
    gap="#000000",
    support="#000000",
    support_pale="#8A8A8A",
    support_tint="#C4C4C4",
    ventures="#000000",
    ribbon="#CFCFCF",
    mate=WHITE,
    around=WHITE,
    river="#9C9C9C",
    river_name="#6E6E6E",
    classes=(WHITE,) * len(PAPER_RAMP),
    no_village=WHITE,
    no_village_line="#8C8C8C",
    border="#000000",
    hatch="#757575",
)


def inks(*, is_mono: bool) -> Inks:
    return MONO if is_mono else COLOUR
