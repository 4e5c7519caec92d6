"""What a printed sheet or atlas is asked with, in addresses, forms and jobs alike."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from geo import codes
from geo.levels import Level
from layers.links import Links
from layers.sheets.options import SheetOptions, Theme, options_of
from layers.sheets.themes import THEMES
from targets.definitions import Question, parse_day
from targets.pace import later
from targets.questions import question_within


@dataclass(frozen=True)
class PrintOrder:
    """A question, and how its answer is to be printed."""

    question: Question
    options: SheetOptions

    @property
    def key(self) -> str:
        """Equal for orders with equal sheets, as long as the data stand."""
        return ".".join([self.question.key, self.question.asker, *self._chosen().values()])

    def values(self) -> dict[str, str]:
        """What `asked` reads the same order from; plain texts, for addresses and jobs."""
        question = self.question
        part = question.outlets
        asked = {
            "division": question.division,
            "on": question.on.isoformat(),
            "definition": question.definition.value,
            "radius_m": str(question.radius_m),
            "kind": part.kind,
            "model": part.operating_model,
            "platform": part.platform,
        }
        return {name: value for name, value in (asked | self._chosen()).items() if value}

    def _chosen(self) -> dict[str, str]:
        options = self.options
        return {
            "theme": options.theme.value,
            "paper": options.paper.name,
            "orientation": options.orientation.value if options.orientation else "",
            "since": options.since.isoformat() if options.since else "",
            "mono": "1" if options.is_mono else "",
        }

    def address(self, view: str, **more: str | int) -> str:
        """The address of a page, preview or file of this order."""
        parts = {**self.values(), **more}
        return f"{reverse(view)}?{urlencode(parts)}"

    def live(self) -> str:
        """The path of the map that shows the same, for the code on the sheet."""
        return Links(self.question).map(
            self.question.division, layers=THEMES[self.options.theme].map_layers
        )


def asked(values: Mapping[str, str], user: User) -> PrintOrder:
    """Read an order from an address, a form or a job, within the user's jurisdiction.

    A village has no sheet of its own: its township's is printed. A change is told from a year
    before where no day is named.

    Raises:
        InvalidQuestionError: a value that cannot be understood; names the field.
        UnknownDivisionError: the division lies outside the user's jurisdiction.
    """
    question = question_within(values, user)
    if codes.level(question.division) is Level.VILLAGE:
        question = question_within(values, user, division=question.division[:9])
    theme = values.get("theme") or Theme.COVERAGE.value
    options = options_of(
        question,
        paper=values.get("paper") or "A3",
        orientation=values.get("orientation") or "",
        theme=theme,
        is_mono=values.get("mono") == "1",
        since=_since(values, question.on),
    )
    return PrintOrder(question, options)


def _since(values: Mapping[str, str], on: dt.date) -> dt.date:
    if text := values.get("since"):
        return parse_day(text, field="since")
    return min(later(on, -12), on - dt.timedelta(days=1))
