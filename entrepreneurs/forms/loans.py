"""The forms of guaranteed loans, their partners and instalments, and of the rules."""

from typing import Any

from entrepreneurs.forms.organizations import OrganizationForm
from entrepreneurs.forms.persons import PersonalForm
from entrepreneurs.forms.records import RecordForm, RowForm
from entrepreneurs.kinds import LoanProduct
from entrepreneurs.models import GuaranteedLoan, Instalment, LoanPartner
from geo.levels import Level


class LoanForm(PersonalForm, OrganizationForm, RecordForm):
    """A micro-enterprise loan names the organization, any other the person."""

    levels = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)
    person_field = "borrower"
    is_person_required = False

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

    def needs_person(self, given: dict[str, Any]) -> bool:
        return given.get("product") != LoanProduct.MICRO_ENTERPRISE


class LoanPartnerForm(PersonalForm):
    class Meta:
        model = LoanPartner
        fields = ()


class InstalmentForm(RowForm):
    class Meta:
        model = Instalment
        fields = ("due_on", "due_yuan", "paid_on", "paid_yuan")
