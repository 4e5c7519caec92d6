"""Taking back what an import wrote, by the history that triggers kept of every row.

Every act of an import carries the run's uid (`core.audit.part_of_import`); the events of those
acts say which rows were added, changed and removed, and the events before them what the rows said.

- Rows that belong together (a row and those that would go with it, by CASCADE) are one group. A
  group of which a row was changed since, or which something else has come to refer to, is left
  alone as a whole, and so is what it needs. The others are taken back in a few statements.
- Nothing is taken back silently: what is left alone is listed with its reason.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from core.audit import Actor, acting
from core.errors import ConflictError
from core.models import ChangeContext

LABEL_OF_INSERT, LABEL_OF_DELETE = "insert", "delete"
MOST_LISTED = 500
Key = tuple[type[models.Model], Any]


@dataclass
class Touched:
    """A row that an import wrote: its first and last event of it, and the one to go back to.

    Args:
        before: the event that holds the row as it was; null for a row that was added.
        is_there: whether the import left the row in its table.
    """

    model: type[models.Model]
    pk: Any
    first: int
    last: int
    is_new: bool
    is_there: bool
    before: int | None = None
    why_kept: str = ""

    @property
    def key(self) -> Key:
        return self.model, self.pk


@dataclass(frozen=True)
class Kept:
    """A record that is left as it is; `subject` names it as people do."""

    model: str
    pk: str
    subject: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        return dict(vars(self))


@dataclass(frozen=True)
class Outcome:
    """How many rows were taken back, and what was left alone."""

    removed: int
    restored: int
    kept: list[Kept] = field(default_factory=list)
    kept_rows: int = 0

    def as_dict(self) -> dict[str, Any]:
        """`kept` lists at most `MOST_LISTED`; `kept_rows` counts all."""
        kept = [one.as_dict() for one in self.kept[:MOST_LISTED]]
        return vars(self) | {"kept": kept}


@dataclass
class Plan:
    """What undoing would do."""

    touched: dict[Key, Touched]

    @property
    def taken_back(self) -> list[Touched]:
        return [row for row in self.touched.values() if not row.why_kept]

    @property
    def kept(self) -> list[Touched]:
        return [row for row in self.touched.values() if row.why_kept]

    @property
    def outcome(self) -> Outcome:
        rows = self.taken_back
        removed = sum(row.is_new and row.is_there for row in rows)
        restored = sum(not row.is_new for row in rows)
        return Outcome(removed, restored, list(_named(self.kept)), len(self.kept))


def plan(uid: uuid.UUID) -> Plan:
    """What undoing the import with this uid would take back, and what it would leave."""
    acts = ChangeContext.objects.filter(metadata__import_run=str(uid)).values("pk")
    touched: dict[Key, Touched] = {}
    for model, events in _tracked():
        touched |= {row.key: row for row in _touched(model, events, acts)}
    groups = _Groups(touched)
    for row in _built_on(touched):
        row.why_kept = row.why_kept or _("Something entered since refers to it.")
    groups.keep_together()
    return Plan(touched)


@transaction.atomic
def undo(uid: uuid.UUID, *, actor: Actor | None, reason: str = "") -> Outcome:
    """Take back what the import wrote. Runs in one transaction.

    Raises:
        ConflictError: everything that the import wrote was changed since.
    """
    planned = plan(uid)
    outcome = planned.outcome
    if planned.touched and not planned.taken_back:
        raise ConflictError(_("Everything it wrote was changed since; nothing can be undone."))
    by_model: dict[type[models.Model], list[Touched]] = defaultdict(list)
    for row in planned.taken_back:
        by_model[row.model].append(row)
    try:
        # The savepoint makes deferred checks of references speak here.
        with transaction.atomic(), acting(actor, "import.undone", reason=reason, subject=str(uid)):
            for step in (_remove, _restore, _bring_back):
                for model, rows in by_model.items():
                    step(model, rows)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise ConflictError(
            _("It cannot be undone: what it replaced no longer fits what was entered since.")
        ) from error
    return outcome


def _tracked() -> Iterator[tuple[type[models.Model], type[pghistory.models.Event]]]:
    """Each tracked table with the table of its events."""
    for events in apps.get_models():
        if issubclass(events, pghistory.models.Event) and not events._meta.abstract:
            model = getattr(events, "pgh_tracked_model", None)
            if model is not None and not events._meta.proxy:
                yield model, events


def _touched(model: Any, events: Any, acts: Any) -> Iterator[Touched]:
    """The rows of one table that the import wrote, with what they said before."""
    recorded = events.objects.filter(pgh_context_id__in=acts).order_by("pgh_id")
    rows: dict[Any, list[tuple[int, str]]] = defaultdict(list)
    for pk, number, label in recorded.values_list("pgh_obj_id", "pgh_id", "pgh_label"):
        rows[pk].append((number, label))
    if not rows:
        return
    history: dict[Any, list[int]] = defaultdict(list)
    all_events = events.objects.filter(pgh_obj_id__in=list(rows)).order_by("pgh_id")
    for pk, number in all_events.values_list("pgh_obj_id", "pgh_id"):
        history[pk].append(number)
    for pk, own in rows.items():
        (first, label), (last, last_label) = own[0], own[-1]
        found = Touched(
            model,
            pk,
            first,
            last,
            is_new=label == LABEL_OF_INSERT,
            is_there=last_label != LABEL_OF_DELETE,
        )
        if not found.is_new:  # the event of a removal holds the row as it was
            earlier = [number for number in history[pk] if number < first]
            found.before = first if label == LABEL_OF_DELETE else max(earlier, default=None)
        if history[pk][-1] > last:
            found.why_kept = _("It was changed since.")
        elif not found.is_new and found.before is None:
            found.why_kept = _("Nothing is on record of what it said before.")
        yield found


class _Groups:
    """Rows of an import that stand and fall together."""

    def __init__(self, touched: dict[Key, Touched]) -> None:
        self._touched = touched
        self._parent: dict[Key, Key] = {key: key for key in touched}
        self._needs: list[tuple[Key, Key]] = []  # a row, and one that was added and it refers to
        for model in {row.model for row in touched.values()}:
            self._link(model)

    def keep_together(self) -> None:
        """Spread the reasons to keep a row over its group, and to what the group needs."""
        kept: set[Key] = set()
        pending = [key for key, row in self._touched.items() if row.why_kept]
        members: dict[Key, list[Key]] = defaultdict(list)
        for key in self._touched:
            members[self._root(key)].append(key)
        needed_by: dict[Key, list[Key]] = defaultdict(list)
        for key, other in self._needs:
            needed_by[self._root(key)].append(other)
        while pending:
            root = self._root(pending.pop())
            if root in kept:
                continue
            kept.add(root)
            belonging = _("It belongs to a record that was changed since.")
            for member in members[root]:
                self._touched[member].why_kept = self._touched[member].why_kept or belonging
            for other in needed_by[root]:
                needed = _("A record that is left alone refers to it.")
                self._touched[other].why_kept = self._touched[other].why_kept or needed
                pending.append(other)

    def _link(self, model: type[models.Model]) -> None:
        rows = [row for row in self._touched.values() if row.model is model]
        for reference in _references(model):
            target = reference.related_model
            for key, other in _values(model, rows, reference.attname):
                found = (target, other)
                if other is None or found not in self._touched or key == found:
                    continue
                if reference.remote_field.on_delete is models.CASCADE:
                    self._parent[self._root(key)] = self._root(found)
                elif self._touched[found].is_new:
                    self._needs.append((key, found))

    def _root(self, key: Key) -> Key:
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key


def _values(
    model: type[models.Model], rows: Iterable[Touched], name: str
) -> Iterator[tuple[Key, Any]]:
    """What the rows say in a field; of removed ones what they said before."""
    present = [row.pk for row in rows if row.is_there]
    for pk, value in model._base_manager.filter(pk__in=present).values_list("pk", name):
        yield (model, pk), value
    events = [row.before for row in rows if not row.is_there and row.before]
    removed = _event_model(model)._base_manager.filter(pgh_id__in=events)
    for pk, value in removed.values_list("pgh_obj_id", name):
        yield (model, pk), value


def _references(model: type[models.Model]) -> Iterator[Any]:
    """The model's own foreign keys, also one to one."""
    for one in model._meta.concrete_fields:
        if isinstance(one, models.ForeignKey):
            yield one


