"""The question that a request puts, within what its user may see."""

from dataclasses import replace

from accounts.http import SignedInRequest
from core.errors import UnknownDivisionError
from geo import codes
from targets.definitions import Question, ask


def question_of(request: SignedInRequest, *, division: str | None = None) -> Question:
    """Read the parts of `targets.definitions.ask` from the address.

    The division is the user's own when left out. `division` overrides the address.

    Raises:
        InvalidQuestionError: a value that cannot be understood.
        UnknownDivisionError: the division lies outside the user's jurisdiction.
    """
    names = ("on", "division", "definition", "radius_m", "kind", "model", "platform")
    values = {name: request.GET.get(name) for name in names}
    if division:
        values["division"] = division
    own = request.user.jurisdiction_code
    question = ask(**values, default_division=own)
    if not question.division.startswith(codes.prefix(own)):
        raise UnknownDivisionError(field="division")
    return replace(question, asker=own)
