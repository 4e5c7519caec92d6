"""Questions asked of divisions. Every method returns a queryset and can be chained."""

import datetime as dt
from typing import Protocol, Self

from django.contrib.gis.db import models
from django.db.models import Q

from geo import codes
from geo.levels import ADMINISTRATIVE_VILLAGE_KIND, Level


class HasJurisdiction(Protocol):
    """A user, as far as scope needs to know one."""

    @property
    def jurisdiction_code(self) -> str: ...


class DivisionQuerySet(models.QuerySet):
    def as_of(self, day: dt.date) -> Self:
        """Divisions valid on `day`; the day a unit ends no longer counts."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gt=day))

    def at_or_under(self, code: str) -> Self:
        """The division with this code and everything below it."""
        return self.filter(code__startswith=codes.prefix(code))

    def visible_to(self, user: HasJurisdiction) -> Self:
        """Divisions within the user's jurisdiction; no others exist for them."""
        return self.at_or_under(user.jurisdiction_code)

    def counties(self) -> Self:
        return self.filter(level=Level.COUNTY)

    def townships(self) -> Self:
        return self.filter(level=Level.TOWNSHIP)

    def villages(self) -> Self:
        """Every unit of village level: 村, 农场村, 居, 生活区."""
        return self.filter(level=Level.VILLAGE)

    def administrative_villages(self) -> Self:
        """行政村: the units that coverage counts."""
        return self.villages().filter(kind=ADMINISTRATIVE_VILLAGE_KIND)

    def matching(self, words: str) -> Self:
        """Divisions whose name, code, pinyin or initials begin with or contain `words`."""
        words = words.strip()
        pinyin = words.lower().replace(" ", "")
        return self.filter(
            Q(name__contains=words)
            | Q(code__startswith=words)
            | Q(initials__startswith=pinyin)
            | Q(pinyin__startswith=pinyin)
        )
