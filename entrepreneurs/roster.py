"""The list of persons: what a page asks, and what it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page
from django.db.models import OuterRef

from accounts.models import User
from core.errors import InvalidQuestionError
from core.paging import page_of
from entrepreneurs.kinds import Category, LegalBasis
from entrepreneurs.listing import division_asked
from entrepreneurs.models import EntrepreneurCategory, Person
from geo import codes

NO_CATEGORY = "none"


@dataclass(frozen=True)
class RosterQuestion:
    """Which persons; the values are those of the address, none of which names anybody."""

    division: str
    category: str = ""
    legal_basis: str = ""
    page: str = "1"


def ask(values: Mapping[str, str], user: User) -> RosterQuestion:
    """Read the address.

    Raises:
        InvalidQuestionError, UnknownDivisionError: see `listing.ask`.
    """
    category, basis = values.get("category", ""), values.get("legal_basis", "")
    if category and category not in (*Category.values, NO_CATEGORY):
        raise InvalidQuestionError(field="category")
    if basis and basis not in LegalBasis.values:
        raise InvalidQuestionError(field="legal_basis")
    division = division_asked(values.get("division", ""), user)
    return RosterQuestion(division, category, basis, values.get("page", "1"))


def list_persons(question: RosterQuestion, user: User) -> Page:
    """Answer in three queries: the count, one page with each person's `categories`, their keys.

    None of them joins the tables of persons to one another: right after many were entered the
    database takes those for small, and would read one of them for each row of the other.
    """
    rows = Person.objects.visible_to(user)
    if question.division != user.jurisdiction_code:
        rows = rows.filter(division__code__startswith=codes.prefix(question.division))
    if question.legal_basis:
        rows = rows.filter(legal_basis=question.legal_basis)
    belonging = EntrepreneurCategory.objects.filter(entrepreneur__person=OuterRef("pk"))
    held = EntrepreneurCategory.objects.values("entrepreneur__person")
    if question.category == NO_CATEGORY:
        rows = rows.exclude(pk__in=held)
    elif question.category:
        rows = rows.filter(pk__in=held.filter(category=question.category))
    number = rows.count()
    rows = rows.select_related("division__parent__parent").prefetch_related("key")
    rows = rows.annotate(
        categories=ArraySubquery(belonging.order_by("category").values("category").distinct())
    )
    return page_of(rows.order_by("division__code", "created_at", "pk"), number, question.page)


def category_words(person: Any) -> str:
    """The categories of a person of the list."""
    return "、".join(str(Category(value).label) for value in person.categories)
