"""The layers and figures behind the maps, and nothing a person reads."""

from django.http import Http404, HttpResponse

from accounts.http import SignedInRequest
from core import database
from entrepreneurs.rules import SEE_PERSONS
from layers import figures as panel
from layers.answers import versioned
from layers.sources import CONTEXT, PERSONAL, SOURCES
from layers.venture_counts import collection, industry_of, venture_counts
from targets.questions import question_of


def geojson(request: SignedInRequest, name: str) -> HttpResponse:
    """`/layers/<name>.geojson`: one layer for a question, within the viewer's jurisdiction."""
    if name not in SOURCES or (name in PERSONAL and not request.user.has_perm(SEE_PERSONS)):
        raise Http404
    question = question_of(request)
    key = name if name in CONTEXT else f"{name}:{question.key}"
    return versioned(
        request,
        key=key,
        build=lambda: database.text(*SOURCES[name](question)),
        content_type="application/geo+json",
    )


def ventures(request: SignedInRequest) -> HttpResponse:
    """`/layers/ventures.geojson?industry=`: how many ventures each township has."""
    question = question_of(request)
    industry = industry_of(request.GET.get("industry"))
    sees = request.user.has_perm(SEE_PERSONS)
    return versioned(
        request,
        key=f"ventures:{question.on}:{question.division}:{industry}:{sees}",
        build=lambda: collection(venture_counts(question, sees=sees, industry=industry)),
        content_type="application/geo+json",
    )


def figures(request: SignedInRequest) -> HttpResponse:
    """`/map/figures.json`: what the panel and the legend of the map show."""
    question = question_of(request)
    return versioned(
        request,
        key=f"figures:{question.key}:{question.asker}",
        build=lambda: panel.figures(question),
        content_type="application/json",
    )


def months(request: SignedInRequest) -> HttpResponse:
    """`/map/months.json`: the network month by month up to the day asked about."""
    question = question_of(request)
    return versioned(
        request,
        key=f"months:{question.key}",
        build=lambda: panel.months(question),
        content_type="application/json",
    )
