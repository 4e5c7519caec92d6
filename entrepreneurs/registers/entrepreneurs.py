"""The registers of entrepreneurs and of what supported them."""

from entrepreneurs.forms.entrepreneurs import (
    CategoryForm,
    EntrepreneurForm,
    JobsForm,
    SupportForm,
)
from entrepreneurs.kinds import Industry, SupportKind
from entrepreneurs.models import Entrepreneur, EntrepreneurCategory, JobsCount, SupportRecord
from entrepreneurs.people import named
from entrepreneurs.registers.base import Filter, Part, Register
from entrepreneurs.registers.columns import (
    of,
    person_at,
    person_title,
    place_of,
    stage_of,
)

SUPPORT_COLUMNS = (
    of(SupportRecord, "kind"),
    of(SupportRecord, "amount_yuan", is_number=True),
    of(SupportRecord, "granted_on"),
    of(SupportRecord, "document_no", sort=""),
    of(SupportRecord, "department"),
)

ENTREPRENEURS = Register(
    slug="entrepreneurs",
    model=Entrepreneur,
    form=EntrepreneurForm,
    icon="user",
    columns=(
        person_at("person", model=Entrepreneur, is_link=True),
        place_of,
        of(Entrepreneur, "industry"),
        of(Entrepreneur, "started_on"),
        of(Entrepreneur, "is_lead"),
        stage_of,
    ),
    filters=(Filter("industry", Industry.choices),),
    related=("person__key", "organization"),
    matching=lambda words: named(words, "person"),
    title=person_title(),
    details=(of(Entrepreneur, "organization"),),
    parts=(
        Part(
            slug="categories",
            model=EntrepreneurCategory,
            parent="entrepreneur",
            form=CategoryForm,
            columns=(
                of(EntrepreneurCategory, "category"),
                of(EntrepreneurCategory, "evidence"),
                of(EntrepreneurCategory, "valid_from"),
                of(EntrepreneurCategory, "valid_to"),
            ),
        ),
        Part(
            slug="support",
            model=SupportRecord,
            parent="entrepreneur",
            columns=(*SUPPORT_COLUMNS, stage_of),
            register="supports",
        ),
        Part(
            slug="jobs",
            model=JobsCount,
            parent="entrepreneur",
            form=JobsForm,
            columns=(of(JobsCount, "counted_on"), of(JobsCount, "jobs", is_number=True)),
        ),
    ),
)

SUPPORTS = Register(
    slug="supports",
    model=SupportRecord,
    form=SupportForm,
    columns=(
        person_at("entrepreneur.person", model=Entrepreneur, is_link=True),
        *SUPPORT_COLUMNS,
        stage_of,
    ),
    filters=(Filter("kind", SupportKind.choices),),
    related=("entrepreneur__person__key", "entrepreneur__division__parent__parent"),
    matching=lambda words: named(words, "entrepreneur__person"),
    title=person_title("entrepreneur.person"),
)
