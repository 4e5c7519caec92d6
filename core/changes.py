"""Recorded changes as people read them: who, when, why, and each field's value before and after.

Reads the event tables that `core.history.tracked` fills. One act of a person may have changed
several rows; its events share a context and are told together.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.audit import SYSTEM, action_words

DELETED = "delete"
Show = Callable[[Any], str]


@dataclass(frozen=True)
class Change:
    """A field's values in words; "" where there was none. `subject` names the row within the
    record, "" for the record itself. `is_masked`: the difference may lie in what is hidden."""

    label: str
    old: str
    new: str
    subject: str = ""
    is_masked: bool = False


@dataclass(frozen=True)
class Act:
    """What somebody did at one time. `actor` is "" where nobody was named."""

    at: dt.datetime
    actor: str
    action: str
    reason: str
    changes: tuple[Change, ...] = field(default=())
    version: int | None = None  # the event that holds the record as it was after this act

    @property
    def who(self) -> str:
        if self.actor == SYSTEM:
            return _("the system")
        return self.actor or _("nobody is recorded")


@dataclass(frozen=True)
class Event:
    """One recorded row and the same row before; `row` is null for a removal."""

    event: Any
    before: Any | None
    row: Any | None


def events(recorded: Iterable[Any]) -> Iterator[Event]:
    """Each event beside the one before it of the same row; `recorded` is in order of `pgh_id`."""
    last: dict[Any, Any] = {}
    for event in recorded:
        is_removal = event.pgh_label == DELETED
        before = last.get(event.pgh_obj_id, event if is_removal else None)
        last[event.pgh_obj_id] = event
        yield Event(event, before, None if is_removal else event)


def act_of(event: Event, changes: Sequence[Change], *, is_version: bool = False) -> Act:
    """The event as an act of its own."""
    recorded = event.event
    metadata = recorded.pgh_context.metadata if recorded.pgh_context_id else {}
    return Act(
        at=recorded.pgh_created_at,
        actor=metadata.get("actor") or "",
        action=action_words(metadata.get("action") or f"row.{recorded.pgh_label}"),
        reason=metadata.get("reason") or "",
        changes=tuple(changes),
        version=recorded.pgh_id if is_version else None,
    )


def together(acts: Iterable[tuple[Event, Act]]) -> list[Act]:
    """Acts of one context as one, the newest first; what changed nothing that is told falls away.

    Events of one act keep the order they come in.
    """
    by_context: dict[Any, Act] = {}
    for event, act in acts:
        recorded = event.event
        key = recorded.pgh_context_id or (type(recorded), recorded.pgh_id)
        known = by_context.get(key)
        by_context[key] = act if known is None else _joined(known, act)
    found = [act for act in by_context.values() if act.changes]
    return sorted(found, key=lambda act: act.at, reverse=True)


def _joined(first: Act, second: Act) -> Act:
    return replace(
        first,
        changes=first.changes + second.changes,
        version=second.version or first.version,
    )


def field_changes(
    event: Event,
    names: Iterable[str],
    *,
    subject: str = "",
    masks: Mapping[str, Show] | None = None,
    shows: Mapping[str, Show] | None = None,
    labels: Mapping[str, str | Promise] | None = None,
) -> list[Change]:
    """The fields among `names` that the event changed, in their order.

    Args:
        masks: what a value shows of itself to somebody who may not see it, by field.
        shows: how values are told that their field cannot tell.
        labels: names of fields where the model's own do not serve.
    """
    masks, shows, labels, changed = masks or {}, shows or {}, labels or {}, []
    for name in names:
        old, new = (_value(row, name) for row in (event.before, event.row))
        if old == new or (not _is_given(old) and not _is_given(new)):
            continue
        model_field = type(event.event)._meta.get_field(name)
        show = masks.get(name) or shows.get(name) or _show(model_field)
        label = str(labels.get(name) or getattr(model_field, "verbose_name", name))
        old, new = (show(value) if _is_given(value) else "" for value in (old, new))
        changed.append(Change(label, old, new, subject, is_masked=name in masks))
    return changed


def _value(row: Model | None, name: str) -> Any:
    return getattr(row, name) if row is not None else None


def _is_given(value: Any) -> bool:
    return value not in (None, "", [], {})


def _show(model_field: Any) -> Show:
    if isinstance(model_field, ArrayField):
        one = _show(model_field.base_field)
        return lambda values: "、".join(map(one, values))
    words = dict(model_field.flatchoices) if isinstance(model_field, Field) else {}
    return (lambda value: str(words.get(value, value))) if words else shown


def shown(value: Any) -> str:
    """A value as people read it; positions to about a metre."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Point):
        return f"{value.x:.5f}, {value.y:.5f}"
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
