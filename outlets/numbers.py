"""Outlet numbers: the village's code, a hyphen, two digits; never given twice."""

import re
from collections import defaultdict
from collections.abc import Sequence

from django.apps import apps
from django.db.models import Model
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from core.errors import ConflictError
from geo.models import AdministrativeDivision
from outlets.models import Outlet
from outlets.records import OutletRecord

GIVEN_NUMBER = re.compile(r"(\d{12})-(\d{1,6})")


def next_outlet_no(village: AdministrativeDivision) -> str:
    """The number after the highest ever given in the village."""
    return _written(village.code, _highest([village.code])[village.code] + 1)


def numbers_for(records: Sequence[OutletRecord]) -> list[str]:
    """Each record's number; those without one follow the numbers given before and beside them.

    Holds the villages concerned until the transaction ends, so that two registrations in one
    village never find the same number.
    """
    unnumbered = {r.village.code: r.village for r in records if r.village and not r.outlet_no}
    _lock(list(unnumbered.values()))
    highest = _highest(list(unnumbered))
    for record in records:
        _raise_to(highest, record.outlet_no or "")
    return [record.outlet_no or _next(highest, record) for record in records]


def refuse_taken(numbers: set[str]) -> None:
    """Raise `ConflictError` when an outlet of the registry has one of these numbers."""
    taken = Outlet.objects.filter(outlet_no__in=numbers).values_list("outlet_no", flat=True)
    if found := sorted(filter(None, taken)):
        raise ConflictError(
            _("These outlet numbers are taken: %(numbers)s.") % {"numbers": "、".join(found[:5])},
            field="outlet_no",
        )


def _lock(villages: Sequence[AdministrativeDivision]) -> None:
    ids = [village.pk for village in villages]
    held = AdministrativeDivision.objects.select_for_update(no_key=True).filter(pk__in=ids)
    list(held.order_by("pk").values_list("pk"))


def _next(highest: dict[str, int], record: OutletRecord) -> str:
    assert record.village, "a record is checked before it is written"
    code = record.village.code
    highest[code] += 1
    return _written(code, highest[code])


def _written(code: str, number: int) -> str:
    return f"{code}-{number:02}"


def _highest(codes: Sequence[str]) -> dict[str, int]:
    """The highest number ever given in each village, to outlets long deleted included."""
    highest: dict[str, int] = defaultdict(int)
    if not codes:
        return highest
    tables: tuple[type[Model], ...] = (Outlet, apps.get_model("outlets", "OutletEvent"))
    for table in tables:
        numbered = table._default_manager.annotate(of_village=Left("outlet_no", 12))
        given = numbered.filter(of_village__in=codes)
        for number in given.values_list("outlet_no", flat=True):
            _raise_to(highest, number or "")
    return highest


def _raise_to(highest: dict[str, int], number: str) -> None:
    if match := GIVEN_NUMBER.fullmatch(number):
        highest[match[1]] = max(highest[match[1]], int(match[2]))
