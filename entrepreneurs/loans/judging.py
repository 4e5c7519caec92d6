"""Judges a loan by the rule in force on the day it was signed; messages name cap and document."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.importing import Problem
from entrepreneurs.kinds import Category, LoanProduct
from entrepreneurs.loans.money import said
from entrepreneurs.models import EntrepreneurCategory, GuaranteedLoan, LoanRule


def rule_on(product: str, day: dt.date) -> LoanRule | None:
    return LoanRule.objects.as_of(day).filter(product=product).first()


def problems_of(loan: GuaranteedLoan) -> list[Problem]:
    """Everything for which the loan cannot be registered as it is."""
    rule = rule_on(loan.product, loan.signed_on)
    if rule is None:
        message = _(
            "No rule for this product holds on %(day)s. Enter the document that allows it among "
            "the loan rules first."
        ) % {"day": loan.signed_on}
        return [Problem("signed_on", "no_rule", message)]
    return [*_of_caps(loan, rule), *_of_graduates(loan), *_of_enterprises(loan, rule)]


def lacks_basis(loan: GuaranteedLoan) -> bool:
    """Whether the rule states no cap (条文未定) and the loan names no basis of its own: 待依据."""
    rule = rule_on(loan.product, loan.signed_on)
    return rule is not None and rule.max_amount_yuan is None and not loan.basis_document


def _of_caps(loan: GuaranteedLoan, rule: LoanRule) -> Iterator[Problem]:
    told = {"product": loan.get_product_display(), "document": rule.document_no}
    if rule.max_amount_yuan is not None and loan.amount_yuan > rule.max_amount_yuan:
        yield Problem(
            "amount_yuan",
            "over_cap",
            _("%(product)s: at most %(cap)s yuan (%(document)s); %(amount)s yuan were entered.")
            % (told | {"cap": said(rule.max_amount_yuan), "amount": said(loan.amount_yuan)}),
        )
    if rule.max_term_months is not None and loan.term_months > rule.max_term_months:
        yield Problem(
            "term_months",
            "over_term",
            _("%(product)s: at most %(cap)s months (%(document)s); %(term)s months were entered.")
            % (told | {"cap": rule.max_term_months, "term": loan.term_months}),
        )


def _of_graduates(loan: GuaranteedLoan) -> Iterator[Problem]:
    if loan.product != LoanProduct.GRADUATE_HIGH_TECH:
        return
    if not loan.high_tech_evidence:
        message = _("Name the evidence of the high-tech field, or choose the personal loan.")
        yield Problem("high_tech_evidence", "no_evidence", message)
    is_graduate = EntrepreneurCategory.objects.as_of(loan.signed_on).filter(
        category=Category.GRADUATE,
        entrepreneur__person=loan.borrower_id,
        entrepreneur__stage="verified",
    )
    if not is_graduate.exists():
        message = _(
            "The borrower is not registered as a graduate, verified by the day of signing. "
            "Have the category verified first, or choose the personal loan."
        )
        yield Problem("borrower", "no_graduate", message)


def _of_enterprises(loan: GuaranteedLoan, rule: LoanRule) -> Iterator[Problem]:
    if loan.product != LoanProduct.MICRO_ENTERPRISE:
        return
    least = rule.min_contract_months
    if least is not None and (loan.new_hire_contract_months or 0) < least:
        message = _("New staff need contracts of at least %(least)s months (%(document)s).")
        told = {"least": least, "document": rule.document_no}
        yield Problem("new_hire_contract_months", "short_contract", message % told)
    if not loan.is_social_insurance_paid:
        message = _("Social insurance has to be paid for new staff.")
        yield Problem("is_social_insurance_paid", "no_insurance", message)
    if rule.min_new_hire_rate is not None:
        needed = rule.min_new_hire_rate * (loan.staff_before or 0)
        if not loan.new_hires or loan.new_hires < needed:
            message = _("New staff must be at least %(rate)s%% of the staff before (%(document)s).")
            told = {
                "rate": f"{rule.min_new_hire_rate * 100:.1f}".removesuffix(".0"),
                "document": rule.document_no,
            }
            yield Problem("new_hires", "few_new_staff", message % told)
