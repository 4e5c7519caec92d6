"""Loans: judged by the rule of their day, paid back in parts, compared with the year before."""

import datetime as dt
from decimal import Decimal

import pytest

from core.errors import DomainError
from entrepreneurs.kinds import LoanProduct, LoanState, Stage
from entrepreneurs.loans.judging import lacks_basis, problems_of
from entrepreneurs.loans.money import AmountError, read_amount
from entrepreneurs.loans.schedule import arrears, lay_schedule
from entrepreneurs.loans.totals import lent_in
from entrepreneurs.models import GuaranteedLoan, LoanRule
from tests.factories.entrepreneurs import EntrepreneurFactory, PersonFactory

DOCUMENT = "实施意见（九）"


@pytest.fixture
def rules(db):
    for product, cap, term, contract in (
        ("personal", 100_000, 36, None),
        ("graduate_high_tech", 200_000, 36, None),
        ("partnership", None, 36, None),
        ("micro_enterprise", 3_000_000, None, 12),
    ):
        LoanRule.objects.create(
            product=product,
            max_amount_yuan=cap,
            max_term_months=term,
            min_contract_months=contract,
            document_no=DOCUMENT,
            valid_from=dt.date(2017, 1, 1),
        )


def loan(**changes) -> GuaranteedLoan:
    given = {
        "product": LoanProduct.PERSONAL,
        "amount_yuan": Decimal(100_000),
        "term_months": 36,
        "signed_on": dt.date(2018, 3, 1),
        "bank": "农商行",
    }
    return GuaranteedLoan(**(given | changes))


def codes(found) -> set[str]:
    return {problem.code for problem in found}


def test_d13_a_personal_loan_over_the_cap_is_refused_with_cap_and_document(rules):
    (problem,) = problems_of(loan(amount_yuan=Decimal(120_000)))
    assert problem.field == "amount_yuan"
    assert "100,000" in problem.message and "120,000" in problem.message
    assert DOCUMENT in problem.message
    assert problems_of(loan()) == []


def test_d13_thirty_six_months_are_accepted_and_thirty_seven_refused(rules):
    assert problems_of(loan(term_months=36)) == []
    assert codes(problems_of(loan(term_months=37))) == {"over_term"}


def test_d13_a_partnership_without_a_basis_stays_pending(rules):
    partnership = loan(product=LoanProduct.PARTNERSHIP, amount_yuan=Decimal(900_000))
    assert problems_of(partnership) == []
    assert lacks_basis(partnership)
    partnership.basis_document = "朝银发〔2017〕1号"
    assert not lacks_basis(partnership)


def test_a_loan_is_judged_by_the_rule_of_the_day_it_was_signed(rules):
    old = LoanRule.objects.get(product="personal")
    old.valid_to = dt.date(2018, 7, 1)
    old.save()
    LoanRule.objects.create(
        product="personal",
        max_amount_yuan=150_000,
        max_term_months=36,
        document_no="新规",
        valid_from=dt.date(2018, 7, 1),
    )
    more = {"amount_yuan": Decimal(120_000)}
    assert codes(problems_of(loan(**more, signed_on=dt.date(2018, 6, 30)))) == {"over_cap"}
    assert problems_of(loan(**more, signed_on=dt.date(2018, 7, 1))) == []


def test_without_a_rule_for_the_day_the_document_is_asked_for(rules):
    assert codes(problems_of(loan(signed_on=dt.date(2016, 1, 1)))) == {"no_rule"}


def test_the_graduate_cap_needs_a_verified_graduate_and_evidence(rules):
    person = PersonFactory()
    high_tech = loan(
        product=LoanProduct.GRADUATE_HIGH_TECH, amount_yuan=Decimal(200_000), borrower=person
    )
    assert codes(problems_of(high_tech)) == {"no_evidence", "no_graduate"}
    EntrepreneurFactory(person=person, categories=["graduate"])
    high_tech.high_tech_evidence = "高新技术领域证明"
    assert problems_of(high_tech) == []


