"""Who may do what with outlets. Scope is the QuerySets' matter; these are tasks of roles."""

import rules

from accounts.models import User
from accounts.rules import is_auditor, is_officer, is_planner, is_reviewer
from geo import codes
from outlets.models import Outlet

ADD = "outlets.add_outlet"
CHANGE = "outlets.change_outlet"
SEE_KEEPER = "outlets.see_keeper"
ASK_FOR_KEEPER = "outlets.ask_for_keeper"
SEE_HISTORY = "outlets.see_history"
RESTORE = "outlets.restore_version"
REPORT = "outlets.file_report"
VISIT = "outlets.record_visit"
SAMPLE = "outlets.draw_sample"
SEE_LEDGER = "outlets.see_ledger"
REVIEW = "outlets.review"
CHANGE_STATUS = "outlets.change_status"


@rules.predicate
def is_in_jurisdiction(user: User, outlet: Outlet) -> bool:
    """Whether the outlet stands in the user's jurisdiction."""
    return outlet.village.code.startswith(codes.prefix(user.jurisdiction_code))


rules.add_perm(ADD, is_officer | is_reviewer)
rules.add_perm(CHANGE, (is_officer | is_reviewer) & is_in_jurisdiction)
# Those who answer for the record and ring the keeper up; others who may, say what for.
rules.add_perm(SEE_KEEPER, is_officer | is_reviewer)
rules.add_perm(ASK_FOR_KEEPER, is_planner | is_auditor)
rules.add_perm(SEE_HISTORY, is_officer | is_reviewer | is_planner | is_auditor)
rules.add_perm(RESTORE, is_reviewer & is_in_jurisdiction)
rules.add_perm(REPORT, (is_officer | is_reviewer) & is_in_jurisdiction)
rules.add_perm(VISIT, (is_officer | is_reviewer) & is_in_jurisdiction)
rules.add_perm(SAMPLE, is_reviewer)
# A ledger names villagers.
rules.add_perm(SEE_LEDGER, is_officer | is_reviewer | is_planner | is_auditor)
rules.add_perm(REVIEW, is_reviewer)
rules.add_perm(CHANGE_STATUS, is_reviewer & is_in_jurisdiction)
