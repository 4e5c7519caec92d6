"""The forms of projects, funds, awards and undertakings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entrepreneurs.clauses import clauses
from entrepreneurs.forms.persons import PersonalForm
from entrepreneurs.forms.records import RecordForm, RowForm
from entrepreneurs.models import Award, Fund, Project, ProjectStage, Undertaking
from geo.levels import Level


class ProjectForm(RecordForm):
    levels = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY)

    class Meta:
        model = Project
        fields = (
            "name",
            "kind",
            "industry",
            "owner",
            "division",
            "address",
            "investment_yuan",
            "programme",
        )


class ProjectStageForm(RowForm):
    class Meta:
        model = ProjectStage
        fields = ("stage", "document_no", "valid_from", "valid_to")


class FundForm(RecordForm):
    levels = (Level.COUNTY, Level.CITY)

    class Meta:
        model = Fund
        fields = ("name", "division", "amount_yuan", "founded_on", "document_no")


class AwardForm(PersonalForm, RecordForm):
    """An award may go to a person, to an incubator, or to the division itself."""

    levels = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY)
    is_person_required = False

    class Meta:
        model = Award
        fields = ("kind", "division", "incubator", "batch", "awarded_on", "document_no")

    def needs_person(self, given: dict[str, object]) -> bool:
        return bool(given.get("person_name"))


class UndertakingForm(RecordForm):
    """An undertaking; its clause is one of the policy's, so that it is found by it."""

    levels = (Level.TOWNSHIP, Level.COUNTY, Level.CITY)

    class Meta:
        model = Undertaking
        fields = (
            "clause",
            "title",
            "division",
            "department",
            "status",
            "acted_on",
            "document_no",
            "note",
        )

    def _fitted(self, name: str, field: Any) -> forms.Field:
        if name == "clause":
            offered = [("", _("Please choose")), *((clause, clause) for clause in clauses())]
            return forms.ChoiceField(label=field.label, choices=offered)
        return super()._fitted(name, field)
