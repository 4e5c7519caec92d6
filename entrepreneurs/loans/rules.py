"""Lays down the rules that loans are judged by; the next rule ends the one before it."""

from django.db import transaction
from django.utils.translation import gettext as _
from rules import has_perm

from accounts.models import User
from core.audit import acting
from core.errors import DomainError, NotAllowedError
from entrepreneurs.models import LoanRule
from entrepreneurs.rules import SET_LOAN_RULES


@transaction.atomic
def add_rule(*, rule: LoanRule, actor: User) -> LoanRule:
    """Save the next rule of a product; the one in force until then ends on its first day.

    Raises:
        NotAllowedError: not the actor's task.
        DomainError: a rule of the product begins on that day, or later.
    """
    if not has_perm(SET_LOAN_RULES, actor):
        raise NotAllowedError
    rows = LoanRule.objects.select_for_update().filter(product=rule.product)
    present = rows.order_by("-valid_from").first()
    with acting(actor, "loan_rule.added"):
        if present and present.valid_from >= rule.valid_from:
            raise DomainError(
                _("The present rule holds from %(day)s: the next one begins later.")
                % {"day": present.valid_from},
                field="valid_from",
            )
        if present and (present.valid_to is None or present.valid_to > rule.valid_from):
            present.valid_to = rule.valid_from
            present.save()
        rule.save()
    return rule
