"""The forms of a venture and of its further places."""

from entrepreneurs.forms.organizations import OrganizationForm
from entrepreneurs.forms.records import RecordForm
from entrepreneurs.models import Venture, VenturePlace


class VentureForm(OrganizationForm, RecordForm):
    is_organization_required = True

    class Meta:
        model = Venture
        fields = (
            "industry",
            "business",
            "division",
            "address",
            "entrepreneur",
            "outlet",
            "opened_on",
            "closed_on",
        )


class VenturePlaceForm(RecordForm):
    class Meta:
        model = VenturePlace
        fields = ("division", "address", "valid_from", "valid_to")
