"""Rules of loans, a loan's schedule and payments, and what is overdue on a day."""

import uuid
from dataclasses import dataclass

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from core.errors import DomainError
from entrepreneurs.forms.loans import LoanRuleForm
from entrepreneurs.forms.steps import PaymentForm, ScheduleForm
from entrepreneurs.loans.money import said
from entrepreneurs.loans.overdue import overdue_loans
from entrepreneurs.loans.rules import add_rule
from entrepreneurs.loans.schedule import lay_schedule
from entrepreneurs.loans.totals import lent_in
from entrepreneurs.models import GuaranteedLoan, Instalment, LoanRule
from entrepreneurs.records import save_row
from entrepreneurs.registers.loans import LOANS
from entrepreneurs.rules import SEE_PERSONS, SET_LOAN_RULES
from entrepreneurs.views.asked import asked
from entrepreneurs.views.common import open_register, powers, record_or_404, tell


@dataclass(frozen=True)
class Overdue:
    loan: GuaranteedLoan
    title: str
    amount: str
    days: int


def loan_rules(request: SignedInRequest) -> HttpResponse:
    """Every rule by product, the latest first; what a document does not state says so."""
    unstated = said(None)
    rows = [
        {
            "rule": rule,
            "amount": said(rule.max_amount_yuan),
            "term": rule.max_term_months or unstated,
            "contract": rule.min_contract_months or "—",
            "share": f"{rule.min_new_hire_rate:.1%}" if rule.min_new_hire_rate else "—",
        }
        for rule in LoanRule.objects.all()
    ]
    content = {"rows": rows, "may_set": rules.has_perm(SET_LOAN_RULES, request.user)}
    return render(request, "entrepreneurs/loan_rules.html", content)


def loan_rule_add(request: SignedInRequest) -> HttpResponse:
    if not rules.has_perm(SET_LOAN_RULES, request.user):
        raise PermissionDenied
    form = LoanRuleForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            add_rule(rule=form.record(request.user), actor=request.user)
        except DomainError as error:
            tell(form, error)
        else:
            messages.success(request, _("The rule was saved."))
            return redirect("entrepreneurs:loan_rules")
    status = 422 if form.errors else 200
    return render(request, "entrepreneurs/loan_rule_form.html", {"form": form}, status=status)


def lending(request: SignedInRequest) -> HttpResponse:
    """What was lent in the year against the year before, and what is overdue on the day."""
    if not rules.has_perm(SEE_PERSONS, request.user):
        raise Http404
    question = asked(request)
    code, on = question.division.code, question.on
    lent = lent_in(code, on.year, until=on)
    overdue = [
        Overdue(late.loan, LOANS.title(late.loan), said(late.owed.amount_yuan), late.owed.days)
        for late in overdue_loans(code, on, request.user)
    ]
    content = {
        "division": question.division,
        "divisions": question.divisions,
        "on": on,
        "year": on.year,
        "tab": "lending",
        "lent": lent,
        "amount": said(lent.amount_yuan),
        "before_amount": said(lent.before_yuan),
        "overdue": overdue,
    }
    return render(request, "entrepreneurs/figures/lending.html", content)


@require_POST
def lay(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Equal instalments every so many months."""
    loan = _editable(request, pk)
    form = ScheduleForm(request.POST)
    try:
        months = form.cleaned_data["every_months"] if form.is_valid() else 0
        lay_schedule(loan=loan, every_months=months, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The schedule was laid. Change single instalments below."))
    return redirect("entrepreneurs:loans_record", pk=pk)


@require_POST
def pay(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The earliest instalment that is open was paid in full today."""
    loan = _editable(request, pk)
    form = PaymentForm(request.POST)
    if not form.is_valid():
        raise Http404
    row = get_object_or_404(Instalment, loan=loan, pk=form.cleaned_data["instalment"])
    if row.paid_yuan >= row.due_yuan:
        messages.error(request, _("This instalment is paid already."))
    else:
        row.paid_yuan, row.paid_on = row.due_yuan, timezone.localdate()
        save_row(row=row, record=loan, actor=request.user)
        told = {"day": row.due_on, "amount": said(row.due_yuan)}
        message = _("Paid in full today: %(amount)s yuan, due by %(day)s.") % told
        messages.success(request, message)
    return redirect("entrepreneurs:loans_record", pk=pk)


def _editable(request: SignedInRequest, pk: uuid.UUID) -> GuaranteedLoan:
    """The loan, where the viewer may change it."""
    loan = record_or_404(open_register(request, "loans"), request, pk)
    if not powers(loan, request.user).edit:
        raise PermissionDenied
    return loan
