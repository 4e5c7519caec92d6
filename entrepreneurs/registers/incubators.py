"""The register of incubators."""

from entrepreneurs.forms.incubators import (
    IncubatorForm,
    IncubatorLevelForm,
    IncubatorYearForm,
    TenancyForm,
)
from entrepreneurs.kinds import IncubatorKind, InvestorKind
from entrepreneurs.models import Incubator, IncubatorLevel, IncubatorYear, StartupEvent, Tenancy
from entrepreneurs.registers.base import Filter, Part, Register
from entrepreneurs.registers.columns import closed, of, place_of, position_of, stage_of

INCUBATORS = Register(
    slug="incubators",
    model=Incubator,
    form=IncubatorForm,
    icon="home",
    columns=(
        of(Incubator, "name", is_link=True),
        of(Incubator, "kind"),
        place_of,
        of(Incubator, "opened_on"),
        of(Incubator, "closed_on"),
        stage_of,
    ),
    filters=(
        Filter("kind", IncubatorKind.choices),
        Filter("investor_kind", InvestorKind.choices),
    ),
    related=("operator",),
    details=(of(Incubator, "operator"), position_of),
    warnings=closed,
    parts=(
        Part(
            slug="levels",
            model=IncubatorLevel,
            parent="incubator",
            form=IncubatorLevelForm,
            columns=(
                of(IncubatorLevel, "level"),
                of(IncubatorLevel, "document_no"),
                of(IncubatorLevel, "valid_from"),
                of(IncubatorLevel, "valid_to"),
            ),
        ),
        Part(
            slug="tenancies",
            model=Tenancy,
            parent="incubator",
            form=TenancyForm,
            columns=(
                of(Tenancy, "organization"),
                of(Tenancy, "team_name"),
                of(Tenancy, "valid_from"),
                of(Tenancy, "valid_to"),
                of(Tenancy, "graduated_on"),
            ),
            related=("organization",),
        ),
        Part(
            slug="events",
            model=StartupEvent,
            parent="incubator",
            columns=(
                of(StartupEvent, "name"),
                of(StartupEvent, "held_on"),
                of(StartupEvent, "state"),
                of(StartupEvent, "attendees_actual", is_number=True),
                stage_of,
            ),
            register="events",
        ),
        Part(
            slug="years",
            model=IncubatorYear,
            parent="incubator",
            form=IncubatorYearForm,
            columns=(
                of(IncubatorYear, "year"),
                of(IncubatorYear, "income_yuan", is_number=True),
                of(IncubatorYear, "investment_yuan", is_number=True),
                of(IncubatorYear, "tenants", is_number=True),
                of(IncubatorYear, "graduates", is_number=True),
                of(IncubatorYear, "jobs", is_number=True),
            ),
        ),
    ),
)
