"""Addresses that carry a page's question to the records behind its numbers."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from outlets.kinds import Status
from targets.coverage import Part
from targets.definitions import Definition, Question


@dataclass(frozen=True)
class Links:
    """Addresses for one question; `code` names the division that a number belongs to."""

    question: Question

    def _parts(self) -> dict[str, str]:
        """The question without its division; the radius only where it matters."""
        parts = {"on": self.question.on.isoformat(), "definition": self.question.definition.value}
        if self.question.definition is Definition.SPATIAL:
            parts["radius_m"] = str(self.question.radius_m)
        return parts

    def division(self, code: str) -> str:
        return f"{reverse('layers:division', args=[code])}?{urlencode(self._parts())}"

    def map(self, code: str, *, layers: str = "") -> str:
        """The map; `layers` are those shown, the usual ones when empty."""
        parts = {"division": code} | self._parts() | ({"layers": layers} if layers else {})
        return f"{reverse('layers:map')}?{urlencode(parts)}"

    def printed(self, code: str) -> str:
        """The page that prints the division's sheet."""
        return f"{reverse('layers:print')}?{urlencode({'division': code} | self._parts())}"

    def outlets(self, code: str, status: Status = Status.OPERATING) -> str:
        """The outlets of the target's kinds that had this status on the day."""
        parts = {
            "division": code,
            "on": self.question.on.isoformat(),
            "status": status.value,
            "counting": "1",
        }
        return f"{reverse('outlets:list')}?{urlencode(parts)}"

    def villages(self, code: str, part: Part = Part.GAPS, since: dt.date | None = None) -> str:
        """A list of villages; `since` names the day that gained and lost villages are seen from."""
        parts = {"division": code, "show": part.value} | self._parts()
        if since:
            parts["since"] = since.isoformat()
        return f"{reverse('targets:gaps')}?{urlencode(parts)}"
