"""The register of parks."""

from django.utils.translation import gettext_lazy as _

from entrepreneurs.forms.parks import ParkForm
from entrepreneurs.kinds import ParkKind
from entrepreneurs.models import Park
from entrepreneurs.registers.base import Column, Filter, Register
from entrepreneurs.registers.columns import place_of, stage_of

PARKS = Register(
    slug="parks",
    model=Park,
    form=ParkForm,
    columns=(
        Column(_("Name"), lambda park: park.name, sort="name", is_link=True),
        Column(_("Kind"), lambda park: park.get_kind_display(), sort="kind"),
        place_of,
        Column(_("Opened on"), lambda park: park.opened_on, sort="opened_on"),
        stage_of,
    ),
    filters=(Filter("kind", ParkKind.choices),),
)