def _built_on(touched: dict[Key, Touched]) -> Iterator[Touched]:
    """Added rows that rows which the import did not add refer to."""
    added: dict[Any, list[Any]] = defaultdict(list)
    for row in touched.values():
        if row.is_new and row.is_there:
            added[row.model].append(row.pk)
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        if issubclass(model, pghistory.models.Event) or _is_companion(model):
            continue
        for reference in _references(model):
            target = reference.related_model
            if target not in added:
                continue
            found = model._base_manager.filter(**{f"{reference.attname}__in": added[target]})
            for pk, other in found.values_list("pk", reference.attname):
                own = touched.get((model, pk))
                if own is None or not (own.is_new and own.is_there):
                    yield touched[(target, other)]


def _is_companion(model: type[models.Model]) -> bool:
    """Whether each row is no more than a part of another one's, and goes with it: it is known by
    that one's key alone, and no history is kept of it."""
    own: Any = model._meta.pk
    is_part = getattr(own, "one_to_one", False) and own.remote_field.on_delete is models.CASCADE
    return bool(is_part) and not any(tracked is model for tracked, _events in _tracked())


def _remove(model: type[models.Model], rows: Iterable[Touched]) -> None:
    keys = [row.pk for row in rows if row.is_new and row.is_there]
    if not keys:
        return
    for companion in apps.get_models():
        if _is_companion(companion) and companion._meta.pk.related_model is model:
            _run(f"DELETE FROM {_table(companion)} WHERE {_pk(companion)} = ANY(%s)", keys)
    _run(f"DELETE FROM {_table(model)} WHERE {_pk(model)} = ANY(%s)", keys)


