"""The register of parks."""

from entrepreneurs.forms.parks import ParkForm
from entrepreneurs.kinds import ParkKind
from entrepreneurs.models import Park
from entrepreneurs.registers.base import Filter, Register
from entrepreneurs.registers.columns import closed, of, place_of, position_of, stage_of

PARKS = Register(
    slug="parks",
    model=Park,
    form=ParkForm,
    columns=(
        of(Park, "name", is_link=True),
        of(Park, "kind"),
        place_of,
        of(Park, "opened_on"),
        of(Park, "closed_on"),
        stage_of,
    ),
    filters=(Filter("kind", ParkKind.choices),),
    details=(position_of,),
    warnings=closed,
)
