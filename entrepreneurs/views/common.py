"""What the pages of registers share: the register of an address, its record, what may be done."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.models import User
from core.errors import ConflictError, DomainError
from entrepreneurs import approval
from entrepreneurs.forms.persons import PREFIX
from entrepreneurs.kinds import Stage
from entrepreneurs.models.records import VerifiedRecord
from entrepreneurs.registers import BY_SLUG
from entrepreneurs.registers.base import Register


@dataclass(frozen=True)
class Powers:
    """What the viewer may do with a record now."""

    edit: bool
    submit: bool
    verify: bool
    send_back: bool


def open_register(request: SignedInRequest, slug: str) -> Register:
    """The register of the address; none for roles that see its records as counts only."""
    register = BY_SLUG[slug]
    if not register.is_open_to(request.user):
        raise Http404
    return register


def record_or_404(register: Register, request: SignedInRequest, pk: uuid.UUID) -> Any:
    record = register.rows_for(request.user).filter(pk=pk).first()
    if record is None:
        raise Http404
    return record


def powers(record: VerifiedRecord, user: User) -> Powers:
    model = type(record)
    enters, verifies = approval.may_enter(user, model), approval.may_verify(user, model)
    is_own = record.submitted_by_id == user.pk
    return Powers(
        edit=enters,
        submit=enters and record.stage in (Stage.DRAFT, Stage.RETURNED),
        verify=verifies and record.stage == Stage.SUBMITTED and not is_own,
        send_back=verifies and record.stage in (Stage.SUBMITTED, Stage.VERIFIED),
    )


def seen_at(values: QueryDict) -> dt.datetime:
    """The version that the page was made from.

    Raises:
        ConflictError: the page names none.
    """
    moment = parse_datetime(values.get("seen_at", ""))
    if moment is None:
        raise ConflictError
    return moment


def tell(form: Any, error: DomainError) -> None:
    """Show an error at the field it concerns; fields of the person go by their own names."""
    for problem in getattr(error, "problems", (error,)):
        names = (problem.field, f"{PREFIX}{problem.field}")
        field = next((name for name in names if name in form.fields), None)
        form.add_error(field, str(problem.message))


def tell_saved(request: SignedInRequest, form: Any, record: VerifiedRecord) -> None:
    """Say that it was saved, and what comes next."""
    said = {
        Stage.DRAFT: _("Saved as a draft. It counts once it is handed in and verified."),
        Stage.SUBMITTED: _("Saved and handed in. The county's department verifies it next."),
        Stage.RETURNED: _("Saved. Hand it in again once it is put right."),
        Stage.VERIFIED: _("The record was saved."),
    }
    messages.success(request, said[Stage(record.stage)])
    tell_notes(request, form)


def tell_notes(request: SignedInRequest, form: Any) -> None:
    """Say what was made of what was typed, and what about it needs a look."""
    for note in form.notes:
        messages.info(request, note)
    for doubt in form.doubts:
        messages.warning(request, doubt)