def _restore(model: type[models.Model], rows: Iterable[Touched]) -> None:
    """Let changed rows say again what they said, times of change included."""
    events = [row.before for row in rows if not row.is_new and row.is_there]
    if events:
        names = [name for name in _columns(model) if name != _pk(model)]
        assigned = ", ".join(f"{name} = event.{name}" for name in names)
        _run(
            f"UPDATE {_table(model)} AS own SET {assigned} FROM {_events(model)} AS event"
            f" WHERE event.pgh_id = ANY(%s) AND own.{_pk(model)} = event.pgh_obj_id",
            events,
        )


def _bring_back(model: type[models.Model], rows: Iterable[Touched]) -> None:
    events = [row.before for row in rows if not row.is_new and not row.is_there]
    if events:
        names = ", ".join(_columns(model))
        _run(
            f"INSERT INTO {_table(model)} ({names}) SELECT {names} FROM {_events(model)}"
            " WHERE pgh_id = ANY(%s)",
            events,
        )


def _run(sql: str, keys: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [keys])


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _pk(model: type[models.Model]) -> str:
    return connection.ops.quote_name(str(model._meta.pk.column))


def _event_model(model: type[models.Model]) -> type[models.Model]:
    return next(events for tracked, events in _tracked() if tracked is model)


def _events(model: type[models.Model]) -> str:
    return _table(_event_model(model))


def _columns(model: type[models.Model]) -> list[str]:
    """The columns that the history keeps of a row."""
    recorded = {one.column for one in _event_model(model)._meta.concrete_fields}
    own = [one.column for one in model._meta.concrete_fields if one.column in recorded]
    return [connection.ops.quote_name(str(column)) for column in own]


def _named(rows: Iterable[Touched]) -> Iterator[Kept]:
    """Records that are left alone, by their names; parts of a record are not listed beside it."""
    by_model: dict[type[models.Model], list[Touched]] = defaultdict(list)
    for row in rows:
        by_model[row.model].append(row)
    for model, found in by_model.items():
        names = model._base_manager.in_bulk([row.pk for row in found])
        for row in found:
            subject = str(names.get(row.pk, row.pk))
            word = str(model._meta.verbose_name)
            yield Kept(word, str(row.pk), subject, row.why_kept)
