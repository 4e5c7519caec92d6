"""A step of many records at once: each takes it by itself, and what cannot be done says why."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from core.errors import DomainError


@dataclass(frozen=True)
class Refused:
    record: Any
    why: str


@dataclass
class Outcome:
    """How many records took the step, and which did not."""

    done: int = 0
    refused: list[Refused] = field(default_factory=list)


def take_each(
    step: Callable[..., Any],
    picked: Iterable[tuple[Any, dt.datetime]],
    *,
    actor: User,
) -> Outcome:
    """Take one of `approval`'s steps for each record; one that fails holds up no other.

    Args:
        picked: the records, each with the version that was seen.
    """
    outcome = Outcome()
    for record, seen_at in picked:
        try:
            step(record=record, actor=actor, seen_at=seen_at)
        except DomainError as error:
            outcome.refused.append(Refused(record, str(error.message)))
        else:
            outcome.done += 1
    return outcome
