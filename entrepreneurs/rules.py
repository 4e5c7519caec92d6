"""Who may do what with people and what supports them. Scope is the QuerySets' matter.

People are the task of some departments only (人社): others see them as counts.
"""

import rules
from django.conf import settings

from accounts.models import User
from accounts.rules import (
    is_auditor,
    is_department,
    is_officer,
    is_reviewer,
)
from core.models import SEE_PERSONAL_IMPORTS

SEE_PERSONS = "entrepreneurs.see_persons"
ENTER_PERSONS = "entrepreneurs.enter_persons"
VERIFY_PERSONS = "entrepreneurs.verify_persons"
UNMASK = "entrepreneurs.unmask"
ERASE = "entrepreneurs.erase_person"
ENTER = "entrepreneurs.enter_records"
VERIFY = "entrepreneurs.verify_records"
SET_LOAN_RULES = "entrepreneurs.set_loan_rules"

COUNTY_DIGITS = 6


@rules.predicate
def has_persons_as_task(user: User) -> bool:
    """Whether people are the task of the user's department, by its name."""
    return any(word in user.department for word in settings.PERSONAL_DATA_DEPARTMENTS)


@rules.predicate
def answers_for_a_county(user: User) -> bool:
    """Whether the jurisdiction is a county, or the city: a township's office verifies nothing."""
    return len(user.jurisdiction_code) <= COUNTY_DIGITS


is_in_charge = is_department & has_persons_as_task

# Records of people, masked: by those who enter them, answer for them, or watch over both.
sees_persons = is_officer | is_reviewer | is_in_charge | is_auditor
rules.add_perm(SEE_PERSONS, sees_persons)
rules.add_perm(SEE_PERSONAL_IMPORTS, sees_persons)
rules.add_perm(ENTER_PERSONS, is_officer | is_in_charge)
rules.add_perm(VERIFY_PERSONS, is_in_charge & answers_for_a_county)
rules.add_perm(UNMASK, is_in_charge)
rules.add_perm(ERASE, is_in_charge & answers_for_a_county)
# Records without people: everybody sees those of the jurisdiction.
rules.add_perm(ENTER, is_officer | is_reviewer | is_department)
rules.add_perm(VERIFY, is_department & answers_for_a_county)
rules.add_perm(SET_LOAN_RULES, is_in_charge & answers_for_a_county)
