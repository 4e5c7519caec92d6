"""The numbers from which something counts, read from the city's policy file."""

import tomllib
from dataclasses import dataclass
from functools import cache

from django.conf import settings


@dataclass(frozen=True)
class Threshold:
    """A number to pass: `over` it (超过), or to reach `at_least` (以上, 不少于, 至少)."""

    clause: str
    quote: str
    over: int | None = None
    at_least: int | None = None

    def is_met_by(self, number: int) -> bool:
        if self.over is not None:
            return number > self.over
        return self.at_least is not None and number >= self.at_least

    @property
    def least(self) -> int:
        """The smallest number that counts."""
        return self.over + 1 if self.over is not None else self.at_least or 0

    def lacking(self, number: int) -> int:
        """How many are lacking; 0 when it counts."""
        return max(0, self.least - number)


@cache
def threshold(name: str) -> Threshold:
    """The threshold of this name among `counting` in the policy file.

    Raises:
        KeyError: the policy file has none of this name.
    """
    content = tomllib.loads(settings.POLICY_FILE.read_text())
    return Threshold(**content["counting"][name])
