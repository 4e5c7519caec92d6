"""What the policy wants to exist, once in the city or in each county, and what became of it.

An undertaking belongs to what is wanted by its clause, its title and its division. It is done when
the county's department verified that it is, by a document of the day or before.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from entrepreneurs.kinds import Stage, UndertakingStatus
from entrepreneurs.models import Undertaking
from entrepreneurs.rules import COUNTY_DIGITS
from geo import codes
from geo.levels import Level
from geo.models import AdministrativeDivision

CITY, EACH_COUNTY, BOTH = "city", "county", "both"


class Progress(TextChoices):
    DONE = "done", _("done")
    UNDER_WAY = "under_way", _("under way")
    NOT_BEGUN = "not_begun", _("not begun")
    UNVERIFIED = "unverified", _("not verified yet")
    ABSENT = "absent", _("nothing registered")


@dataclass(frozen=True)
class Wanted:
    """Something that has to exist; `of` is the city, each county, both, or one county's code."""

    clause: str
    title_zh: str
    title_en: str
    of: str
    department: str
    quote: str

    @property
    def title(self) -> str:
        return self.title_zh if (get_language() or "").startswith("zh") else self.title_en

    def is_wanted_of(self, division: AdministrativeDivision) -> bool:
        if division.level == Level.CITY:
            return self.of in (CITY, BOTH)
        return self.of in (EACH_COUNTY, BOTH, division.code)


@dataclass(frozen=True)
class Part:
    """What became of it in one division; `record` is null where nothing is registered."""

    division: AdministrativeDivision
    progress: Progress
    record: Undertaking | None

    @property
    def is_done(self) -> bool:
        return self.progress == Progress.DONE


@dataclass(frozen=True)
class Undertaken:
    """Something wanted, and its parts in every division of the question that it is wanted of."""

    wanted: Wanted
    parts: tuple[Part, ...]

    @property
    def done(self) -> int:
        return sum(part.is_done for part in self.parts)

    @property
    def is_met(self) -> bool:
        return self.done == len(self.parts)


@cache
def all_wanted() -> tuple[Wanted, ...]:
    """Everything that has to exist, in the order of the text."""
    content = tomllib.loads(settings.POLICY_FILE.read_text())
    return tuple(Wanted(**wanted) for wanted in content.get("must_exist", ()))


def undertaken(division: str, on: dt.date) -> list[Undertaken]:
    """What is wanted of a city and its counties, or of the county that the division is in."""
    prefix = codes.prefix(division)[:COUNTY_DIGITS]
    divisions = list(
        AdministrativeDivision.objects.filter(
            level__in=(Level.CITY, Level.COUNTY), valid_to=None, code__startswith=prefix
        ).order_by("code")
    )
    records = _records(prefix)
    found = []
    for wanted in all_wanted():
        concerned = [d for d in divisions if wanted.is_wanted_of(d)]
        if concerned:
            found.append(Undertaken(wanted, tuple(_parts(wanted, concerned, records, on))))
    return found


def _records(prefix: str) -> Mapping[tuple[str, str, str], Undertaking]:
    rows = Undertaking.objects.filter(division__code__startswith=prefix)
    return {
        (row.division.code, row.clause, row.title): row for row in rows.select_related("division")
    }


def _parts(
    wanted: Wanted,
    divisions: Iterable[AdministrativeDivision],
    records: Mapping[tuple[str, str, str], Undertaking],
    on: dt.date,
) -> Iterable[Part]:
    for division in divisions:
        record = records.get((division.code, wanted.clause, wanted.title_zh))
        yield Part(division, progress_of(record, on), record)


def progress_of(record: Undertaking | None, on: dt.date) -> Progress:
    """How far an undertaking is on a day, as far as it counts."""
    if record is None:
        return Progress.ABSENT
    if record.stage != Stage.VERIFIED:
        return Progress.UNVERIFIED
    if record.status == UndertakingStatus.DONE and record.acted_on and record.acted_on > on:
        return Progress.UNDER_WAY
    return Progress(record.status)
