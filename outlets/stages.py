"""The steps of a registration: from which stage each leads, and whose task it is.

    draft ──submit──▶ county_review ──approve──▶ public_notice ──end_notice──▶ acceptance
      ▲                │        ▲                     │                            │ accept
    returned ◀─return──┘        └──────object─────────┘                            ▼
                                                                              established

Where a step leads depends on the settings (see `after_approval`); this table knows no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Role
from outlets.kinds import Stage, Status, Step

OFFICER, REVIEWER = Role.TOWNSHIP_OFFICER, Role.COUNTY_REVIEWER


@dataclass(frozen=True)
class StepRule:
    """When a step may be taken, and by whom.

    `is_review`: it judges a submission, and so is closed to whoever submitted it.
    """

    sources: frozenset[Stage]
    roles: frozenset[Role]
    is_review: bool = False


def _rule(*sources: Stage, by: tuple[Role, ...] = (REVIEWER,), is_review: bool = False) -> StepRule:
    return StepRule(frozenset(sources), frozenset(by), is_review)


# Whose registration may still be edited.
EDITABLE = frozenset({Stage.DRAFT, Stage.RETURNED})
# No step leads out of these; such a record is no longer an outlet of its own.
VOID = frozenset({Stage.MERGED, Stage.WITHDRAWN})

RULES = {
    Step.SUBMIT: _rule(*EDITABLE, by=(OFFICER, REVIEWER)),
    Step.APPROVE: _rule(Stage.COUNTY_REVIEW, is_review=True),
    Step.RETURN: _rule(Stage.COUNTY_REVIEW, is_review=True),
    Step.OBJECT: _rule(Stage.PUBLIC_NOTICE),
    Step.END_NOTICE: _rule(Stage.PUBLIC_NOTICE),
    Step.ACCEPT: _rule(Stage.ACCEPTANCE, is_review=True),
    Step.WITHDRAW: _rule(
        *EDITABLE,
        Stage.COUNTY_REVIEW,
        Stage.PUBLIC_NOTICE,
        Stage.ACCEPTANCE,
        by=(OFFICER, REVIEWER),
    ),
    Step.MERGE: _rule(
        Stage.RETURNED,
        Stage.COUNTY_REVIEW,
        Stage.PUBLIC_NOTICE,
        Stage.ACCEPTANCE,
        Stage.ESTABLISHED,
    ),
}
# What an officer may still take back alone: nobody has approved it yet.
WITHDRAWN_BY_OFFICERS = EDITABLE | {Stage.COUNTY_REVIEW}


def is_possible(step: Step, stage: Stage | str) -> bool:
    """Whether the step leads out of the stage."""
    return stage in RULES[step].sources


def is_task_of(step: Step, role: Role | str) -> bool:
    """Whether the step is among the role's tasks."""
    return role in RULES[step].roles


def after_approval(*, notice_days: int, is_acceptance_required: bool) -> Stage:
    """Where an approved registration goes next."""
    return Stage.PUBLIC_NOTICE if notice_days else after_notice(is_acceptance_required)


def after_notice(is_acceptance_required: bool) -> Stage:
    """Where a registration goes whose public notice is over, or left out."""
    return Stage.ACCEPTANCE if is_acceptance_required else Stage.ESTABLISHED


# What a person may make of an established outlet; that one fell silent is the daily job's finding.
# A closed outlet stays closed: whoever opens again registers anew.
CHOSEN_NEXT: Mapping[str, tuple[Status, ...]] = {
    Status.OPERATING: (Status.SUSPENDED, Status.CLOSED),
    Status.DORMANT: (Status.OPERATING, Status.SUSPENDED, Status.CLOSED),
    Status.SUSPENDED: (Status.OPERATING, Status.CLOSED),
    Status.CLOSED: (),
}


def may_become(present: str, status: str) -> bool:
    """Whether an established outlet may pass from one status to another at all."""
    falls_silent = (present, status) == (Status.OPERATING, Status.DORMANT)
    return falls_silent or status in CHOSEN_NEXT.get(present, ())
