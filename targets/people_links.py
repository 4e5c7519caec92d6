"""Addresses of the records behind figures of people, for those who may see the records."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from entrepreneurs.registers import BY_SLUG
from targets.people_figures import Figure


@dataclass(frozen=True)
class PeopleLinks:
    """Addresses for one division and day, as the user may follow them."""

    user: User
    division: str
    on: dt.date

    @property
    def scoreboard(self) -> str:
        return self._asking("targets:people")

    def figure(self, figure: Figure) -> str:
        """Where the records that a figure counts are listed; "" for those who may not see them."""
        if figure.key == "yearly.base_activities":
            return self._asking("entrepreneurs:bases")
        if figure.key == "city.operating_models":
            return self._asking("outlets:list", status="operating", counting="1")
        return self.records(*figure.drill) if figure.drill else ""

    def records(self, register: str, counted: str) -> str:
        """The list of what the register's word `counted` counts; "" for those who may not."""
        if not BY_SLUG[register].is_open_to(self.user):
            return ""
        return self._asking(f"entrepreneurs:{register}_list", counted=counted)

    def _asking(self, name: str, **words: str) -> str:
        parts = words | {"on": self.on.isoformat(), "division": self.division}
        return f"{reverse(name)}?{urlencode(parts)}"
