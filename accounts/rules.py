"""Predicates on roles, for the permissions that other apps grant."""

import rules

from accounts.models import Role, User
from core.models import SEE_IMPORTS, UNDO_IMPORTS
from geo.import_kinds import MAINTAIN_DIVISIONS


def has_role(role: Role) -> rules.Predicate:
    """Whether the user signed in with this role."""

    def check(user: User) -> bool:
        return getattr(user, "role", None) == role

    return rules.predicate(check, name=f"is_{role}")


is_officer = has_role(Role.TOWNSHIP_OFFICER)
is_reviewer = has_role(Role.COUNTY_REVIEWER)
is_planner = has_role(Role.CITY_PLANNER)
is_department = has_role(Role.DEPARTMENT)
is_leader = has_role(Role.LEADER)
is_auditor = has_role(Role.AUDITOR)
is_administrator = has_role(Role.ADMINISTRATOR)

MANAGE_ACCOUNTS = "accounts.manage_accounts"
SEE_AUDIT = "accounts.see_audit"

rules.add_perm(MANAGE_ACCOUNTS, is_administrator)
rules.add_perm(SEE_AUDIT, is_administrator | is_auditor)
rules.add_perm(SEE_IMPORTS, is_reviewer | is_planner | is_auditor | is_administrator)
rules.add_perm(UNDO_IMPORTS, is_reviewer | is_administrator)
rules.add_perm(MAINTAIN_DIVISIONS, is_planner | is_administrator)
