"""Divisions for programs: the list, one by its code, and those right below one."""

import datetime as dt
from typing import Any

import django_filters
from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from core.api.fields import ChoiceField, DegreesField
from core.api.filters import WordsFilter, asked_day
from core.api.serializers import StrictSerializer
from core.api.views import ApiViewSet
from core.errors import InvalidQuestionError
from geo import codes
from geo.crs import CoordinateSystem
from geo.levels import Level, LocationQuality
from geo.models import AdministrativeDivision
from geo.querysets import DivisionQuerySet


def parsed_code(text: str, field: str) -> str:
    """The division code of a parameter.

    Raises:
        InvalidQuestionError: it is none; names the parameter.
    """
    try:
        return codes.parse(text)
    except codes.CodeError as error:
        message = _("A division code has 6, 9 or 12 digits.")
        raise InvalidQuestionError(message, field=field) from error


class PlaceSerializer(StrictSerializer):
    """A place: a pair of degrees and the coordinate system that it is given in."""

    lon = DegreesField(most=180)
    lat = DegreesField(most=90)
    crs = ChoiceField(choices=CoordinateSystem.choices)


def place(point: Point | None) -> dict[str, Any] | None:
    """A position of the registry as a place."""
    if point is None:
        return None
    return {"lon": point.x, "lat": point.y, "crs": CoordinateSystem.CGCS2000.value}


def place_as_given(raw: dict[str, str] | None, crs: str) -> dict[str, Any] | None:
    """The pair as somebody gave it, digit for digit."""
    return {**raw, "crs": crs or CoordinateSystem.CGCS2000.value} if raw else None


class DivisionFilters(django_filters.FilterSet):
    level = django_filters.ChoiceFilter(choices=Level.choices)
    parent = WordsFilter(
        method="right_below", help_text=gettext_lazy("Code of the division right above.")
    )
    under = WordsFilter(
        method="at_or_under", help_text=gettext_lazy("Code; the division itself is among them.")
    )
    search = WordsFilter(
        method="matching", help_text=gettext_lazy("Name, code, pinyin or its initials.")
    )

    class Meta:
        model = AdministrativeDivision
        fields: list[str] = []

    def right_below(self, rows: DivisionQuerySet, name: str, value: str) -> DivisionQuerySet:
        return rows.filter(parent__code=parsed_code(value, name)) if value else rows

    def at_or_under(self, rows: DivisionQuerySet, name: str, value: str) -> DivisionQuerySet:
        return rows.at_or_under(parsed_code(value, name)) if value else rows

    def matching(self, rows: DivisionQuerySet, name: str, value: str) -> DivisionQuerySet:
        return rows.matching(value) if value else rows


class DivisionSerializer(serializers.Serializer):
    """`location` is the seat, in CGCS2000; null where nobody knows it."""

    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    level = serializers.ChoiceField(choices=Level.choices)
    kind = serializers.CharField(help_text=gettext_lazy("The kind of a unit: 村, 居, 镇 …"))
    parent = serializers.SerializerMethodField()  # type: ignore[assignment]
    pinyin = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    location = serializers.SerializerMethodField()
    location_quality = serializers.ChoiceField(choices=LocationQuality.choices, allow_blank=True)

    def get_parent(self, division: AdministrativeDivision) -> str | None:
        return division.parent.code if division.parent else None

    @extend_schema_field(PlaceSerializer(allow_null=True))
    def get_location(self, division: AdministrativeDivision) -> dict[str, Any] | None:
        return place(division.seat)


ON = OpenApiParameter(
    "on", dt.date, description=gettext_lazy("Divisions valid on this day; today by default.")
)
CODE = OpenApiParameter(
    "code", str, OpenApiParameter.PATH, description=gettext_lazy("6, 9 or 12 digits.")
)


@extend_schema_view(
    list=extend_schema(summary=gettext_lazy("Divisions within the jurisdiction"), parameters=[ON]),
    retrieve=extend_schema(summary=gettext_lazy("One division"), parameters=[ON, CODE]),
)
class DivisionViewSet(ApiViewSet):
    """Divisions: the city, its counties, townships and villages."""

    queryset = AdministrativeDivision.objects.all()
    serializer_class = DivisionSerializer
    filterset_class = DivisionFilters
    lookup_field = "code"
    lookup_value_converter = "str"
    more_parameters = {"list": ("on",), "retrieve": ("on",), "children": ("on", "page", "limit")}

    def get_queryset(self) -> QuerySet:
        rows = AdministrativeDivision.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        return rows.as_of(asked_day(self.request, "on")).select_related("parent").order_by("code")

    def list(self, request: Request) -> Response:
        return self.paged(self.filter_queryset(self.get_queryset()), DivisionSerializer)

    def retrieve(self, request: Request, code: str) -> Response:
        return Response(DivisionSerializer(self._division(code)).data)

    @extend_schema(
        summary=gettext_lazy("The divisions right below one"),
        parameters=[ON, CODE],
        responses=DivisionSerializer(many=True),
    )
    @action(detail=True, filterset_class=None)
    def children(self, request: Request, code: str) -> Response:
        division = self._division(code)
        return self.paged(self.get_queryset().filter(parent=division), DivisionSerializer)

    def _division(self, code: str) -> AdministrativeDivision:
        return get_object_or_404(self.get_queryset(), code=code)


def register(router: BaseRouter) -> None:
    router.register("divisions", DivisionViewSet, basename="division")
