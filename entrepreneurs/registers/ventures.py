"""The register of ventures."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entrepreneurs.forms.ventures import VentureForm, VenturePlaceForm
from entrepreneurs.kinds import Industry
from entrepreneurs.models import Venture, VenturePlace
from entrepreneurs.registers.base import Column, Filter, Part, Register
from entrepreneurs.registers.columns import of, place_of, stage_of
from outlets.models import Organization


def _code(organization: Organization) -> str:
    return organization.uscc or organization.old_registration_no


VENTURES = Register(
    slug="ventures",
    model=Venture,
    form=VentureForm,
    icon="outlet",
    columns=(
        of(Venture, "organization", sort="organization__name", is_link=True),
        of(Venture, "industry"),
        place_of,
        of(Venture, "opened_on"),
        of(Venture, "closed_on"),
        stage_of,
    ),
    filters=(Filter("industry", Industry.choices),),
    related=("organization", "outlet"),
    details=(Column(_("unified social credit code"), lambda one: _code(one.organization)),),
    matching=lambda words: (
        Q(organization__name__icontains=words) | Q(organization__uscc=words.upper())
    ),
    parts=(
        Part(
            slug="places",
            model=VenturePlace,
            parent="venture",
            form=VenturePlaceForm,
            columns=(
                place_of,
                of(VenturePlace, "address"),
                of(VenturePlace, "valid_from"),
                of(VenturePlace, "valid_to"),
            ),
            related=("division__parent__parent",),
        ),
    ),
)
