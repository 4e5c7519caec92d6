"""The map to take away: one HTML file that opens with no network."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from core import audit
from layers import standalone
from targets.questions import question_of


@require_GET
def export_map(request: SignedInRequest) -> HttpResponse:
    """`/map/export.html`: the map of `/map/` with the same query, to keep; noted in the audit.

    Raises:
        DomainError: the address asks for something unknown or out of scope.
    """
    question = question_of(request)
    made = standalone.build(question)
    audit.record(
        request.user,
        "map.exported",
        subject=question.division,
        detail={"question": question.key, "fingerprint": made.fingerprint},
    )
    response = HttpResponse(made.html, content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, made.name)
    response["Cache-Control"] = "private, no-store"
    return response
