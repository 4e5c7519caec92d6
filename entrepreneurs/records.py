"""Writes records and the rows that belong to them, whatever register they are in."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

import rules
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import acting
from core.errors import ConflictError, DomainError, NotAllowedError
from entrepreneurs import approval, privacy
from entrepreneurs.checks import numbers_told, obstacles_of, problems_of
from entrepreneurs.kinds import Stage
from entrepreneurs.models.records import VerifiedRecord
from entrepreneurs.people import AT_ONCE
from entrepreneurs.rules import ENTER_PERSONS
from geo.models import AdministrativeDivision
from outlets.registration.steps import RefusedRecordError

R = TypeVar("R", bound=VerifiedRecord)
Row = TypeVar("Row", bound=models.Model)


class KnownRecordError(ConflictError):
    """The person has a record of this kind already; `record` is it, whoever may see it."""

    code = "known_record"

    def __init__(self, record: Any) -> None:
        self.record = record
        told = {
            "name": privacy.shown(record.person).name,
            "place": record.division.short_name or record.division.name,
            "kind": record._meta.verbose_name,
        }
        message = _(
            "%(name)s, %(place)s, is in the register as %(kind)s already. Nothing was saved: open "
            "that record and add what is missing there, such as a further category."
        )
        super().__init__(message % told)


@transaction.atomic
def add_record(*, record: R, actor: User, is_submitted: bool = False) -> R:
    """Save a new record, as a draft or handed in at once.

    Raises:
        NotAllowedError: the role enters no such records.
        RefusedRecordError: it breaks rules; `problems` has all of them.
        DomainError: the record exists already, or a part of it can never be true.
    """
    if not approval.may_enter(actor, type(record)):
        raise NotAllowedError
    if is_submitted:
        approval.mark_submitted(record, actor)
    _demand_scope(record, actor)
    _demand_rules(record)
    return _written(record, actor, "record.added")


@transaction.atomic
def add_records(*, records: Sequence[VerifiedRecord], actor: User) -> None:
    """Save new records of one kind, all handed in, in a few statements.

    Raises:
        NotAllowedError, RefusedRecordError, DomainError: see `add_record`.
    """
    if not records:
        return
    model = type(records[0])
    if not approval.may_enter(actor, model):
        raise NotAllowedError
    for record in records:
        approval.mark_submitted(record, actor)
        _demand_rules(record)
    places = {place_of(record).pk for record in records}
    inside = AdministrativeDivision.objects.visible_to(actor).filter(pk__in=places)
    if inside.count() < len(places):
        raise approval.UnknownRecordError(field="division")
    _written_together(records, actor, "record.added")


@transaction.atomic
def revise_record(*, record: R, actor: User, seen_at: dt.datetime, is_submitted: bool = False) -> R:
    """Save what was changed of a record.

    What somebody changes who may not verify counts no longer until it is verified again.

    Raises:
        ConflictError: it was changed since it was seen.
    """
    model = type(record)
    if not approval.may_enter(actor, model):
        raise NotAllowedError
    stages = (Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED, Stage.VERIFIED)
    present = approval.held(record, actor=actor, seen_at=seen_at, stages=stages)
    if is_submitted or (present.stage == Stage.VERIFIED and not approval.may_verify(actor, model)):
        approval.mark_submitted(record, actor)
    _demand_scope(record, actor)
    _demand_rules(record)
    return _written(record, actor, "record.revised")


@transaction.atomic
def save_row(*, row: Row, record: VerifiedRecord, actor: User) -> Row:
    """Add or change a row that belongs to a record.

    Raises:
        NotAllowedError: the role enters no such records.
        RefusedRecordError: a text of it holds somebody's number.
        DomainError: a part of the row can never be true.
    """
    _demand_may_change(row, record, actor)
    if problems := numbers_told(row):
        raise RefusedRecordError(problems)
    return _written(row, actor, "record.revised", subject=str(record.pk))


@transaction.atomic
def add_rows(*, rows: Sequence[models.Model], record: VerifiedRecord, actor: User) -> None:
    """Add rows that belong to one record, in one statement.

    Raises:
        NotAllowedError, RefusedRecordError, DomainError: see `save_row`.
    """
    for row in rows:
        _demand_may_change(row, record, actor)
        if problems := numbers_told(row):
            raise RefusedRecordError(problems)
    _written_together(rows, actor, "record.revised", subject=str(record.pk))


@transaction.atomic
def remove_row(*, row: models.Model, record: VerifiedRecord, actor: User) -> None:
    """Remove a row entered by mistake; the history keeps it.

    Raises:
        DomainError: others rest on it.
    """
    _demand_may_change(row, record, actor)
    try:
        with acting(actor, "record.removed", subject=str(record.pk)):
            row.delete()
    except (models.ProtectedError, models.RestrictedError) as error:
        raise DomainError(_("Other records rest on this one. Remove them first.")) from error


def _demand_may_change(row: models.Model, record: VerifiedRecord, actor: User) -> None:
    """A row that names a person asks for more than the record it belongs to."""
    if not approval.may_enter(actor, type(record)):
        raise NotAllowedError
    fields: Any = row._meta.fields
    names_persons = any(
        approval.speaks_of_persons(f) for f in fields if f.related_model is not type(record)
    )
    if names_persons and not rules.has_perm(ENTER_PERSONS, actor):
        raise NotAllowedError


def _demand_scope(record: VerifiedRecord, actor: User) -> None:
    division = place_of(record)
    if not type(division)._default_manager.visible_to(actor).filter(pk=division.pk).exists():
        raise approval.UnknownRecordError(field="division")


def place_of(record: Any) -> AdministrativeDivision:
    """The division a record stands in, or that of the record it is about."""
    return record.division if hasattr(record, "division") else record.entrepreneur.division


def _demand_rules(record: VerifiedRecord) -> None:
    if problems := problems_of(record):
        raise RefusedRecordError(problems)
    if record.stage != Stage.DRAFT and (obstacles := obstacles_of(record)):
        raise DomainError(obstacles[0])


def _written(row: Row, actor: User, action: str, subject: str = "") -> Row:
    try:
        with transaction.atomic(), acting(actor, action, subject=subject):
            row.save()
    except IntegrityError as error:
        raise _explained(row, error) from error
    return row


def _written_together(
    rows: Sequence[models.Model], actor: User, action: str, subject: str = ""
) -> None:
    try:
        with transaction.atomic(), acting(actor, action, subject=subject):
            type(rows[0])._default_manager.bulk_create(rows, AT_ONCE)
    except IntegrityError as error:
        raise _explained(rows[0], error) from error


def _explained(row: models.Model, error: IntegrityError) -> DomainError:
    """The broken constraint's own sentence: somebody else may have been quicker than the form."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    for constraint in row._meta.constraints:
        if constraint.name == name:
            return ConflictError(str(constraint.violation_error_message))
    return KnownRecordError(known) if (known := _known_of_person(row)) else ConflictError()


def _known_of_person(row: Any) -> Any:
    """Another record of the same kind about the person, where there may be one only."""
    fields: Any = row._meta.fields
    if not any(f.name == "person" and f.one_to_one for f in fields):
        return None
    others = type(row)._default_manager.filter(person=row.person_id).exclude(pk=row.pk)
    return others.select_related("person__key", "division").first()
