"""Printed sheets and atlases: choosing, looking, taking away."""

import io
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from core import audit, data_version
from core.errors import InvalidQuestionError
from core.templatetags.measures import day
from geo.levels import Level
from geo.models import AdministrativeDivision
from layers import atlas_files, preparing, printing
from layers.answers import versioned
from layers.printing import PrintOrder
from layers.sheets.document import Sheet, draw_sheet, sheet_of
from layers.sheets.options import Theme
from layers.sheets.papers import Orientation, Paper
from layers.sheets.previews import preview_png
from layers.sheets.themes import THEMES
from targets import findings, reports
from targets.definitions import Definition

RADII_M = (1_000, 2_000, 3_000, 5_000, 10_000)
KEPT = "private, max-age=86400, immutable"


@require_GET
def page(request: SignedInRequest) -> HttpResponse:
    """`/print/`: what may be chosen, and how the sheet will look.

    Raises:
        UnknownDivisionError: the division lies outside the user's jurisdiction.
    """
    order, error = _asked(request)
    content = _choices(request, order) | {"error": error, "order": order}
    if error is None:
        version = data_version.seen_by(request)
        content["preview"] = order.address("layers:print_preview", v=version)
        content["pdf"] = order.address("layers:print_sheet")
        content["live"] = order.live()
    return render(request, "layers/print.html", content, status=400 if error else 200)


def _asked(request: SignedInRequest) -> tuple[PrintOrder, InvalidQuestionError | None]:
    """The order of the address; where a value cannot be understood, the rest of it and why."""
    try:
        return printing.asked(request.GET, request.user), None
    except InvalidQuestionError as error:
        given = request.GET.dict()
        values = {name: text for name, text in given.items() if name != error.field}
        first = error
    try:
        return printing.asked(values, request.user), first
    except InvalidQuestionError:  # more than one: the form begins anew, the first is told
        return printing.asked({}, request.user), first


def _choices(request: SignedInRequest, order: PrintOrder) -> dict[str, Any]:
    """What the form offers."""
    question = order.question
    divisions = (
        AdministrativeDivision.objects.visible_to(request.user)
        .as_of(question.on)
        .filter(level__in=(Level.CITY, Level.COUNTY, Level.TOWNSHIP))
        .order_by("code")
        .only("code", "name", "level")
    )
    offered = list(divisions)
    counties = [division for division in offered if division.level != Level.TOWNSHIP]
    return {
        "division": reports.division_asked(question),
        "counties": [
            (
                county,
                [d for d in offered if d.level == Level.TOWNSHIP and d.code[:6] == county.code[:6]],
            )
            for county in counties
        ],
        "lone": [d for d in offered if d.level == Level.TOWNSHIP] if not counties else [],
        "sheets": sum(d.code.startswith(question.division.removesuffix("00")) for d in offered),
        "themes": list(Theme),
        "papers": list(Paper),
        "orientations": list(Orientation),
        "definitions": list(Definition),
        "radii": [(m, findings.radius(m)) for m in sorted({*RADII_M, question.radius_m})],
        "is_spatial": question.definition is Definition.SPATIAL,
        "has_definition": THEMES[order.options.theme].has_definition,
        "is_change": order.options.theme is Theme.CHANGE,
    }


@require_GET
def preview(request: SignedInRequest) -> HttpResponse:
    """`/print/preview.png`: the first page, drawn by cairo as it will be printed.

    An address with the present data version in it is kept by the browser.
    """
    order = printing.asked(request.GET, request.user)
    response = versioned(
        request,
        key=f"print:{order.key}:{get_language()}",
        build=lambda: preview_png(_sheet(request, order)),
        content_type="image/png",
    )
    if request.GET.get("v") == str(data_version.seen_by(request)):
        response["Cache-Control"] = KEPT
    return response


@require_GET
def sheet(request: SignedInRequest) -> HttpResponse:
    """`/print/sheet.pdf`: the sheet itself; recorded."""
    order = printing.asked(request.GET, request.user)
    target = io.BytesIO()
    drawn = draw_sheet(
        target,
        order.question,
        order.options,
        printed_at=timezone.now(),
        address=request.build_absolute_uri(order.live()),
    )
    audit.record(
        request.user,
        "map.printed",
        subject=order.question.division,
        detail=order.values() | {"number": drawn.number, "fingerprint": drawn.fingerprint},
    )
    response = HttpResponse(target.getvalue(), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{drawn.number}.pdf")
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def atlas(request: SignedInRequest) -> HttpResponse:
    """`/print/atlas/`: ask for an atlas; it is made in the background."""
    order = printing.asked(request.POST, request.user)
    is_zip = request.POST.get("form") == "zip"
    site = request.build_absolute_uri("/").rstrip("/")
    division = reports.division_asked(order.question)
    values = {
        "name": division.name,
        "paper": order.options.paper.name,
        "day": day(order.question.on),
    }
    file = preparing.request(
        kind=atlas_files.KIND,
        question=atlas_files.question_for(order, site=site, is_zip=is_zip),
        actor=request.user,
        title=_("Atlas of %(name)s, %(day)s, %(paper)s") % values,
    )
    if request.accepts("text/html"):
        return redirect(f"{reverse('layers:prepared')}#file-{file.uid}")
    return JsonResponse(file.as_dict(), status=202)


def _sheet(request: SignedInRequest, order: PrintOrder) -> Sheet:
    address = request.build_absolute_uri(order.live())
    return sheet_of(order.question, order.options, address=address)
