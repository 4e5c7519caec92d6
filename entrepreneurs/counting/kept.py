"""What counties and the city have set up: parks, funds, projects, titles; counted by county."""

import datetime as dt
from typing import Any

from django.db.models import Count
from django.db.models.functions import Substr

from entrepreneurs.counting.counted import COUNTED
from entrepreneurs.models import Award, Fund, Park, Project
from entrepreneurs.rules import COUNTY_DIGITS
from geo import codes

MODELS: dict[str, Any] = {
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
    rows = MODELS[register]._default_manager.filter(
        COUNTED[register][word](on), division__code__startswith=codes.prefix(division)
    )
    counted = rows.order_by().annotate(county=COUNTY).values_list("county")
    return dict(counted.annotate(number=Count("pk")))
