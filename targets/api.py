"""Coverage and its gaps for programs: what `manage.py coverage` and `gaps` print as JSON."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
    inline_serializer,
)
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from accounts.models import User
from core.api.views import LANGUAGE, ApiMixin
from core.errors import InvalidQuestionError
from geo.levels import Level
from outlets.kinds import OperatingModel, OutletKind, Platform
from targets import coverage, reports
from targets.definitions import DEFAULT_RADIUS_M, LARGEST_RADIUS_M, Definition, Question
from targets.listing import by_level
from targets.people_api import ScoreboardViewSet
from targets.questions import question_within

LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
# `on` is what the pages call the day.
NAMES = ("at", "on", "division", "definition", "radius_m", "kind", "model", "platform", "by")

PARAMETERS = [
    OpenApiParameter("at", dt.date, description=gettext_lazy("The day judged; today by default.")),
    OpenApiParameter(
        "on", dt.date, description=gettext_lazy("The same, as the addresses of pages call it.")
    ),
    OpenApiParameter(
        "division", str, description=gettext_lazy("Code; the account's own by default.")
    ),
    OpenApiParameter("definition", str, enum=Definition.values),
    OpenApiParameter(
        "radius_m",
        {
            "type": "integer",
            "minimum": 1,
            "maximum": LARGEST_RADIUS_M,
            "default": DEFAULT_RADIUS_M,
        },
        description=gettext_lazy("Metres; used by the definition “spatial”."),
    ),
    OpenApiParameter(
        "kind", str, enum=OutletKind.values, description=gettext_lazy("Only these outlets.")
    ),
    OpenApiParameter("model", str, enum=OperatingModel.values),
    OpenApiParameter("platform", str, enum=Platform.values),
    OpenApiParameter("by", str, enum=[level.value for level in LEVELS]),
]


class CoverageRowSerializer(serializers.Serializer):
    """`rate` is 0 to 1; null where there is no village."""

    code = serializers.CharField()
    name = serializers.CharField()
    villages = serializers.IntegerField()
    covered = serializers.IntegerField()
    uncovered = serializers.IntegerField()
    unlocated = serializers.IntegerField()
    approximate = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)


class AskedSerializer(serializers.Serializer):
    """What was asked, as it was understood."""

    on = serializers.DateField()
    definition = serializers.ChoiceField(choices=Definition.choices)
    radius_m = serializers.IntegerField()
    division = serializers.CharField()


@extend_schema_serializer(many=False)
class CoverageSerializer(AskedSerializer):
    denominators = inline_serializer(
        "Denominators",
        {
            "policy": serializers.IntegerField(allow_null=True),
            "registry": serializers.IntegerField(),
        },
    )
    outlets = inline_serializer(
        "NetworkTarget",
        {
            "operating": serializers.IntegerField(),
            "target": serializers.IntegerField(allow_null=True),
            "short": serializers.IntegerField(allow_null=True),
        },
    )
    total = CoverageRowSerializer()
    rows = CoverageRowSerializer(many=True)


class GapSerializer(serializers.Serializer):
    """`nearest_outlet` is null where none is known, or it stands outside the jurisdiction."""

    code = serializers.CharField()
    name = serializers.CharField()
    township = serializers.CharField(allow_null=True)
    county = serializers.CharField(allow_null=True)
    nearest_outlet = serializers.CharField(allow_null=True)
    nearest_m = serializers.FloatField(allow_null=True)
    location_quality = serializers.CharField(allow_blank=True)


@extend_schema_serializer(many=False)
class GapsSerializer(AskedSerializer):
    rows = GapSerializer(many=True)


class QuestionViewSet(ApiMixin, viewsets.ViewSet):
    """A question of coverage."""

    def known_parameters(self) -> tuple[str, ...]:
        return (*NAMES, LANGUAGE)


class CoverageViewSet(QuestionViewSet):
    @extend_schema(
        operation_id="coverage",
        summary=gettext_lazy("How far the network reaches, with a row for each division"),
        parameters=PARAMETERS,
        responses=CoverageSerializer,
    )
    def list(self, request: Request) -> Response:
        question = asked(request)
        report = reports.coverage_report(question, by=level_asked(request.query_params))
        return Response(report.as_dict())


class GapsViewSet(QuestionViewSet):
    @extend_schema(
        operation_id="gaps",
        summary=gettext_lazy(
            "The villages that are not covered, the farthest from any outlet first"
        ),
        parameters=PARAMETERS,
        responses=GapsSerializer,
    )
    def list(self, request: Request) -> Response:
        question = asked(request)
        division = reports.division_asked(question)
        found = by_level(coverage.gaps(question), level_asked(request.query_params))
        content = {
            "on": question.on.isoformat(),
            "definition": question.definition.value,
            "radius_m": question.radius_m,
            "division": division.code,
            "rows": [asdict(gap) for gap in found],
        }
        return Response(content)


def asked(request: Request) -> Question:
    """The question of the address, within the account's jurisdiction."""
    user: User = request.user  # type: ignore[assignment]
    values = request.query_params.dict()
    at, on = values.pop("at", ""), values.get("on", "")
    if at and on and at != on:
        raise InvalidQuestionError(field="on")
    try:
        return question_within(values | {"on": at or on}, user)
    except InvalidQuestionError as error:
        if error.field == "on" and at:
            error.field = "at"
        raise


def level_asked(values: Mapping[str, Any]) -> Level:
    by = values.get("by") or Level.COUNTY
    if by not in LEVELS:
        raise InvalidQuestionError(field="by")
    return Level(by)


def register(router: BaseRouter) -> None:
    router.register("coverage", CoverageViewSet, basename="coverage")
    router.register("gaps", GapsViewSet, basename="gaps")
    router.register("registry/figures/scoreboard", ScoreboardViewSet, basename="figures-scoreboard")
