"""The four definitions of coverage, and the question that a figure answers."""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import InvalidQuestionError
from geo import codes
from outlets.kinds import OperatingModel, OutletKind, Platform

DEFAULT_RADIUS_M = 3_000
LARGEST_RADIUS_M = 100_000
EARLIEST = dt.date(1990, 1, 1)


class Definition(models.TextChoices):
    """When a village counts as covered."""

    ADMINISTRATIVE = "administrative", gettext_lazy("own outlet")
    SERVICE = "service", gettext_lazy("served")
    SPATIAL = "spatial", gettext_lazy("within reach")
    EFFECTIVE = "effective", gettext_lazy("effective")


@dataclass(frozen=True)
class OutletFilter:
    """Which outlets make up the network asked about; empty texts leave nothing out."""

    kind: str = ""
    operating_model: str = ""
    platform: str = ""

    def __bool__(self) -> bool:
        return bool(self.kind or self.operating_model or self.platform)


@dataclass(frozen=True)
class Question:
    """What a figure of coverage answers.

    Attributes:
        on: the local day judged, inclusive.
        division: code of the division, 6, 9 or 12 digits.
        definition: when a village counts as covered.
        radius_m: metres from the village seat, used by the spatial definition, inclusive.
        outlets: the part of the network asked about.
        asker: code of the asker's jurisdiction; outlets beyond it are counted and measured, but
            not named. Empty for commands: nothing is hidden.
    """

    on: dt.date
    division: str
    definition: Definition = Definition.ADMINISTRATIVE
    radius_m: int = DEFAULT_RADIUS_M
    outlets: OutletFilter = field(default_factory=OutletFilter)
    asker: str = ""

    @property
    def key(self) -> str:
        """A text that is equal for questions with equal figures; part of ETags and cache keys.

        The radius is left out where it changes nothing, and the asker, who changes no figure.
        """
        radius = self.radius_m if self.definition is Definition.SPATIAL else 0
        part = self.outlets
        return (
            f"{self.on:%Y%m%d}.{self.division}.{self.definition}.{radius}"
            f".{part.kind}.{part.operating_model}.{part.platform}"
        )


def city_code() -> str:
    """The six-digit code of the city that the settings name."""
    return codes.parse(settings.CITY_CODE)


def ask(
    *,
    on: str | dt.date | None = None,
    division: str | None = None,
    definition: str | None = None,
    radius_m: str | int | None = None,
    kind: str | None = None,
    model: str | None = None,
    platform: str | None = None,
    default_division: str | None = None,
) -> Question:
    """The question that texts from an address or a command line put; missing ones are defaults.

    Raises:
        InvalidQuestionError: a value that cannot be understood; names the field.
    """
    return Question(
        on=_day(on),
        division=_code(division or default_division or city_code()),
        definition=_definition(definition or Definition.ADMINISTRATIVE),
        radius_m=_radius(DEFAULT_RADIUS_M if radius_m in (None, "") else radius_m),
        outlets=OutletFilter(
            kind=_choice(OutletKind, kind, "kind"),
            operating_model=_choice(OperatingModel, model, "model"),
            platform=_choice(Platform, platform, "platform"),
        ),
    )


def parse_day(text: str, *, field: str = "on") -> dt.date:
    """A day as YYYY-MM-DD, from 1990 to 2999."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day < dt.date(3000, 1, 1):
        message = _("“%(text)s” is not a date. Write it as 2018-09-30.") % {"text": text[:40]}
        raise InvalidQuestionError(message, field=field)
    return day


def _day(value: str | dt.date | None) -> dt.date:
    if not value:
        return timezone.localdate()
    return value if isinstance(value, dt.date) else parse_day(value)


def _code(text: str) -> str:
    try:
        return codes.parse(text)
    except codes.CodeError:
        message = _("“%(text)s” is not a division code: it has 6, 9 or 12 digits.")
        raise InvalidQuestionError(message % {"text": text[:40]}, field="division") from None


def _definition(text: str) -> Definition:
    if text not in Definition.values:
        message = _("There is no definition of coverage “%(text)s”. Known are: %(known)s.") % {
            "text": text[:40],
            "known": ", ".join(Definition.values),
        }
        raise InvalidQuestionError(message, field="definition")
    return Definition(text)


def _radius(value: str | int) -> int:
    try:
        radius_m = int(value)
    except ValueError:
        radius_m = 0
    if not 1 <= radius_m <= LARGEST_RADIUS_M:
        message = _("The radius is a whole number of metres from 1 to %(most)s.") % {
            "most": LARGEST_RADIUS_M
        }
        raise InvalidQuestionError(message, field="radius_m")
    return radius_m


def _choice(choices: type[models.TextChoices], text: str | None, field: str) -> str:
    if text and text not in choices.values:
        message = _("“%(text)s” is not one of: %(known)s.") % {
            "text": text[:40],
            "known": ", ".join(choices.values),
        }
        raise InvalidQuestionError(message, field=field)
    return text or ""
