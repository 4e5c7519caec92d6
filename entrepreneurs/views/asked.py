"""What the addresses of pages of figures ask: a division of the jurisdiction, and a day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.http import SignedInRequest
from accounts.models import User
from core.errors import InvalidQuestionError, UnknownDivisionError
from entrepreneurs.days import day_asked
from geo import codes
from geo.levels import Level
from geo.models import AdministrativeDivision


@dataclass(frozen=True)
class Asked:
    """`divisions` are those that the page's control offers."""

    division: AdministrativeDivision
    on: dt.date
    divisions: list[AdministrativeDivision] = field(default_factory=list)


def asked(request: SignedInRequest) -> Asked:
    """The question of the address; see `question_of`."""
    return question_of(request.GET.dict(), request.user)


def question_of(values: Mapping[str, str], user: User) -> Asked:
    """What is asked by `division` and `on`; the viewer's own division and today when left out.

    Raises:
        InvalidQuestionError: a value that cannot be understood.
        UnknownDivisionError: the division lies outside the jurisdiction.
    """
    rows = AdministrativeDivision.objects.visible_to(user).filter(valid_to=None)
    code = _code(values.get("division") or user.jurisdiction_code)
    division = rows.filter(code=code).exclude(level=Level.VILLAGE).first()
    if division is None:
        raise UnknownDivisionError(field="division")
    offered = rows.filter(level__in=(Level.CITY, Level.COUNTY)).order_by("code")
    return Asked(division, day_asked(values.get("on", "")), list(offered))


def _code(text: str) -> str:
    try:
        return codes.parse(text)
    except codes.CodeError as error:
        raise InvalidQuestionError(field="division") from error
