"""The forms of an entrepreneur, of what is dated about them, and of their support."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from entrepreneurs.forms.organizations import OrganizationForm
from entrepreneurs.forms.persons import PREFIX, PersonalForm
from entrepreneurs.forms.records import RecordForm, RowForm
from entrepreneurs.models import Entrepreneur, EntrepreneurCategory, JobsCount, SupportRecord

ID_NO = f"{PREFIX}id_no"


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if number := self.fields.get(ID_NO):
            self.asked.add(ID_NO)  # without it the record stays a draft, see `checks`
            needed = _("Needed to hand the record in.")
            number.help_text = format_lazy("{} {}", number.help_text, needed)


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
