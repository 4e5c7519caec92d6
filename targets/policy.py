"""What the policy promises in numbers, read from the city's policy file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.utils.translation import get_language

SECTIONS = ("people", "yearly", "county", "city")


@dataclass(frozen=True)
class PolicyTarget:
    """A number the policy promises, with the clause and words it stands in."""

    target: int
    clause: str
    quote: str


@dataclass(frozen=True)
class Promise:
    """What the policy promises of people and what supports them.

    Attributes:
        target: the least number that fulfils it; null where the text compares instead.
        most: the greatest number where the text names a range.
    """

    clause: str
    quote: str
    target: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Policy:
    """The targets for the whole city. The text sets no deadline and no split by county.

    `promises` are of people and what supports them, by section and name: people (persons, who
    overlap), yearly (of each calendar year), county (of each county), city.
    """

    name_zh: str
    name_en: str
    outlets: PolicyTarget
    villages: PolicyTarget
    promises: Mapping[str, Promise] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


@cache
def read_policy() -> Policy | None:
    """The policy of the city in the settings; null where no policy file was laid down."""
    if not settings.POLICY_FILE.exists():
        return None
    content = tomllib.loads(settings.POLICY_FILE.read_text())
    return Policy(
        name_zh=content["name_zh"],
        name_en=content["name_en"],
        outlets=PolicyTarget(**content["outlets"]),
        villages=PolicyTarget(**content["villages"]),
        promises={
            f"{section}.{name}": Promise(**promise)
            for section in SECTIONS
            for name, promise in content.get(section, {}).items()
        },
    )
