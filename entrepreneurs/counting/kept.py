"""What counties and the city have set up: parks, funds, projects, titles; counted by county, and
the kinds of it that there are."""

import datetime as dt
from typing import Any

from django.db.models import Count
from django.db.models.functions import Substr

from entrepreneurs.counting.counted import COUNTED
from entrepreneurs.models import (
    Award,
    Fund,
    Incubator,
    Park,
    Project,
    StartupEvent,
    Training,
)
from entrepreneurs.rules import COUNTY_DIGITS
from geo import codes

MODELS: dict[str, Any] = {
    "incubators": Incubator,
    "trainings": Training,
    "events": StartupEvent,
    "parks": Park,
    "funds": Fund,
    "projects": Project,
    "awards": Award,
}
COUNTY = Substr("division__code", 1, COUNTY_DIGITS)


def kept_by_county(register: str, word: str, division: str, on: dt.date) -> dict[str, int]:
    """Records that the figure `word` counts on the day, by the code of the county they stand in.

    What belongs to the city itself stands under its own code.
    """
    rows = _rows(register, word, division, on)
    counted = rows.annotate(county=COUNTY).values_list("county")
    return dict(counted.annotate(number=Count("pk")))


def kinds_of(register: str, word: str, field: str, division: str, on: dt.date) -> set[str]:
    """The values of a field that the records counted by `word` have."""
    return set(_rows(register, word, division, on).values_list(field, flat=True).distinct())


def _rows(register: str, word: str, division: str, on: dt.date) -> Any:
    prefix = codes.prefix(division)
    rows = MODELS[register]._default_manager.filter(division__code__startswith=prefix)
    return rows.filter(COUNTED[register][word](on)).order_by()
