"""The map to take away: as one page that opens with no network, or in the formats of `exports`."""

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from core import audit
from layers import standalone
from layers.exports import making
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


@require_POST
def take_away(request: SignedInRequest) -> HttpResponseBase:
    """`/map/take/`: what a page shows, in one of the formats.

    The fields are those of the page's address, and `format`. A small export is answered with the
    file; a large one is made in the background: scripts get 202 and where it stands, people their
    list of files.

    Raises:
        DomainError: something unknown or out of scope is asked for.
    """
    export = making.read(request.POST, request.user)
    if export.is_large:
        file = making.request(export, request.user)
        if "json" in request.headers.get("Accept", ""):
            return JsonResponse(file.as_dict(), status=202)
        return redirect(f"{reverse('layers:prepared')}#file-{file.uid}")
    with tempfile.TemporaryDirectory() as folder:
        made = making.make(export, request.user, Path(folder))
        content = made.path.open("rb")  # stays readable when its folder is gone
    response = FileResponse(content, as_attachment=True, filename=made.name)
    response["Cache-Control"] = "private, no-store"
    return response
