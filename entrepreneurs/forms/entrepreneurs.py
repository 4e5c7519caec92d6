"""The forms of an entrepreneur, of what is dated about them, and of their support."""

from entrepreneurs.forms.organizations import OrganizationForm
from entrepreneurs.forms.persons import PersonalForm
from entrepreneurs.forms.records import RecordForm, RowForm
from entrepreneurs.models import Entrepreneur, EntrepreneurCategory, JobsCount, SupportRecord


class EntrepreneurForm(PersonalForm, OrganizationForm, RecordForm):
    class Meta:
        model = Entrepreneur
        fields = (
            "division",
            "industry",
            "started_on",
            "returned_from",
            "returned_on",
            "graduated_on",
            "discharged_on",
            "is_lead",
            "recognised_on",
            "recognition_document_no",
        )


class CategoryForm(RowForm):
    class Meta:
        model = EntrepreneurCategory
        fields = ("category", "evidence", "valid_from", "valid_to")


class JobsForm(RowForm):
    class Meta:
        model = JobsCount
        fields = ("counted_on", "jobs")


class SupportForm(RecordForm):
    class Meta:
        model = SupportRecord
        fields = (
            "entrepreneur",
            "kind",
            "amount_yuan",
            "granted_on",
            "document_no",
            "department",
        )
