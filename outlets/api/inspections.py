"""Visits for programs: planned and made ones, and the recording of what one found."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import rules
from django.db import transaction
from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.fields import BooleanField, ChoiceField, DayField, FloatField, TextField, UuidField
from core.api.schema import ETAG, LOCATION, VERSIONED
from core.api.serializers import StrictSerializer
from core.api.versions import demand_version, named_versions, version
from core.api.views import ApiViewSet, told
from core.errors import NotAllowedError
from geo.api import PlaceSerializer, place
from outlets.api.filters import InspectionFilters
from outlets.inspecting import Findings, record_visit
from outlets.kinds import InspectionKind, InspectionResult
from outlets.models import Inspection, Outlet
from outlets.records import RawPair, located
from outlets.registration import UnknownOutletError
from outlets.rules import VISIT


class InspectionSerializer(serializers.Serializer):
    """A visit; a planned one has no `visited_on` yet. `distance_m`: how far from the registered
    position it was noted down."""

    id = serializers.IntegerField()
    outlet = serializers.UUIDField(source="outlet_id")
    kind = serializers.ChoiceField(choices=InspectionKind.choices)
    sample = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField(allow_null=True)
    visited_on = serializers.DateField(allow_null=True)
    inspector_name = serializers.CharField(allow_blank=True)
    found_open = serializers.BooleanField(allow_null=True)
    is_staff_present = serializers.BooleanField(allow_null=True)
    is_ledger_kept = serializers.BooleanField(allow_null=True)
    result = serializers.ChoiceField(choices=InspectionResult.choices, allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    mend_by = serializers.DateField(allow_null=True)
    revisit_of = serializers.IntegerField(source="revisit_of_id", allow_null=True)
    location = serializers.SerializerMethodField()
    location_accuracy_m = serializers.FloatField(allow_null=True)
    distance_m = serializers.SerializerMethodField()
    recorded_by = serializers.CharField(source="recorded_by_name", allow_blank=True)
    updated_at = serializers.DateTimeField()

    @extend_schema_field(PlaceSerializer(allow_null=True))
    def get_location(self, visit: Inspection) -> dict[str, Any] | None:
        return place(visit.location)

    def get_distance_m(self, visit: Inspection) -> float | None:
        distance = getattr(visit, "distance_m", None)
        return distance.m if distance is not None else None


class FindingsInput(StrictSerializer):
    """What a visit found. `mend_by` goes with the result “to_mend”, and plans a re-visit."""

    visited_on = DayField()
    inspector_name = TextField(max_length=60)
    found_open = BooleanField()
    is_staff_present = BooleanField(required=False, allow_null=True)
    is_ledger_kept = BooleanField(required=False, allow_null=True)
    result = ChoiceField(choices=InspectionResult.choices)
    note = TextField(required=False, allow_blank=True, max_length=500)
    mend_by = DayField(required=False, allow_null=True)
    location = PlaceSerializer(required=False, allow_null=True)
    location_accuracy_m = FloatField(
        required=False, allow_null=True, min_value=0, max_value=1_000_000
    )

    class Meta:
        told_by = InspectionSerializer


class NewVisitInput(FindingsInput):
    """A visit that nobody planned."""

    outlet = UuidField()
    kind = ChoiceField(choices=InspectionKind.choices)


class InspectionViewSet(ApiViewSet):
    """Visits to outlets."""

    queryset = Inspection.objects.all()
    serializer_class = InspectionSerializer
    filterset_class = InspectionFilters
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet:
        visits = Inspection.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        return visits.with_distance()

    @extend_schema(summary=gettext_lazy("Visits: planned ones first, then the latest"))
    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        latest = F("visited_on").desc(nulls_first=True)
        return self.paged(rows.order_by(latest, "due_on", "pk"), InspectionSerializer)

    @extend_schema(summary=gettext_lazy("One visit"), parameters=[ETAG])
    def retrieve(self, request: Request, pk: int) -> Response:
        return self._told(pk)

    @extend_schema(
        summary=gettext_lazy("Record a visit that was not planned"),
        request=NewVisitInput,
        responses={201: InspectionSerializer},
        parameters=[ETAG, LOCATION],
    )
    def create(self, request: Request) -> Response:
        data = self.taken(NewVisitInput, request)
        outlets = Outlet.objects.visible_to(self._user).select_related("village")
        outlet = outlets.filter(pk=data["outlet"]).first()
        if outlet is None:
            raise UnknownOutletError(field="outlet")
        visit = self._record(outlet, data["kind"], data, None)
        address = request.build_absolute_uri(reverse("api:inspection-detail", args=[visit.pk]))
        return self._told(visit.pk, status=201, location=address)

    @extend_schema(
        summary=gettext_lazy("Record what a planned visit found"),
        request=FindingsInput,
        responses=InspectionSerializer,
        parameters=VERSIONED,
    )
    @action(detail=True, methods=["post"])
    def findings(self, request: Request, pk: int) -> Response:
        plans = Inspection.objects.visible_to(self._user)
        get_object_or_404(plans, pk=pk)
        named_versions(request)
        data = self.taken(FindingsInput, request)
        with transaction.atomic():
            Inspection.objects.select_for_update(no_key=True).get(pk=pk)
            plan = plans.select_related("outlet__village").get(pk=pk)
            demand_version(request, version(plan.updated_at))
            self._record(plan.outlet, plan.kind, data, plan)
        return self._told(pk)

    @property
    def _user(self) -> User:
        user: User = self.request.user  # type: ignore[assignment]
        return user

    def _record(
        self, outlet: Outlet, kind: str, data: Mapping[str, Any], plan: Inspection | None
    ) -> Inspection:
        if not rules.has_perm(VISIT, self._user, outlet):
            raise NotAllowedError
        return record_visit(
            outlet=outlet, kind=kind, findings=_findings(data), plan=plan, actor=self._user
        )

    def _told(self, pk: int, *, status: int = 200, location: str = "") -> Response:
        visit = get_object_or_404(self.get_queryset(), pk=pk)
        content = InspectionSerializer(visit).data
        return told(content, version(visit.updated_at), status=status, location=location)


def _findings(data: Mapping[str, Any]) -> Findings:
    place_given = data.get("location")
    said: dict[str, Any] = {
        name: data.get(name) for name in ("is_staff_present", "is_ledger_kept", "mend_by")
    }
    if place_given:
        raw = RawPair(lon=place_given["lon"], lat=place_given["lat"])
        said["location"] = located(raw, place_given["crs"])
        said["location_accuracy_m"] = data.get("location_accuracy_m")
    visited_on: dt.date = data["visited_on"]
    return Findings(
        visited_on=visited_on,
        inspector_name=data["inspector_name"],
        found_open=data["found_open"],
        result=data["result"],
        note=data.get("note", ""),
        **said,
    )
