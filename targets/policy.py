"""The policy's two network targets, read from the city's policy file."""

import tomllib
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import get_language


@dataclass(frozen=True)
class PolicyTarget:
    """A number the policy promises, with the clause and words it stands in."""

    target: int
    clause: str
    quote: str


@dataclass(frozen=True)
class Policy:
    """The targets for the whole city. The text sets no deadline and no split by county."""

    name_zh: str
    name_en: str
    outlets: PolicyTarget
    villages: PolicyTarget

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
    )