def test_an_enterprise_needs_contracts_of_a_year_and_insurance(rules):
    micro = loan(
        product=LoanProduct.MICRO_ENTERPRISE,
        amount_yuan=Decimal(3_000_000),
        term_months=60,
        new_hire_contract_months=11,
    )
    assert codes(problems_of(micro)) == {"short_contract", "no_insurance"}
    micro.new_hire_contract_months, micro.is_social_insurance_paid = 12, True
    assert problems_of(micro) == []


def test_v52_where_a_document_asks_a_share_of_new_staff_fewer_are_refused_with_the_share(rules):
    rule = LoanRule.objects.get(product="micro_enterprise")
    rule.min_new_hire_rate = Decimal("0.25")
    rule.save()
    micro = loan(
        product=LoanProduct.MICRO_ENTERPRISE,
        new_hire_contract_months=12,
        is_social_insurance_paid=True,
        staff_before=20,
        new_hires=4,
    )
    (problem,) = problems_of(micro)
    assert problem.code == "few_new_staff" and "25%" in problem.message
    micro.new_hires = 5
    assert problems_of(micro) == []


@pytest.fixture
def paid_out(rules):
    person = PersonFactory()
    return GuaranteedLoan.objects.create(
        product=LoanProduct.PERSONAL,
        borrower=person,
        division=person.division,
        amount_yuan=Decimal(100_000),
        term_months=36,
        signed_on=dt.date(2018, 1, 31),
        disbursed_on=dt.date(2018, 1, 31),
        bank="农商行",
        state=LoanState.REPAYING,
        stage=Stage.VERIFIED,
    )


def test_a_schedule_adds_up_to_the_cent_and_ends_with_the_term(paid_out):
    rows = lay_schedule(loan=paid_out, every_months=7, actor=None)
    assert sum(row.due_yuan for row in rows) == paid_out.amount_yuan
    assert [row.due_on for row in rows][-1] == dt.date(2021, 1, 31)
    with pytest.raises(DomainError):
        lay_schedule(loan=paid_out, every_months=7, actor=None)


def test_overdue_is_told_for_a_stated_day_and_the_due_day_is_in_time(paid_out):
    first, *rest = lay_schedule(loan=paid_out, every_months=12, actor=None)
    rows = [first, *rest]
    assert not arrears(rows, first.due_on).is_overdue
    late = arrears(rows, first.due_on + dt.timedelta(days=10))
    assert (late.amount_yuan, late.days) == (first.due_yuan, 10)
    first.paid_yuan, first.paid_on = first.due_yuan, first.due_on + dt.timedelta(days=20)
    assert arrears(rows, first.due_on + dt.timedelta(days=10)).is_overdue
    assert not arrears(rows, first.due_on + dt.timedelta(days=20)).is_overdue


def test_d13_a_year_without_a_year_before_has_no_base(paid_out):
    found = lent_in("211300", 2018)
    assert (found.amount_yuan, found.rate, found.is_met) == (Decimal(100_000), None, None)
    after = lent_in("211300", 2019)
    assert (after.amount_yuan, after.rate, after.is_met) == (0, 0, False)


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("120000", "120000.00"),
        ("12万元", "120000.00"),
        ("12.5 万", "125000.00"),
        ("1,200.50元", "1200.50"),
        ("３千元", "3000.00"),
        ("", None),
    ],
)
def test_amounts_are_read_as_people_write_them(written, yuan):
    assert read_amount(written) == (Decimal(yuan) if yuan else None)


@pytest.mark.parametrize("written", ["-5", "12亿元", "abc", "1.234", "1e5"])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(AmountError):
        read_amount(written)


def test_a_number_without_a_unit_counts_in_the_forms_unit():
    assert read_amount("3.2", unit="千元") == Decimal("3200.00")
