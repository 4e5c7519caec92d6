"""Why rows of an import are left out, in few words: one for each code of a problem.

A problem's own message names the cell's value and the remedy; these only head the list of reasons.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS = {
    "required": _("something required is empty"),
    "repeated": _("another row of the file says the same"),
    "damaged_number": _("a code was turned into a number"),
    "bad_code": _("the code is none"),
    "code_scientific": _("a code was turned into a number"),
    "code_length": _("the code has too few or too many digits"),
    "code_digits": _("the code holds more than digits"),
    "other_city": _("the code is another city's"),
    "unknown_code": _("no division has the code"),
    "outside_jurisdiction": _("outside your jurisdiction"),
    "name_disagrees": _("name and code disagree"),
    "code_and_names_disagree": _("name and code disagree"),
    "unknown_village": _("no village has this name"),
    "ambiguous_village": _("several villages have this name"),
    "unknown_number": _("no outlet has this number"),
    "under_way": _("the registration is still under way"),
    "bad_month": _("the month cannot be read"),
    "unconfirmed": _("an unlikely figure that nobody confirmed"),
    "not_a_village": _("not an administrative village"),
    "village_ended": _("the village had ended by then"),
    "village_not_begun": _("the village did not exist yet"),
    "bad_outlet_no": _("the outlet's number is none"),
    "not_established": _("the registration is still under way"),
    "not_open_yet": _("the outlet had not opened yet"),
    "bad_phone": _("the telephone number is none"),
    "masked": _("a masked value instead of the whole one"),
    "bad_date": _("the date cannot be read"),
    "impossible_date": _("the date does not exist"),
    "future_date": _("the date lies in the future"),
    "future_month": _("the month lies in the future"),
    "before_opening": _("before the outlet opened"),
    "not_after_opening": _("the closing date lies before the opening"),
    "status_disagrees": _("status and dates disagree"),
    "bad_number": _("the number cannot be read"),
    "bad_count": _("the count is none"),
    "bad_year": _("the year is none"),
    "unknown_word": _("a word that is none of the choices"),
    "too_long": _("the text is too long"),
    "too_many_days": _("more days than the month has"),
    "inaccurate_position": _("the position is too rough"),
    "no_position": _("the position is missing"),
    "nothing_said": _("the row says nothing"),
    "reason_missing": _("the reason is missing"),
    "reason_needless": _("a reason that is not needed"),
    "second_funded": _("the village has a funded outlet already"),
    "other_level": _("a division of another level"),
    "period_taken": _("there is a boundary for this time already"),
}


@dataclass(frozen=True)
class Reason:
    """How many rows have problems of one code."""

    code: str
    label: str
    number: int


def reasons(problems: Sequence[dict[str, Any]]) -> list[Reason]:
    """The most frequent first; a code without words of its own is told by its first message."""
    rows = {(one["code"], one.get("sheet", ""), one["row"]) for one in problems}
    numbers = Counter(code for code, _sheet, _row in rows)
    first: dict[str, str] = {}
    for one in problems:
        first.setdefault(one["code"], one["message"])
    return [
        Reason(code, str(REASONS.get(code, first[code])), number)
        for code, number in numbers.most_common()
    ]
