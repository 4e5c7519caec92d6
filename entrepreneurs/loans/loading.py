"""Brings the loan rules of the city's policy file into the registry, once each."""

import tomllib
from typing import Any

from django.conf import settings
from django.db import transaction

from core.audit import acting
from entrepreneurs.models import LoanRule

# What the file may state of a rule; a cap that it leaves out is one the document does not state.
FIELDS = (
    "product",
    "max_amount_yuan",
    "max_term_months",
    "min_contract_months",
    "min_new_hire_rate",
    "document_no",
    "valid_from",
)


def stated_rules() -> list[LoanRule]:
    """The rules of the policy file, not saved; none where no file was laid down."""
    if not settings.POLICY_FILE.exists():
        return []
    stated = tomllib.loads(settings.POLICY_FILE.read_text(encoding="utf-8"))
    return [_rule(row) for row in stated.get("loan_rules", ())]


@transaction.atomic
def load_rules() -> int:
    """Add the stated rules of products that have none yet; the number added.

    Who entered a rule of a product since, or ended one, knows better than the file.
    """
    ruled = set(LoanRule.objects.values_list("product", flat=True))
    missing = [rule for rule in stated_rules() if rule.product not in ruled]
    with acting(None, "loan_rules.loaded"):
        for rule in missing:
            rule.full_clean()
            rule.save()
    return len(missing)


def _rule(row: dict[str, Any]) -> LoanRule:
    return LoanRule(**{name: row[name] for name in FIELDS if name in row})
