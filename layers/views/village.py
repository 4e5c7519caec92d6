"""The page of one village: everything known of it on a day, and over time."""

import rules
from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import SignedInRequest
from geo import codes
from layers.links import Links
from layers.villages import village
from outlets.kinds import Status
from outlets.locator import locate_in
from outlets.rules import ADD
from targets.definitions import Question
from targets.findings import radius


def page(request: SignedInRequest, question: Question) -> HttpResponse:
    """Raises UnknownDivisionError when no such village is valid on the question's day."""
    found = village(question, request.user)
    scope = codes.prefix(request.user.jurisdiction_code)
    links = Links(question)
    content = {
        "page": found,
        "division": found.division,
        "question": question,
        "crumbs": [place for place in found.path if place.code.startswith(scope)],
        "radius": radius(question.radius_m),
        "statuses": list(Status),
        "on_x": found.axis.at(question.on) if found.axis else 0,
        "locator": locate_in(found.division),
        "map_href": links.map(question.division),
        "may_add": rules.has_perm(ADD, request.user),
    }
    return render(request, "layers/village.html", content)
