"""The scoreboard of people and what supports them for programs: counts, no persons."""

import rules
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.views import LANGUAGE, ApiMixin
from entrepreneurs.api.figures import NAMES, PARAMETERS, asked
from entrepreneurs.rules import SEE_PERSONS
from targets.people import scoreboard
from targets.people_figures import (
    CITY_WIDE,
    OF_EACH_BASE,
    OF_EACH_COUNTY,
    OF_EACH_MAKERSPACE,
)


class FigureOfCountySerializer(serializers.Serializer):
    """A county's part of a figure; `value` is null where a small count is not told."""

    code = serializers.CharField()
    name = serializers.CharField()
    value = serializers.IntegerField(allow_null=True)
    shown = serializers.CharField()
    is_met = serializers.BooleanField(allow_null=True)


class PromisedFigureSerializer(serializers.Serializer):
    """A promise of the policy and what has become of it; `scope` is whom it is made to.

    `value` is null where a small count is not told, `target` where there is nothing to compare
    with; `most` is the upper end of a target that is a range.
    """

    key = serializers.CharField()
    clause = serializers.CharField()
    quote = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.FloatField(allow_null=True)
    shown = serializers.CharField()
    unit = serializers.CharField()
    scope = serializers.ChoiceField(
        choices=[CITY_WIDE, OF_EACH_COUNTY, OF_EACH_BASE, OF_EACH_MAKERSPACE]
    )
    target = serializers.FloatField(allow_null=True)
    most = serializers.FloatField(allow_null=True)
    comparison = serializers.CharField(allow_blank=True)
    year = serializers.IntegerField(allow_null=True)
    is_met = serializers.BooleanField(allow_null=True)
    notes = serializers.ListField(child=serializers.CharField())
    counties = FigureOfCountySerializer(many=True)


@extend_schema_serializer(many=False)
class ScoreboardSerializer(serializers.Serializer):
    """`persons`: all who are supported, each counted once; null where they are few."""

    division = serializers.CharField()
    on = serializers.DateField()
    persons = serializers.IntegerField(allow_null=True)
    figures = PromisedFigureSerializer(many=True)


class ScoreboardViewSet(ApiMixin, viewsets.ViewSet):
    """The policy's promises about people and what supports them."""

    def known_parameters(self) -> tuple[str, ...]:
        return (*NAMES, LANGUAGE)

    @extend_schema(
        operation_id="figures_scoreboard",
        tags=["registry/figures"],
        summary=_("Every promise about people and what supports them against its target"),
        parameters=PARAMETERS,
        responses=ScoreboardSerializer,
    )
    def list(self, request: Request) -> Response:
        user: User = request.user  # type: ignore[assignment]
        question = asked(request)
        sees = rules.has_perm(SEE_PERSONS, user)
        found = scoreboard(question.division, question.on, sees_persons=sees)
        return Response(found.as_dict())
