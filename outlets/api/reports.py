"""Monthly reports for programs. A figure that is left out is unknown; it is no zero."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import rules
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.errors import FieldError
from core.api.fields import AmountField, ChoiceField, MonthField, TextField, UuidField, WholeField
from core.api.schema import ETAG, LOCATION, VERSIONED
from core.api.serializers import StrictSerializer
from core.api.versions import demand_version, named_versions, version
from core.api.views import ApiViewSet, told
from core.errors import DomainError, NotAllowedError
from outlets.api.filters import ReportFilters
from outlets.figures import AMOUNTS, FIGURES, MOST
from outlets.kinds import NilReason
from outlets.models import MonthlyReport, Outlet
from outlets.registration import UnknownOutletError
from outlets.reporting import UnconfirmedError, file_report
from outlets.rules import REPORT

MOST_CONFIRMED = 40


def _figure(name: str, **options: Any) -> serializers.Field:
    if name in AMOUNTS:
        return AmountField(allow_null=True, **options)
    return WholeField(allow_null=True, min_value=0, max_value=MOST, **options)


FIGURES_TOLD = {name: _figure(name) for name in FIGURES}
FIGURES_SENT = {name: _figure(name, required=False) for name in FIGURES}


class _Report(serializers.Serializer):
    """Counts are pieces or visits, amounts yuan; null where nobody knows."""

    id = serializers.IntegerField()
    outlet = serializers.UUIDField(source="outlet_id")
    month = MonthField()
    nil_reason = serializers.ChoiceField(choices=NilReason.choices, allow_blank=True)
    is_late = serializers.BooleanField()
    submitted_by = serializers.CharField(source="submitted_by_name")
    submitted_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


ReportSerializer = type("ReportSerializer", (_Report,), FIGURES_TOLD | {"__doc__": _Report.__doc__})


class _Figures(StrictSerializer):
    """`confirmed`: keys of the questions on unlikely figures that somebody answered with yes."""

    nil_reason = ChoiceField(choices=NilReason.choices, required=False, allow_blank=True)
    confirmed = serializers.ListField(
        child=TextField(max_length=80), required=False, max_length=MOST_CONFIRMED
    )

    class Meta:
        told_by = ReportSerializer


class _New(_Figures):
    outlet = UuidField()
    month = MonthField()


FiguresInput = type("FiguresInput", (_Figures,), FIGURES_SENT | {"__doc__": _Figures.__doc__})
NewReportInput = type("NewReportInput", (_New,), FIGURES_SENT | {"__doc__": _Figures.__doc__})


class UnlikelyFiguresError(DomainError):
    """The questions that an unlikely report raises; each code is the key that confirms it."""

    code = UnconfirmedError.code
    message = UnconfirmedError.message

    def __init__(self, error: UnconfirmedError) -> None:
        super().__init__()
        asked = error.questions
        self.problems = [FieldError(one.field, one.key, one.message) for one in asked]


class ReportViewSet(ApiViewSet):
    """Monthly reports of outlets."""

    queryset = MonthlyReport.objects.all()
    serializer_class = ReportSerializer
    filterset_class = ReportFilters
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet:
        return MonthlyReport.objects.visible_to(self.request.user)  # type: ignore[arg-type]

    @extend_schema(summary=gettext_lazy("Monthly reports, the latest first"))
    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        return self.paged(rows.order_by("-month", "outlet_id"), ReportSerializer)

    @extend_schema(summary=gettext_lazy("One report"), parameters=[ETAG])
    def retrieve(self, request: Request, pk: int) -> Response:
        return self._told(get_object_or_404(self.get_queryset(), pk=pk))

    @extend_schema(
        summary=gettext_lazy("File the report of a month"),
        request=NewReportInput,
        responses={201: ReportSerializer},
        parameters=[ETAG, LOCATION],
    )
    def create(self, request: Request) -> Response:
        data = self.taken(NewReportInput, request)
        outlets = Outlet.objects.visible_to(self._user).select_related("village")
        outlet = outlets.filter(pk=data["outlet"]).first()
        if outlet is None:
            raise UnknownOutletError(field="outlet")
        report = self._file(outlet, data["month"], data, None)
        address = request.build_absolute_uri(reverse("api:report-detail", args=[report.pk]))
        return self._told(report, status=201, location=address)

    @extend_schema(
        summary=gettext_lazy("Correct a report; figures that are left out stay as they are"),
        request=FiguresInput,
        parameters=VERSIONED,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        reports = self.get_queryset().select_related("outlet__village")
        get_object_or_404(reports, pk=pk)
        named_versions(request)
        data = self.taken(FiguresInput, request, partial=True)
        with transaction.atomic():
            MonthlyReport.objects.select_for_update(no_key=True).get(pk=pk)
            report = reports.get(pk=pk)
            demand_version(request, version(report.updated_at))
            said = {name: getattr(report, name) for name in (*FIGURES, "nil_reason")}
            report = self._file(report.outlet, report.month, said | data, report.updated_at)
        return self._told(report)

    @property
    def _user(self) -> User:
        user: User = self.request.user  # type: ignore[assignment]
        return user

    def _file(
        self, outlet: Outlet, month: dt.date, data: Mapping[str, Any], seen_at: dt.datetime | None
    ) -> MonthlyReport:
        if not rules.has_perm(REPORT, self._user, outlet):
            raise NotAllowedError
        try:
            return file_report(
                outlet=outlet,
                month=month,
                figures={name: data.get(name) for name in FIGURES},
                nil_reason=data.get("nil_reason", ""),
                seen_at=seen_at,
                confirmed=data.get("confirmed", ()),
                actor=self._user,
            )
        except UnconfirmedError as error:
            raise UnlikelyFiguresError(error) from error

    def _told(self, report: MonthlyReport, *, status: int = 200, location: str = "") -> Response:
        content = ReportSerializer(report).data
        return told(content, version(report.updated_at), status=status, location=location)
