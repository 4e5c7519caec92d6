"""What a request asks of a collection: read from its address, strictly.

The standard wants a parameter that is not known, or a value that is not valid, to be an error: a
filter that was mistyped must not answer everything.
"""

import datetime as dt
from collections.abc import Collection as Names
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidQuestionError
from layers.ogc.collection import Collection, Property
from layers.ogc.systems import CRS84, Box, System, boxes, system
from targets.definitions import Question, parse_day
from targets.questions import question_within

FORMAT = "f"
COVERAGE = ("definition", "radius_m")  # when a village counts as covered
NETWORK = ("kind", "model", "platform")  # the part of the network asked about
QUESTION = (*COVERAGE, *NETWORK, "division")

DEFAULT_LIMIT = 1_000
LARGEST_LIMIT = 10_000

Value = str | int | float | bool


@dataclass(frozen=True)
class Asked:
    """The part of a collection that is asked for.

    Attributes:
        boxes: what features must touch; none: no matter where.
        filters: property and the value it must have.
        feature: identifier of the only feature wanted; empty: all.
    """

    question: Question
    crs: System = CRS84
    boxes: tuple[Box, ...] = ()
    filters: tuple[tuple[str, Value], ...] = ()
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    feature: str = ""

    @property
    def key(self) -> str:
        """Equal for requests with equal answers."""
        rest = (self.crs.uri, self.boxes, self.filters, self.limit, self.offset, self.feature)
        return f"{self.question.key}:{self.question.asker}:{rest!r}"


def item_parameters(collection: Collection) -> tuple[str, ...]:
    """What the address of one feature takes."""
    return (FORMAT, "crs", "datetime", *(COVERAGE if collection.is_of_network else ()))


def items_parameters(collection: Collection) -> tuple[str, ...]:
    """What the address of many features takes, besides its filters."""
    network = NETWORK if collection.is_of_network else ()
    paging = ("limit", "offset", "bbox", "bbox-crs", "division")
    return (*item_parameters(collection), *network, *paging)


def filters(collection: Collection) -> dict[str, Property]:
    """The properties that features are filtered by, by name; the network's narrow the network."""
    taken = items_parameters(collection)
    return {each.name: each for each in collection.properties if each.name not in taken}


def read_items(query: QueryDict, collection: Collection, user: User) -> Asked:
    """What the address of `items` asks for.

    Raises:
        InvalidQuestionError: an unknown parameter or value.
        UnknownDivisionError: a division outside the user's jurisdiction.
    """
    parameters, known = items_parameters(collection), filters(collection)
    given = once_each(query, {*parameters, *known})
    crs = system(given.get("bbox-crs", CRS84.uri), field="bbox-crs")
    return Asked(
        question=_question({name: given[name] for name in parameters if name in given}, user),
        crs=_crs(given),
        boxes=boxes(given["bbox"], crs) if "bbox" in given else (),
        filters=tuple(
            (name, _value(known[name], text)) for name, text in given.items() if name in known
        ),
        limit=min(_whole(given, "limit", DEFAULT_LIMIT, least=1), LARGEST_LIMIT),
        offset=_whole(given, "offset", 0),
    )


def read_item(query: QueryDict, collection: Collection, feature: str, user: User) -> Asked:
    """What the address of one feature asks for; raises as `read_items`."""
    given = once_each(query, item_parameters(collection))
    return Asked(question=_question(given, user), crs=_crs(given), feature=feature)


def once_each(query: QueryDict, known: Names[str], formats: tuple[str, ...] = ("json",)) -> dict:
    """The parameters by name.

    Raises:
        InvalidQuestionError: one is not known here, or given twice; or an unknown format.
    """
    for name, values in query.lists():
        if name not in known:
            message = _("There is no parameter “%(name)s” here. Known are: %(known)s.") % {
                "name": name[:40],
                "known": ", ".join(sorted(known)),
            }
            raise InvalidQuestionError(message, field=name[:40])
        if len(values) > 1:
            message = _("The parameter “%(name)s” is given twice.") % {"name": name}
            raise InvalidQuestionError(message, field=name)
    given = {name: query[name] for name in query}
    if (asked := given.get(FORMAT, formats[0])) not in formats:
        message = _("There is no format “%(text)s” here. Known are: %(known)s.") % {
            "text": asked[:40],
            "known": ", ".join(formats),
        }
        raise InvalidQuestionError(message, field=FORMAT)
    return given


def _question(given: dict[str, str], user: User) -> Question:
    values = {name: given[name] for name in QUESTION if name in given}
    if "datetime" in given and (day := _day(given["datetime"])):
        values["on"] = day.isoformat()
    return question_within(values, user)


def _crs(given: dict[str, str]) -> System:
    return system(given.get("crs", CRS84.uri), field="crs")


def _day(text: str) -> dt.date | None:
    """The day that `datetime` names; of an interval its last one, none when it is open.

    Every feature tells the state of one day: of an interval, the latest is asked for.
    """
    begin, slash, end = text.partition("/")
    if not slash:
        return _bounded(_local_day(text))
    first, last = (None if side in ("", "..") else _local_day(side) for side in (begin, end))
    if first and last and first > last:
        message = _("The interval “%(text)s” ends before it begins.") % {"text": text[:60]}
        raise InvalidQuestionError(message, field="datetime")
    return last and _bounded(last)


def _local_day(text: str) -> dt.date:
    """The local day of an instant, or a day."""
    try:
        if "T" not in text.upper():
            return dt.date.fromisoformat(text)
        instant = dt.datetime.fromisoformat(text.upper())
        return (timezone.localtime(instant) if timezone.is_aware(instant) else instant).date()
    except (ValueError, OverflowError):
        message = _("“%(text)s” is no time. Write it as 2018-09-30T00:00:00Z or as 2018-09-30.")
        raise InvalidQuestionError(message % {"text": text[:40]}, field="datetime") from None


def _bounded(day: dt.date) -> dt.date:
    return parse_day(day.isoformat(), field="datetime")


def _whole(given: dict[str, str], name: str, default: int, *, least: int = 0) -> int:
    text = given.get(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < least:
        message = _("“%(name)s” is a whole number of at least %(least)s.") % {
            "name": name,
            "least": least,
        }
        raise InvalidQuestionError(message, field=name)
    return int(text)


def _value(asked: Property, text: str) -> Value:
    """The value that a filter names, in the property's own type."""
    if asked.choices and text not in asked.choices:
        known = ", ".join(asked.choices)
    elif asked.type == "boolean" and text not in ("true", "false"):
        known = "true, false"
    else:
        return _typed(asked, text)
    message = _("“%(text)s” is not one of: %(known)s.") % {"text": text[:40], "known": known}
    raise InvalidQuestionError(message, field=asked.name)


def _typed(asked: Property, text: str) -> Value:
    if asked.type == "boolean":
        return text == "true"
    if asked.type == "string":
        if "\0" not in text:
            return text
    else:
        try:
            return int(text) if asked.type == "integer" else float(text)
        except ValueError:
            pass
    message = _("“%(text)s” is no value of %(name)s.") % {"text": text[:40], "name": asked.name}
    raise InvalidQuestionError(message, field=asked.name)
