"""The question that a request puts, within what its user may see."""

from collections.abc import Mapping
from dataclasses import replace

from accounts.http import SignedInRequest
from accounts.models import User
from core.errors import UnknownDivisionError
from geo import codes
from targets.definitions import Question, ask

NAMES = ("on", "division", "definition", "radius_m", "kind", "model", "platform")


def question_of(request: SignedInRequest, *, division: str | None = None) -> Question:
    """The question that the address puts; `division` overrides the address. See `question_within`.

    Raises:
        InvalidQuestionError: a value that cannot be understood.
        UnknownDivisionError: the division lies outside the user's jurisdiction.
    """
    return question_within(request.GET, request.user, division=division)


def question_within(
    values: Mapping[str, str], user: User, *, division: str | None = None
) -> Question:
    """Read the parts of `targets.definitions.ask` from `values`, within the user's jurisdiction.

    The division is the user's own when left out.

    Raises:
        InvalidQuestionError: a value that cannot be understood.
        UnknownDivisionError: the division lies outside the user's jurisdiction.
    """
    asked = {name: values.get(name) for name in NAMES}
    if division:
        asked["division"] = division
    return within(ask(**asked, default_division=user.jurisdiction_code), user)


def within(question: Question, user: User) -> Question:
    """The question as the user may put it: within their jurisdiction, and asked from there.

    Raises:
        UnknownDivisionError: the division lies outside the user's jurisdiction.
    """
    own = user.jurisdiction_code
    if not question.division.startswith(codes.prefix(own)):
        raise UnknownDivisionError(field="division")
    return replace(question, asker=own)
