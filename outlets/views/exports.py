"""The list as a workbook or as CSV: exactly what its address shows, all pages of it."""

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from core import audit, tables
from core.errors import UnknownDivisionError
from geo.models import AdministrativeDivision
from outlets import keepers
from outlets.exports import exported, filters_of
from outlets.listing import all_listed, ask, demand_scope


def export(request: SignedInRequest, form: str) -> HttpResponseBase:
    """`form` is one of `core.tables.FORMATS`. Recorded with the filters and the number of rows.

    Raises:
        InvalidQuestionError: a part of the address that cannot be understood.
        UnknownDivisionError: a division outside the jurisdiction.
    """
    user = request.user
    question = ask(request.GET.dict(), user)
    demand_scope(question, user)
    divisions = AdministrativeDivision.objects.visible_to(user).filter(valid_to=None)
    division = divisions.filter(code=question.division).only("name").first()
    if division is None:
        raise UnknownDivisionError(field="division")
    outlets = all_listed(question, user)
    is_masked = not keepers.is_seen_by(user)
    audit.record(
        user,
        "outlets.exported",
        subject=question.division,
        detail={
            "rows": outlets.count(),
            "format": form,
            "masked": is_masked,
            "filters": " ".join(f"{name}={value}" for name, value in filters_of(question).items()),
        },
    )
    name = _("outlets-%(place)s-%(day)s") % {"place": division.name, "day": f"{question.on:%Y%m%d}"}
    return tables.answer(form, name, exported(outlets, question, is_masked=is_masked))
