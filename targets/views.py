"""The list of villages without cover, and of those behind every other figure of coverage."""

from typing import Any

import rules
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render

from accounts.http import SignedInRequest
from core import audit, tables
from geo.levels import APPROXIMATE_QUALITIES, Level
from geo.models import AdministrativeDivision
from outlets.rules import ADD
from targets import coverage, findings, listing, reports
from targets.coverage import Gap, Part
from targets.definitions import Definition, Question, parse_day
from targets.listing import Order
from targets.questions import question_of

PER_PAGE = 50
RADII_M = (1_000, 2_000, 3_000, 5_000, 10_000)


def villages(request: SignedInRequest) -> HttpResponseBase:
    """`/gaps/`: villages of a division, as a rule those that are not covered.

    `show` names the part, `since` the day that newly covered and lost ones are seen from,
    `order` the order; the rest of the address is the question.
    """
    question = question_of(request)
    part = _choice(Part, request.GET.get("show"), Part.GAPS)
    order = _choice(Order, request.GET.get("order"), Order.FARTHEST)
    since_text = request.GET.get("since")
    since = parse_day(since_text, field="since") if since_text else question.on.replace(day=1)
    division = reports.division_asked(question)
    found = listing.ordered(coverage.villages(question, part, since=since), order)
    if (form := request.GET.get("format")) in tables.FORMATS:
        return _table(request, form, question, part, found)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    content = {
        "question": question,
        "division": division,
        "part": part,
        "is_gaps": part in (Part.GAPS, Part.UNCOVERED, Part.UNLOCATED),
        "order": order,
        "orders": Order,
        "since": since if part in (Part.GAINED, Part.LOST) else None,
        "title": findings.list_title(question, part, findings.called(division), len(found)),
        "definition_note": findings.definition_note(question),
        "count": len(found),
        "approximate": listing.approximate_count(found),
        "approximate_qualities": APPROXIMATE_QUALITIES,
        "unlocated": listing.unlocated_count(found),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "groups": listing.groups(list(page), order),
        "can_add": rules.has_perm(ADD, request.user),
    }
    return render(request, "targets/villages.html", content | _controls(request, question))


def _choice(choices: Any, text: str | None, default: Any) -> Any:
    """The member that an address names; an unknown or missing one is the default."""
    return choices(text) if text in choices.values else default


def _table(
    request: SignedInRequest, form: str, question: Question, part: Part, found: list[Gap]
) -> HttpResponseBase:
    """The whole list as a file; recorded."""
    subject, detail = f"{part}:{question.key}", {"rows": len(found), "format": form}
    audit.record(request.user, "villages.exported", subject=subject, detail=detail)
    name = f"villages-{part}-{question.division}-{question.on:%Y%m%d}-{question.definition}"
    return tables.answer(form, name, listing.exported(question, part, found))


def _controls(request: SignedInRequest, question: Question) -> dict[str, Any]:
    """What the filters offer: counties, the townships of the chosen one, definitions, radii."""
    divisions = AdministrativeDivision.objects.visible_to(request.user).as_of(question.on)
    own = request.user.jurisdiction
    county = question.division[:6]
    offered = divisions.filter(level__in=(Level.COUNTY, Level.TOWNSHIP)).order_by("code")
    listed = offered.only("code", "name", "level")
    return {
        "own": own,
        "counties": [d for d in listed if d.level == Level.COUNTY and d.code != own.code],
        "townships": [
            d
            for d in listed
            if d.level == Level.TOWNSHIP and d.code.startswith(county) and d.code != own.code
        ],
        "definitions": list(Definition),
        "radii": [(m, findings.radius(m)) for m in sorted({*RADII_M, question.radius_m})],
        "is_spatial": question.definition is Definition.SPATIAL,
        "radius": findings.radius(question.radius_m),
        "map_question": {
            "division": question.division,
            "on": question.on.isoformat(),
            "definition": question.definition.value,
            "radius_m": question.radius_m,
        },
    }
