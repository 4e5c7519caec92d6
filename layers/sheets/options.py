"""How a sheet is to be printed: theme, paper, which way it lies, colour."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from core.errors import InvalidQuestionError
from layers.sheets.papers import Orientation, Paper
from targets.definitions import Question


class Theme(models.TextChoices):
    """What a sheet is about."""

    COVERAGE = "coverage", pgettext_lazy("theme", "coverage")
    MODELS = "models", pgettext_lazy("theme", "operating models")
    GAPS = "gaps", pgettext_lazy("theme", "gaps")
    CHANGE = "change", pgettext_lazy("theme", "change between two days")
    INCUBATORS = "incubators", pgettext_lazy("theme", "incubators and parks")
    VENTURES = "ventures", pgettext_lazy("theme", "ventures by township")


@dataclass(frozen=True)
class SheetOptions:
    """What the printer may choose besides the question.

    Attributes:
        orientation: null leaves it to the division's shape.
        since: the earlier of the two days that CHANGE compares.
    """

    paper: Paper = Paper.A3
    orientation: Orientation | None = None
    theme: Theme = Theme.COVERAGE
    is_mono: bool = False
    since: dt.date | None = None


def options_of(
    question: Question,
    *,
    paper: str = "A3",
    orientation: str = "",
    theme: str = "coverage",
    is_mono: bool = False,
    since: dt.date | None = None,
) -> SheetOptions:
    """The options that texts from an address or a command line choose.

    Raises:
        InvalidQuestionError: a value that cannot be understood; names the field.
    """
    if paper not in Paper.__members__:
        raise _unknown("paper", paper, Paper.__members__)
    if orientation and orientation not in [way.value for way in Orientation]:
        raise _unknown("orientation", orientation, [way.value for way in Orientation])
    if theme not in Theme.values:
        raise _unknown("theme", theme, Theme.values)
    if theme == Theme.CHANGE and (since is None or since >= question.on):
        message = _("A change needs an earlier day to compare with. Choose one before %(on)s.")
        raise InvalidQuestionError(message % {"on": question.on.isoformat()}, field="since")
    return SheetOptions(
        paper=Paper[paper],
        orientation=Orientation(orientation) if orientation else None,
        theme=Theme(theme),
        is_mono=is_mono,
        since=since if theme == Theme.CHANGE else None,
    )


def _unknown(field: str, text: str, known: Iterable[str]) -> InvalidQuestionError:
    message = _("“%(text)s” is not one of: %(known)s.") % {
        "text": text[:40],
        "known": ", ".join(known),
    }
    return InvalidQuestionError(message, field=field)
