"""The division that a list asks about, within the user's jurisdiction."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.http import SignedInRequest
from core.errors import InvalidQuestionError, UnknownDivisionError
from geo import codes
from geo.models import AdministrativeDivision


@dataclass(frozen=True)
class Scope:
    """A division, those above it up to the user's own, and those right below it, by code."""

    division: AdministrativeDivision
    above: list[AdministrativeDivision]
    below: list[AdministrativeDivision]

    @property
    def digits_below(self) -> int:
        """How many digits name a division right below."""
        return len(self.below[0].code) if self.below else len(self.division.code)


def asked_scope(request: SignedInRequest) -> Scope:
    """The division of `?division=…`, or the user's own; one query.

    Raises:
        InvalidQuestionError: this is no code.
        UnknownDivisionError: no such division within the jurisdiction.
    """
    own = request.user.jurisdiction_code
    try:
        asked = codes.parse(request.GET.get("division", "") or own)
    except codes.CodeError as error:
        raise InvalidQuestionError(field="division") from error
    wanted = Q(code__in={own, asked, asked[:9], asked[:6]}) | Q(parent__code=asked)
    rows = AdministrativeDivision.objects.at_or_under(own).filter(wanted, valid_to=None)
    found = {division.code: division for division in rows.order_by("code")}
    if asked not in found:
        raise UnknownDivisionError(field="division")
    above = [
        division
        for code, division in found.items()
        if code != asked and asked.startswith(codes.prefix(code))
    ]
    below = [division for division in found.values() if division.parent_id == found[asked].pk]
    return Scope(found[asked], above, below)
