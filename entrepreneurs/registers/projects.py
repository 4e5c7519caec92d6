"""The registers of projects, funds, awards and undertakings."""

from django.db.models import Q

from entrepreneurs.clauses import place_in_text
from entrepreneurs.forms.projects import (
    AwardForm,
    FundForm,
    ProjectForm,
    ProjectStageForm,
    UndertakingForm,
)
from entrepreneurs.kinds import AwardKind, Industry, ProjectKind, UndertakingStatus
from entrepreneurs.models import Award, Fund, Project, ProjectStage, Undertaking
from entrepreneurs.people import named
from entrepreneurs.registers.base import Filter, Part, Register
from entrepreneurs.registers.columns import of, person_at, place_of, position_of, stage_of

PROJECTS = Register(
    slug="projects",
    model=Project,
    form=ProjectForm,
    columns=(
        of(Project, "name", is_link=True),
        of(Project, "kind"),
        of(Project, "industry"),
        place_of,
        of(Project, "owner"),
        of(Project, "investment_yuan", is_number=True),
        stage_of,
    ),
    filters=(
        Filter("kind", ProjectKind.choices),
        Filter("industry", Industry.choices),
    ),
    details=(position_of,),
    parts=(
        Part(
            slug="stages",
            model=ProjectStage,
            parent="project",
            form=ProjectStageForm,
            columns=(
                of(ProjectStage, "stage"),
                of(ProjectStage, "document_no"),
                of(ProjectStage, "valid_from"),
                of(ProjectStage, "valid_to"),
            ),
        ),
    ),
)

FUNDS = Register(
    slug="funds",
    model=Fund,
    form=FundForm,
    columns=(
        of(Fund, "name", is_link=True),
        place_of,
        of(Fund, "amount_yuan", is_number=True),
        of(Fund, "founded_on"),
        of(Fund, "document_no", sort=""),
        stage_of,
    ),
)

AWARDS = Register(
    slug="awards",
    model=Award,
    form=AwardForm,
    columns=(
        of(Award, "kind", is_link=True),
        person_at("person"),
        of(Award, "incubator", sort=""),
        place_of,
        of(Award, "batch", is_number=True),
        of(Award, "awarded_on"),
        of(Award, "document_no", sort=""),
        stage_of,
    ),
    filters=(Filter("kind", AwardKind.choices),),
    related=("person__key", "incubator"),
    matching=lambda words: named(words, "person"),
)

UNDERTAKINGS = Register(
    slug="undertakings",
    model=Undertaking,
    form=UndertakingForm,
    columns=(
        of(Undertaking, "title", is_link=True),
        of(Undertaking, "clause"),
        place_of,
        of(Undertaking, "department"),
        of(Undertaking, "status"),
        of(Undertaking, "acted_on"),
        stage_of,
    ),
    filters=(Filter("status", UndertakingStatus.choices),),
    orders={"clause": place_in_text("clause")},
    first_sort="clause",
    matching=lambda words: Q(title__icontains=words) | Q(clause=words),
)
