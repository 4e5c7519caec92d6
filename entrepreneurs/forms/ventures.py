"""The forms of a venture and of its further places."""

from typing import Any

from accounts.models import User
from entrepreneurs.forms.organizations import CODE, KIND, NAME, OrganizationForm
from entrepreneurs.forms.records import RecordForm
from entrepreneurs.models import Venture, VenturePlace


class VentureForm(OrganizationForm, RecordForm):
    """The organization first: it is what the venture is known by."""

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

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.order_fields([NAME, CODE, KIND])


class VenturePlaceForm(RecordForm):
    class Meta:
        model = VenturePlace
        fields = ("division", "address", "valid_from", "valid_to")
