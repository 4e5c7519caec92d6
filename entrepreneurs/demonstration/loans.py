"""Invented guaranteed loans: every product and state, with what was paid back and what was not."""

import datetime as dt
from decimal import Decimal

from entrepreneurs.demonstration.ground import County, Ground
from entrepreneurs.kinds import Category, LoanProduct, LoanState, Stage
from entrepreneurs.loans.schedule import instalments_of, month_later
from entrepreneurs.models import (
    Entrepreneur,
    EntrepreneurCategory,
    GuaranteedLoan,
    Instalment,
    LoanPartner,
)
from outlets.kinds import OrganizationKind

BANKS = ("农村信用合作联社", "邮政储蓄银行", "村镇银行")
# Paid out this year, and the year before, in a county that lends more and in one that lends less.
PAID_OUT_MORE, PAID_OUT_LESS = (12, 8), (7, 11)
NOT_PAID_OUT = (
    LoanState.APPLIED,
    LoanState.REVIEW,
    LoanState.GUARANTEED,
    LoanState.WITHDRAWN,
)
TERMS_MONTHS = (12, 24, 36)
EVERY_MONTHS = 3
# Of those of which something was due, in turn.
FATES = (*[LoanState.REPAYING] * 6, LoanState.OVERDUE, *[LoanState.REPAYING] * 5)
FATES += (LoanState.COMPENSATED, LoanState.OVERDUE, *[LoanState.REPAYING] * 4)


def loans_of(ground: Ground, county: County) -> None:
    """The county's loans: those paid out this year and the last, and those not paid out yet."""
    borrowers = [
        e
        for e in ground.rows[Entrepreneur]
        if e.stage == Stage.VERIFIED and e.division.code.startswith(county.division.code)
    ]
    if len(borrowers) < 3:
        return
    now, before = PAID_OUT_MORE if county.plan.is_lending_more else PAID_OUT_LESS
    for _n in range(now):
        _paid_out(ground, county, borrowers, ground.this_year())
    for _n in range(before):
        _paid_out(ground, county, borrowers, ground.last_year())
    for state in NOT_PAID_OUT:
        loan = _loan(ground, county, borrowers, ground.ago(2, 60), state)
        ground.record(loan, on=loan.signed_on)
    _without_basis(ground, county, borrowers)


def _paid_out(
    ground: Ground, county: County, borrowers: list[Entrepreneur], paid_on: dt.date
) -> None:
    loan = _loan(ground, county, borrowers, paid_on - dt.timedelta(12), LoanState.REPAYING)
    loan.disbursed_on = paid_on
    loan.due_on = month_later(paid_on, loan.term_months)
    loan.contract_no = f"演示{paid_on:%Y}{len(ground.rows[GuaranteedLoan]) + 1:04}"
    loan.counter_guarantee = ground.draw.choice(("公务人员担保", "房产抵押", "信用乡村"))
    loan.subsidy_rate = Decimal(ground.draw.choice(("1.000", "0.500")))
    ground.record(loan, on=paid_on)
    if loan.product == LoanProduct.PARTNERSHIP:
        others = [e for e in borrowers if e.person != loan.borrower]
        for partner in ground.some(others, 2):
            ground.add(LoanPartner(loan=loan, person=partner.person))
    loan.state = _repaid(ground, loan)


def _loan(
    ground: Ground,
    county: County,
    borrowers: list[Entrepreneur],
    signed_on: dt.date,
    state: LoanState,
) -> GuaranteedLoan:
    """A loan within its rule, of a product that one of the borrowers may have."""
    draw = ground.draw
    who = draw.choice(borrowers)
    loan = GuaranteedLoan(
        division=who.division,
        product=LoanProduct.PERSONAL,
        borrower=who.person,
        amount_yuan=Decimal(draw.randrange(20_000, 100_001, 5_000)),
        term_months=draw.choice(TERMS_MONTHS),
        signed_on=signed_on,
        bank=county.division.name + draw.choice(BANKS),
        state=state,
    )
    if who.organization and who.organization.kind == OrganizationKind.COMPANY:
        loan.product, loan.borrower = LoanProduct.MICRO_ENTERPRISE, None
        loan.organization = who.organization
        loan.amount_yuan = Decimal(draw.randrange(200_000, 1_500_001, 50_000))
        loan.staff_before, loan.new_hires = draw.randint(6, 20), draw.randint(6, 12)
        loan.new_hire_contract_months, loan.is_social_insurance_paid = 12, True
    elif _is_graduate(ground, who, signed_on):
        loan.product, loan.high_tech_evidence = LoanProduct.GRADUATE_HIGH_TECH, "高新技术领域证明"
        loan.amount_yuan = Decimal(draw.randrange(50_000, 200_001, 10_000))
    elif ground.chance(0.15):
        loan.product, loan.basis_document = LoanProduct.PARTNERSHIP, "演示合伙贷款办法"
        loan.amount_yuan = Decimal(draw.randrange(100_000, 300_001, 10_000))
    return loan


def _is_graduate(ground: Ground, who: Entrepreneur, day: dt.date) -> bool:
    return any(
        row.entrepreneur == who and row.category == Category.GRADUATE and row.valid_from <= day
        for row in ground.rows[EntrepreneurCategory]
    )


def _repaid(ground: Ground, loan: GuaranteedLoan) -> LoanState:
    """Lay the schedule, pay what was due, or stop paying; the state that comes of it."""
    rows = [ground.add(row) for row in instalments_of(loan, EVERY_MONTHS)]
    due = [row for row in rows if row.due_on < ground.day]
    if not due:
        return LoanState.DISBURSED
    fate = FATES[len(ground.rows[GuaranteedLoan]) % len(FATES)]
    unpaid = 0 if fate == LoanState.REPAYING else 1
    for row in due[: len(due) - unpaid]:
        _pay(row, row.due_on - dt.timedelta(ground.draw.randint(0, 6)))
    is_settled = not unpaid and len(due) == len(rows)
    return LoanState.SETTLED if is_settled else fate


def _pay(row: Instalment, day: dt.date) -> None:
    row.paid_on, row.paid_yuan = day, row.due_yuan


def _without_basis(ground: Ground, county: County, borrowers: list[Entrepreneur]) -> None:
    """A partnership loan without a document of its own waits for one: it stays a draft."""
    signed_on = ground.ago(3, 40)
    who = ground.draw.choice(borrowers)
    ground.record(
        GuaranteedLoan(
            division=who.division,
            product=LoanProduct.PARTNERSHIP,
            borrower=who.person,
            amount_yuan=Decimal(180_000),
            term_months=24,
            signed_on=signed_on,
            bank=county.division.name + BANKS[0],
        ),
        on=signed_on,
        stage=Stage.DRAFT,
    )
