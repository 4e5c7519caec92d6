"""Questions asked of accounts and tokens. Every method returns a queryset and can be chained."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q

from geo import codes
from geo.querysets import HasJurisdiction


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: HasJurisdiction) -> Self:
        """Accounts that answer for the user's jurisdiction or a part of it; no others exist."""
        return self.at_or_under(user.jurisdiction_code)

    def at_or_under(self, code: str) -> Self:
        """Accounts that answer for the division with this code or for one below it."""
        return self.filter(jurisdiction__code__startswith=codes.prefix(code))

    def matching(self, words: str) -> Self:
        """Accounts whose name, person, department or division fits `words`."""
        words = words.strip()
        pinyin = words.lower().replace(" ", "")
        return self.filter(
            Q(username__icontains=words)
            | Q(first_name__icontains=words)
            | Q(department__icontains=words)
            | Q(jurisdiction__name__contains=words)
            | Q(jurisdiction__initials__startswith=pinyin)
            | Q(jurisdiction__pinyin__startswith=pinyin)
        )


class ApiTokenQuerySet(models.QuerySet):
    def visible_to(self, user: HasJurisdiction) -> Self:
        """Tokens of accounts that answer for the user's jurisdiction or a part of it."""
        own = codes.prefix(user.jurisdiction_code)
        return self.filter(user__jurisdiction__code__startswith=own)

    def valid_at(self, instant: dt.datetime) -> Self:
        """Tokens neither withdrawn nor run out, of accounts in use."""
        return self.filter(withdrawn_at__isnull=True, expires_at__gt=instant, user__is_active=True)
