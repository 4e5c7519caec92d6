"""The form of a park."""

from entrepreneurs.forms.records import RecordForm
from entrepreneurs.models import Park
from geo.levels import Level


class ParkForm(RecordForm):
    levels = (Level.TOWNSHIP, Level.COUNTY)

    class Meta:
        model = Park
        fields = ("name", "kind", "division", "address", "industries", "opened_on", "closed_on")
