"""What all steps of a registration share: who may take one, from which version, and its trace."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from core import texts
from core.audit import acting, actor_name
from core.errors import ConflictError, DomainError, IdentifyingTextError, NotAllowedError
from core.importing import Problem
from core.masking import tells_number
from geo import codes
from geo.models import AdministrativeDivision
from outlets.kinds import Stage, Step
from outlets.models import Outlet, OutletTransition
from outlets.stages import RULES, WITHDRAWN_BY_OFFICERS, is_possible, is_task_of

ACTIONS = {
    Step.SUBMIT: "outlet.submitted",
    Step.APPROVE: "outlet.approved",
    Step.RETURN: "outlet.returned",
    Step.OBJECT: "outlet.objected",
    Step.END_NOTICE: "outlet.notice_ended",
    Step.ACCEPT: "outlet.accepted",
    Step.MERGE: "outlet.merged",
    Step.WITHDRAW: "outlet.withdrawn",
}


class UnknownOutletError(DomainError):
    """No outlet has this id, or the viewer may not see it: both look the same."""

    status = 404
    code = "unknown_outlet"
    message = gettext_lazy("There is no such outlet within your jurisdiction.")


class RefusedRecordError(DomainError):
    """A record that breaks rules; `problems` has all of them, the message is the first's."""

    status = 422
    code = "refused_record"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems[0].message, field=problems[0].field)


def held(*, outlet: Outlet, seen_at: dt.datetime, step: Step, actor: User | None) -> Outlet:
    """The outlet's row, locked until the transaction ends, for a step that may be taken now.

    Args:
        actor: null for the system's own jobs, which no role binds.

    Raises:
        UnknownOutletError: the outlet stands outside the actor's jurisdiction.
        NotAllowedError: the step is not the actor's task, or judges their own submission.
        ConflictError: the step does not lead out of the present stage, or the version is stale.
    """
    row = locked(outlet)
    if actor:
        demand_scope(actor, row.village)
        demand_role(actor, step)
    if not is_possible(step, row.stage):
        raise ConflictError(
            _("“%(name)s” is at the stage “%(stage)s” by now. Reload it to see what was done.")
            % {"name": row.name, "stage": row.get_stage_display()}
        )
    demand_version(row, seen_at)
    if actor:
        _demand_independence(actor, step, row)
    return row


def locked(outlet: Outlet) -> Outlet:
    """The outlet as it is now, its row held until the transaction ends."""
    rows = Outlet.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("village", "organization").filter(pk=outlet.pk).first()
    if row is None:
        raise UnknownOutletError
    return row


def demand_version(outlet: Outlet, seen_at: dt.datetime | None) -> None:
    if outlet.updated_at != seen_at:
        raise ConflictError


def demand_scope(actor: User, village: AdministrativeDivision) -> None:
    if not village.code.startswith(codes.prefix(actor.jurisdiction_code)):
        raise UnknownOutletError


def demand_role(actor: User, step: Step) -> None:
    if not is_task_of(step, actor.role):
        raise NotAllowedError(
            _("This step is not among the tasks of your role “%(role)s”.")
            % {"role": actor.get_role_display()}
        )


def _demand_independence(actor: User, step: Step, outlet: Outlet) -> None:
    if RULES[step].is_review and has_submitted(actor, outlet):
        raise NotAllowedError(
            _("You submitted “%(name)s” yourself: somebody else has to judge it.")
            % {"name": outlet.name}
        )
    if step == Step.WITHDRAW and not _may_withdraw(actor, outlet):
        raise NotAllowedError(
            _("Only a county reviewer can withdraw this, or whoever submitted it while it waits.")
        )


def has_submitted(actor: User, outlet: Outlet) -> bool:
    """Whether the actor submitted the outlet, now or before it was returned.

    Reads the outlet's few steps, which a page has fetched with it.
    """
    own = (Step.SUBMIT, str(actor.pk))
    return outlet.submitted_by_id == actor.pk or any(
        (taken.step, taken.actor_id) == own for taken in outlet.transitions.all()
    )


def _may_withdraw(actor: User, outlet: Outlet) -> bool:
    if actor.role == Role.COUNTY_REVIEWER:
        return True
    is_own = outlet.submitted_by_id in (None, actor.pk)
    return is_own and outlet.stage in WITHDRAWN_BY_OFFICERS


def open_steps(*, outlet: Outlet, actor: User) -> list[Step]:
    """The steps that a page may offer the actor; whether the record passes is another matter."""
    if not outlet.village.code.startswith(codes.prefix(actor.jurisdiction_code)):
        return []
    steps = [
        step for step in RULES if is_task_of(step, actor.role) and is_possible(step, outlet.stage)
    ]
    if Step.WITHDRAW in steps and not _may_withdraw(actor, outlet):
        steps.remove(Step.WITHDRAW)
    if any(RULES[step].is_review for step in steps) and has_submitted(actor, outlet):
        steps = [step for step in steps if not RULES[step].is_review]
    return steps


def move(
    outlet: Outlet,
    step: Step,
    to_stage: Stage,
    *,
    actor: User | None,
    reason: str = "",
    field: str = "",
    document_no: str = "",
    **facts: Any,
) -> OutletTransition:
    """Write the step: the outlet's new stage, whatever facts come with it, and the trace."""
    document_no = within(document_no, "document_no")
    from_stage, outlet.stage = outlet.stage, to_stage
    for name, value in facts.items():
        setattr(outlet, name, value)
    with acting(actor, ACTIONS[step], reason=reason):
        outlet.save(update_fields=["stage", "updated_at", *facts])
        return OutletTransition.objects.create(
            outlet=outlet,
            step=step,
            from_stage=from_stage,
            to_stage=to_stage,
            actor_id=str(actor.pk) if actor else "",
            actor_name=actor_name(actor),
            reason=reason,
            field=field,
            document_no=document_no,
        )


def required_reason(reason: str) -> str:
    """The reason as the trace keeps it.

    Raises:
        DomainError: there is none, or see `within`.
    """
    if not texts.cleaned(reason):
        raise DomainError(_("Say why."), field="reason")
    return within(reason, "reason")


def within(text: str, field: str) -> str:
    """The text as the trace keeps it.

    Raises:
        DomainError: it is too long.
        IdentifyingTextError: it tells somebody's number.
    """
    text = texts.cleaned(text)
    if tells_number(text):
        raise IdentifyingTextError(field=field)
    longest = getattr(OutletTransition._meta.get_field(field), "max_length", None)
    if longest and len(text) > longest:
        raise DomainError(
            _("At most %(longest)s characters fit here.") % {"longest": longest}, field=field
        )
    return text


def approved_on(outlet: Outlet) -> dt.date | None:
    """The day of the latest approval here; null for an outlet taken over from earlier records."""
    taken = (one for one in outlet.transitions.all() if one.step == Step.APPROVE)
    latest = max(taken, key=lambda one: (one.at, one.pk), default=None)
    return timezone.localdate(latest.at) if latest else None
