"""Photos for programs: their list, their files, and the adding of one."""

from typing import Any

import rules
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.fields import ChoiceField, TextField, UuidField
from core.api.schema import LOCATION
from core.api.serializers import StrictSerializer
from core.api.views import ApiViewSet
from core.errors import NotAllowedError
from geo.api import PlaceSerializer, place
from outlets.api.filters import PhotoFilters
from outlets.kinds import PhotoKind
from outlets.models import Outlet, Photo
from outlets.photos import KnownPhotoError, UnreadablePhotoError, add_photos, prepare
from outlets.registration import UnknownOutletError
from outlets.rules import VISIT
from outlets.stages import VOID
from outlets.views.photos import photo as photo_page


class PhotoSerializer(serializers.Serializer):
    """A photo; `file` is the address of the JPEG. `location` is where the phone said it was."""

    id = serializers.IntegerField()
    outlet = serializers.UUIDField(source="outlet_id")
    inspection = serializers.IntegerField(source="inspection_id", allow_null=True)
    report = serializers.IntegerField(source="report_id", allow_null=True)
    kind = serializers.ChoiceField(choices=PhotoKind.choices)
    file = serializers.SerializerMethodField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    sha256 = serializers.CharField()
    location = serializers.SerializerMethodField()
    added_by = serializers.CharField(source="added_by_name")
    added_at = serializers.DateTimeField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_file(self, photo: Photo) -> str:
        address = reverse("api:photo-file", args=[photo.pk])
        return str(self.context["request"].build_absolute_uri(address))

    @extend_schema_field(PlaceSerializer(allow_null=True))
    def get_location(self, photo: Photo) -> dict[str, Any] | None:
        return place(photo.location)


class NewPhotoInput(StrictSerializer):
    """A JPEG, PNG or WebP of an outlet, perhaps taken on one of its visits or for a report."""

    outlet = UuidField()
    kind = ChoiceField(choices=PhotoKind.choices)
    file = serializers.FileField()
    inspection = TextField(required=False, max_length=20)
    report = TextField(required=False, max_length=20)

    class Meta:
        told_by = PhotoSerializer


class PhotoViewSet(ApiViewSet):
    """Photos of outlets."""

    queryset = Photo.objects.all()
    serializer_class = PhotoSerializer
    filterset_class = PhotoFilters
    lookup_value_converter = "int"
    parser_classes = [MultiPartParser]

    def get_queryset(self) -> QuerySet:
        return Photo.objects.visible_to(self.request.user)  # type: ignore[arg-type]

    @extend_schema(summary=gettext_lazy("Photos, the latest first"))
    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        return self.paged(rows.order_by("-added_at", "-pk"), PhotoSerializer)

    @extend_schema(summary=gettext_lazy("One photo"))
    def retrieve(self, request: Request, pk: int) -> Response:
        return self._told(get_object_or_404(self.get_queryset(), pk=pk))

    @extend_schema(
        summary=gettext_lazy("The JPEG of a photo"),
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
    )
    @action(detail=True)
    def file(self, request: Request, pk: int) -> FileResponse:
        """Looking at a ledger, which names people, is recorded, and not every role's to do."""
        return photo_page(request._request, pk)  # type: ignore[arg-type]

    @extend_schema(
        summary=gettext_lazy("Add a photo"),
        request={"multipart/form-data": NewPhotoInput},
        responses={201: PhotoSerializer},
        parameters=[LOCATION],
    )
    def create(self, request: Request) -> Response:
        data = self.taken(NewPhotoInput, request)
        user: User = request.user  # type: ignore[assignment]
        outlets = Outlet.objects.visible_to(user).exclude(stage__in=VOID).select_related("village")
        outlet = outlets.filter(pk=data["outlet"]).first()
        if outlet is None:
            raise UnknownOutletError(field="outlet")
        if not rules.has_perm(VISIT, user, outlet):
            raise NotAllowedError
        file: UploadedFile = data["file"]
        try:
            prepared = prepare(file, file.size or 0)
        except UnreadablePhotoError as error:
            error.field = "file"
            raise
        try:
            [photo] = add_photos(
                outlet=outlet,
                photos=[(data["kind"], prepared)],
                inspection=_of_outlet(outlet.inspections, data, "inspection"),
                report=_of_outlet(outlet.monthly_reports, data, "report"),
                actor=user,
            )
        except KnownPhotoError as error:
            error.field = "file"
            raise
        return self._told(photo, status=201)

    def _told(self, photo: Photo, *, status: int = 200) -> Response:
        content = PhotoSerializer(photo, context=self.get_serializer_context()).data
        response = Response(content, status=status)
        if status == 201:
            address = reverse("api:photo-detail", args=[photo.pk])
            response["Location"] = self.request.build_absolute_uri(address)
        return response


def _of_outlet(rows: Any, data: dict[str, Any], name: str) -> Any:
    """The outlet's visit or report with the number that was sent; null without one."""
    if name not in data:
        return None
    number = data[name]
    found = rows.filter(pk=number).first() if number.isascii() and number.isdigit() else None
    if found is None:
        text = serializers.PrimaryKeyRelatedField.default_error_messages["does_not_exist"]
        message = str(text).format(pk_value=number)
        raise serializers.ValidationError({name: [message]}, code="does_not_exist")
    return found
