"""What a collection is: its features, what is told of each, and where their rows come from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from targets.definitions import Question

Words = str | Promise


@dataclass(frozen=True)
class Property:
    """What is told of each feature.

    Attributes:
        type: the word for it in JSON Schema.
        column: SQL over the collection's relation; null where it is not known.
        choices: the values it may have; none: any.
    """

    name: str
    title: Words
    column: str
    type: str = "string"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relation:
    """The rows of a collection: what stands behind WITH, if anything, and what FROM reads."""

    ctes: str
    source: str
    parameters: dict[str, Any]


def _no_remark(question: Question) -> str:
    return ""


@dataclass(frozen=True)
class Collection:
    """A set of features of one kind.

    Attributes:
        geometry: the GeoJSON type; a feature may have none.
        identifier, place: SQL over the relation.
        is_of_network: whether it tells of the network of outlets, so that the definition of
            coverage and the part of the network can be asked for.
        remark: what is to be said of it for a question besides its description; may be empty.
    """

    name: str
    title: Words
    description: Words
    geometry: str
    identifier: str
    place: str
    properties: tuple[Property, ...]
    relation: Callable[[Question], Relation]
    is_of_network: bool = True
    remark: Callable[[Question], str] = _no_remark


def choices_of(choices: type[models.TextChoices]) -> tuple[str, ...]:
    return tuple(choices.values)
