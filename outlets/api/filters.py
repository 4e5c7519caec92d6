"""Which outlets, reports, visits and photos a list holds."""

import django_filters
from django.contrib.gis.geos import Polygon
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions

from core.api.filters import DayFilter, MonthFilter, TrueOrFalseFilter, UuidFilter, WordsFilter
from geo.api import parsed_code
from geo.crs import GEOGRAPHIC_SRID
from outlets.kinds import (
    InspectionKind,
    InspectionResult,
    OperatingModel,
    OutletKind,
    PhotoKind,
    Platform,
    Stage,
    Status,
)
from outlets.listing import NOT_OPEN
from outlets.models import Inspection, MonthlyReport, Outlet, Photo
from outlets.querysets import OutletQuerySet, OutletRowQuerySet

ANY_STAGE = "any"


def box(text: str) -> Polygon:
    """`west,south,east,north` in degrees.

    Raises:
        ValidationError: it is no such box.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        message = _("Four numbers with commas between them: west, south, east, north in degrees.")
        raise exceptions.ValidationError({"bbox": [message]}, code="invalid")
    area = Polygon.from_bbox((west, south, east, north))
    area.srid = GEOGRAPHIC_SRID
    return area


@extend_schema_field({"type": "string", "pattern": r"^-?[0-9.]+(,-?[0-9.]+){3}$"})
class BoxFilter(WordsFilter):
    """Inside a box of degrees, its edges included."""


class OutletFilters(django_filters.FilterSet):
    division = WordsFilter(method="inside", help_text=gettext_lazy("Code; outlets at or under it."))
    township = WordsFilter(
        method="inside", help_text=gettext_lazy("The same, for a township's code.")
    )
    bbox = BoxFilter(
        method="in_box", help_text=gettext_lazy("west,south,east,north in degrees (CGCS2000).")
    )
    status = django_filters.ChoiceFilter(
        choices=[*Status.choices, (NOT_OPEN, "not open yet")], method="in_status"
    )
    stage = django_filters.ChoiceFilter(
        choices=[*Stage.choices, (ANY_STAGE, "any")],
        method="at_stage",
        help_text=gettext_lazy("“established” when left out."),
    )
    kind = django_filters.ChoiceFilter(choices=OutletKind.choices)
    model = django_filters.ChoiceFilter(
        choices=OperatingModel.choices, field_name="operating_model"
    )
    platform = django_filters.ChoiceFilter(choices=Platform.choices)
    counting = TrueOrFalseFilter(
        method="counting_only",
        help_text=gettext_lazy("Only kinds that count towards the policy's target."),
    )
    search = WordsFilter(
        method="matching", help_text=gettext_lazy("Name, number, village or its pinyin.")
    )

    class Meta:
        model = Outlet
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.form.cleaned_data["stage"]:
            queryset = queryset.filter(stage=Stage.ESTABLISHED)
        return super().filter_queryset(queryset)

    def inside(self, rows: OutletQuerySet, name: str, value: str) -> OutletQuerySet:
        return rows.in_division(parsed_code(value, name)) if value else rows

    def in_box(self, rows: OutletQuerySet, name: str, value: str) -> OutletQuerySet:
        return rows.filter(location__intersects=box(value)) if value else rows

    def in_status(self, rows: OutletQuerySet, name: str, value: str) -> OutletQuerySet:
        if value == NOT_OPEN:
            return rows.filter(status_on_day__isnull=True)
        return rows.filter(status_on_day=value)

    def at_stage(self, rows: OutletQuerySet, name: str, value: str) -> OutletQuerySet:
        return rows if value == ANY_STAGE else rows.filter(stage=value)

    def counting_only(self, rows: OutletQuerySet, name: str, value: bool) -> OutletQuerySet:
        return rows.counting_towards_target() if value else rows

    def matching(self, rows: OutletQuerySet, name: str, value: str) -> OutletQuerySet:
        return rows.matching(value) if value else rows


class RowFilters(django_filters.FilterSet):
    """What reports, visits and photos are all asked by."""

    outlet = UuidFilter(field_name="outlet_id")
    division = WordsFilter(
        method="inside", help_text=gettext_lazy("Code; of outlets at or under it.")
    )

    def inside(self, rows: OutletRowQuerySet, name: str, value: str) -> OutletRowQuerySet:
        return rows.in_division(parsed_code(value, name)) if value else rows


class ReportFilters(RowFilters):
    month = MonthFilter(field_name="month")
    since = MonthFilter(
        field_name="month", lookup_expr="gte", help_text=gettext_lazy("From this month on.")
    )
    until = MonthFilter(
        field_name="month", lookup_expr="lte", help_text=gettext_lazy("Up to this month.")
    )
    is_late = TrueOrFalseFilter(field_name="is_late")

    class Meta:
        model = MonthlyReport
        fields: list[str] = []


class InspectionFilters(RowFilters):
    kind = django_filters.ChoiceFilter(choices=InspectionKind.choices)
    result = django_filters.ChoiceFilter(choices=InspectionResult.choices)
    is_made = TrueOrFalseFilter(
        field_name="visited_on",
        lookup_expr="isnull",
        exclude=True,
        help_text=gettext_lazy("“false”: only visits that are still planned."),
    )
    since = DayFilter(
        field_name="visited_on", lookup_expr="gte", help_text=gettext_lazy("Visited on or after.")
    )
    until = DayFilter(
        field_name="visited_on", lookup_expr="lte", help_text=gettext_lazy("Visited on or before.")
    )

    class Meta:
        model = Inspection
        fields: list[str] = []


class PhotoFilters(RowFilters):
    kind = django_filters.ChoiceFilter(choices=PhotoKind.choices)

    class Meta:
        model = Photo
        fields: list[str] = []
