"""The forms of an incubator and of what belongs to it."""

from entrepreneurs.forms.fields import AmountField
from entrepreneurs.forms.organizations import OrganizationForm
from entrepreneurs.forms.records import RecordForm, RowForm
from entrepreneurs.models import Incubator, IncubatorLevel, IncubatorYear, Tenancy
from geo.levels import Level


class IncubatorForm(OrganizationForm, RecordForm):
    levels = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)
    organization_field = "operator"

    class Meta:
        model = Incubator
        fields = (
            "name",
            "kind",
            "division",
            "address",
            "investor_kind",
            "premises_kind",
            "space_kinds",
            "area_m2",
            "seats",
            "opened_on",
            "closed_on",
        )


class IncubatorLevelForm(RowForm):
    class Meta:
        model = IncubatorLevel
        fields = ("level", "document_no", "valid_from", "valid_to")


class TenancyForm(OrganizationForm):
    class Meta:
        model = Tenancy
        fields = ("team_name", "valid_from", "valid_to", "graduated_on")


class IncubatorYearForm(RowForm):
    """The Torch statistics' own unit is 千元."""

    class Meta:
        model = IncubatorYear
        fields = ("year", "income_yuan", "investment_yuan", "tenants", "graduates", "jobs")

    def _fitted(self, name, field):  # type: ignore[no-untyped-def]
        if name.endswith("_yuan"):
            return AmountField(unit="千元", label=field.label, required=field.required)
        return super()._fitted(name, field)
