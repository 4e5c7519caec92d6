"""Questions asked of prepared files. Every method returns a queryset and can be chained."""

import datetime as dt
from typing import Self

from django.db import models

from accounts.models import User
from geo import codes


class PreparedFileQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The user's own files, of those made for no more than the user may see now."""
        return self.filter(
            requester=user,
            role=user.role,
            jurisdiction_code__startswith=codes.prefix(user.jurisdiction_code),
        )

    def under_way(self) -> Self:
        return self.filter(state__in=("waiting", "running"))

    def expired_at(self, instant: dt.datetime) -> Self:
        """Files that are kept no longer, and requests that came to nothing, likewise."""
        return self.filter(expires_at__lte=instant)
