"""The register of guaranteed loans."""

from django.utils import timezone
from django.utils.translation import gettext as _

from entrepreneurs.checks import obstacles_of
from entrepreneurs.forms.loans import InstalmentForm, LoanForm, LoanPartnerForm
from entrepreneurs.kinds import LoanProduct, LoanState
from entrepreneurs.loans.money import said
from entrepreneurs.loans.schedule import arrears
from entrepreneurs.models import GuaranteedLoan, Instalment, LoanPartner
from entrepreneurs.people import named
from entrepreneurs.registers.base import Column, Filter, Part, Register
from entrepreneurs.registers.columns import masked_person, of, person_at, place_of, stage_of


def _borrower(loan: GuaranteedLoan) -> str:
    return str(loan.organization) if loan.organization else masked_person("borrower")(loan)


def _is_of_partners(loan: GuaranteedLoan) -> bool:
    return loan.product == LoanProduct.PARTNERSHIP


def _warnings(loan: GuaranteedLoan) -> list[str]:
    found = list(obstacles_of(loan))
    if _is_of_partners(loan) and not loan.partners.exists():
        found.append(_("A partnership loan names the partners too: add each below."))
    today = timezone.localdate()
    owed = arrears(list(loan.instalments.all()), today)
    if owed.is_overdue:
        found.append(
            _("Overdue on %(day)s: %(amount)s yuan, the oldest part for %(days)s days.")
            % {"day": today, "amount": said(owed.amount_yuan), "days": owed.days}
        )
    return found


LOANS = Register(
    slug="loans",
    model=GuaranteedLoan,
    form=LoanForm,
    columns=(
        Column(GuaranteedLoan._meta.get_field("borrower").verbose_name, _borrower, is_link=True),
        of(GuaranteedLoan, "product"),
        of(GuaranteedLoan, "amount_yuan", is_number=True),
        of(GuaranteedLoan, "term_months", is_number=True),
        of(GuaranteedLoan, "signed_on"),
        of(GuaranteedLoan, "bank"),
        of(GuaranteedLoan, "state"),
        place_of,
        stage_of,
    ),
    filters=(
        Filter("product", LoanProduct.choices),
        Filter("state", LoanState.choices),
    ),
    related=("borrower__key", "organization"),
    matching=lambda words: named(words, "borrower"),
    title=lambda loan: f"{_borrower(loan)} {loan.get_product_display()}",
    warnings=_warnings,
    extra="entrepreneurs/_loan.html",
    parts=(
        Part(
            slug="instalments",
            model=Instalment,
            parent="loan",
            form=InstalmentForm,
            columns=(
                of(Instalment, "due_on"),
                of(Instalment, "due_yuan", is_number=True),
                of(Instalment, "paid_on"),
                of(Instalment, "paid_yuan", is_number=True),
            ),
        ),
        Part(
            slug="partners",
            model=LoanPartner,
            parent="loan",
            form=LoanPartnerForm,
            columns=(person_at("person"),),
            related=("person__key",),
            belongs_to=_is_of_partners,
        ),
    ),
)
