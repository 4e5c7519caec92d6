"""Where invented records stand: about two in three know it, some way from their division's seat."""

import math
from typing import Any

from entrepreneurs.demonstration.ground import Ground
from geo.crs import CoordinateSystem
from geo.models import AdministrativeDivision
from outlets.records import RawPair, located

LOCATED_RATE = 0.65
OFFSET_M = (60, 600)
METRES_PER_DEGREE = 111_320


def standing_in(ground: Ground, division: AdministrativeDivision) -> dict[str, Any]:
    """The fields of `Placed` for a record in the division."""
    metres = ground.draw.uniform(*OFFSET_M)
    angle = ground.draw.uniform(0, 2 * math.pi)
    if division.seat is None or not ground.chance(LOCATED_RATE):
        return {"division": division}
    lat = division.seat.y + metres * math.sin(angle) / METRES_PER_DEGREE
    lon = division.seat.x + metres * math.cos(angle) / METRES_PER_DEGREE / math.cos(
        math.radians(lat)
    )
    raw = RawPair(lon=f"{lon:.6f}", lat=f"{lat:.6f}")
    return {
        "division": division,
        "location": located(raw, CoordinateSystem.CGCS2000),
        "location_raw": raw,
        "location_crs_origin": CoordinateSystem.CGCS2000,
        "location_accuracy_m": float(ground.draw.randint(5, 40)),
    }
