"""The forms of guaranteed loans, their partners and instalments, and of the rules."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from entrepreneurs.forms.organizations import CODE, KIND, NAME, OrganizationForm
from entrepreneurs.forms.persons import PREFIX, PersonalForm
from entrepreneurs.forms.records import RecordForm, RowForm
from entrepreneurs.kinds import LoanProduct
from entrepreneurs.loans.money import said
from entrepreneurs.loans.schedule import month_later
from entrepreneurs.models import GuaranteedLoan, Instalment, LoanPartner, LoanRule
from geo.levels import Level

PERSONAL_PRODUCTS = tuple(p for p in LoanProduct if p != LoanProduct.MICRO_ENTERPRISE)
ENTERPRISE_FIELDS = (
    "staff_before",
    "new_hires",
    "new_hire_contract_months",
    "is_social_insurance_paid",
)


class LoanForm(PersonalForm, OrganizationForm, RecordForm):
    """A micro-enterprise loan names the organization, any other the person.

    What only one product asks stands under that product's name; given for another product, it is
    not kept. A script leaves it out of sight meanwhile (`shown_when`).
    """

    levels = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)
    person_field = "borrower"
    is_person_required = False
    groups = (
        (gettext_lazy("choose first"), ("product",)),
        (gettext_lazy("only for the graduate high-tech loan"), ("high_tech_evidence",)),
        (
            gettext_lazy("only for the micro-enterprise loan"),
            ENTERPRISE_FIELDS,
        ),
        (gettext_lazy("payment"), ("state", "disbursed_on", "due_on")),
    )

    class Meta:
        model = GuaranteedLoan
        fields = (
            "product",
            "division",
            "amount_yuan",
            "term_months",
            "signed_on",
            "bank",
            "contract_no",
            "counter_guarantee",
            "subsidy_rate",
            "basis_document",
            "high_tech_evidence",
            "staff_before",
            "new_hires",
            "new_hire_contract_months",
            "is_social_insurance_paid",
            "state",
            "disbursed_on",
            "due_on",
        )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["amount_yuan"].help_text = _caps()
        self.fields["subsidy_rate"].help_text = _("A share: 0.5 is half of the interest.")
        self.fields["due_on"].help_text = _("Left empty, it follows from the payment and the term.")
        named = [name for name in self.fields if name.startswith(PREFIX)]
        self.order_fields(["product", *named, NAME, CODE, KIND])
        for name in self.fields:
            if name.startswith(PREFIX):
                self.titles[name] = _("borrower: a person")
            elif name in (NAME, CODE, KIND):
                self.titles[name] = _("borrower: a micro-enterprise")
        self.asked |= {NAME, "high_tech_evidence", *ENTERPRISE_FIELDS}

    @classmethod
    def asks(cls, record: Any, name: str) -> bool:
        return record.product in _asked_by((name,)).get(name, LoanProduct)

    @property
    def shown_when(self) -> dict[str, dict[str, list[str]]]:
        """Fields that one choice asks and another does not, for the page's script."""
        return {
            name: {"product": [str(product) for product in products]}
            for name, products in _asked_by(self.fields).items()
        }

    def clean(self) -> dict[str, Any]:
        self._leave_out_what_is_not_asked()
        return super().clean() or {}

    def _leave_out_what_is_not_asked(self) -> None:
        product = self.cleaned_data.get("product")
        for name, products in _asked_by(self.fields).items():
            if product and product not in products:
                self.cleaned_data[name] = self.fields[name].to_python("")
                self.errors.pop(name, None)

    def needs_person(self, given: dict[str, Any]) -> bool:
        return given.get("product") != LoanProduct.MICRO_ENTERPRISE

    def record(self, actor: User) -> Any:
        loan = super().record(actor)
        if loan.due_on is None and loan.disbursed_on is not None:
            loan.due_on = month_later(loan.disbursed_on, loan.term_months)
        return loan


def _asked_by(names: Iterable[str]) -> dict[str, tuple[LoanProduct, ...]]:
    """The products that ask for a field, for fields that not every product asks for."""
    asked: dict[str, tuple[LoanProduct, ...]] = {}
    for name in names:
        if name.startswith(PREFIX):
            asked[name] = PERSONAL_PRODUCTS
        elif name in (NAME, CODE, KIND, *ENTERPRISE_FIELDS):
            asked[name] = (LoanProduct.MICRO_ENTERPRISE,)
        elif name == "high_tech_evidence":
            asked[name] = (LoanProduct.GRADUATE_HIGH_TECH,)
    return asked


def _caps() -> str:
    """The caps in force today, beside the field of the amount."""
    rules = LoanRule.objects.as_of(timezone.localdate())
    told = [
        _("%(product)s %(cap)s (%(document)s)")
        % {
            "product": rule.get_product_display(),
            "cap": said(rule.max_amount_yuan),
            "document": rule.document_no,
        }
        for rule in rules
    ]
    if not told:
        return _("In 元; 12万元 is understood too.")
    caps = _("; ").join(told)
    return _("In 元; 12万元 is understood too. Caps in force: %(caps)s.") % {"caps": caps}


class LoanPartnerForm(PersonalForm):
    class Meta:
        model = LoanPartner
        fields = ()


class InstalmentForm(RowForm):
    class Meta:
        model = Instalment
        fields = ("due_on", "due_yuan", "paid_on", "paid_yuan")


class LoanRuleForm(RowForm):
    """The next rule of a product; what the document does not state stays empty."""

    class Meta:
        model = LoanRule
        fields = (
            "product",
            "max_amount_yuan",
            "max_term_months",
            "min_contract_months",
            "min_new_hire_rate",
            "document_no",
            "valid_from",
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        # The rule in force is ended by the service: until then the two share their days.
        self._validate_constraints = False
        return given
