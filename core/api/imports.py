"""Imports for programs, in the two steps of the pages: sent and previewed, then confirmed.

A file is previewed as it is received. What it would do stands in `counts` and `errors`; nothing
is written before `confirm/`, and then in the background: ask again until `state` is final.
"""

import json
import uuid
from collections.abc import Callable
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from core import import_errors, import_kinds, import_runs, tables
from core.api.fields import TextField
from core.api.parsing import StrictJSONParser
from core.api.schema import LOCATION
from core.api.serializers import NothingSerializer, StrictSerializer
from core.api.views import ApiViewSet
from core.import_kinds import Option, Sender
from core.models import ImportRun, ImportState

LONGEST_OPTION, LONGEST_OPTIONS = 200, 2000


class ImportErrorSerializer(serializers.Serializer):
    """What is wrong with one cell; `row` and `column` as the spreadsheet shows them."""

    sheet = serializers.CharField(required=False)
    row = serializers.IntegerField()
    column = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField()


class ListedImportSerializer(serializers.Serializer):
    """A file that was sent, and how far it has got."""

    id = serializers.UUIDField(source="uid")
    kind = serializers.CharField()
    file_name = serializers.CharField()
    state = serializers.ChoiceField(choices=ImportState.choices)
    counts = serializers.DictField(child=serializers.IntegerField())
    progress = serializers.FloatField(help_text=gettext_lazy("0 to 1."))
    message = serializers.CharField(allow_blank=True)
    sent_by = serializers.CharField(source="actor_name")
    sent_at = serializers.DateTimeField(source="at")
    confirmed_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)


class ReadingSerializer(serializers.Serializer):
    """One of the answers to a question, and what speaks for it."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class ImportQuestionSerializer(serializers.Serializer):
    """What has to be chosen (`is_open`), or was judged (`suggested`), before it is written."""

    option = serializers.CharField()
    message = serializers.CharField()
    readings = ReadingSerializer(many=True)
    suggested = serializers.CharField(allow_blank=True)
    is_open = serializers.BooleanField()


class ImportSerializer(ListedImportSerializer):
    """A file that was sent, and what became or would become of it."""

    errors = ImportErrorSerializer(many=True, source="problems")  # type: ignore[assignment]
    notes = serializers.ListField(child=serializers.CharField())
    questions = ImportQuestionSerializer(many=True)
    options = serializers.DictField(child=serializers.CharField())
    may_undo = serializers.SerializerMethodField()

    def get_may_undo(self, run: ImportRun) -> bool:
        return import_runs.may_undo(run, self.context["request"].user)


class NewImportInput(StrictSerializer):
    """`kind`: one of those at `/imports/kinds/`. `options`: a JSON object of that kind's options,
    as text; `crs` is short for the option of that name."""

    kind = TextField(max_length=40)
    file = serializers.FileField()
    options = TextField(required=False, allow_blank=True, max_length=LONGEST_OPTIONS)
    crs = TextField(required=False, max_length=LONGEST_OPTION)

    def validate_options(self, text: str) -> dict[str, str]:
        try:
            options = json.loads(text or "{}")
        except (ValueError, RecursionError):
            options = None
        is_plain = isinstance(options, dict) and all(isinstance(v, str) for v in options.values())
        if not is_plain:
            message = _("Write a JSON object whose values are texts.")
            raise serializers.ValidationError(message, code="invalid")
        return options


class ChoiceInput(StrictSerializer):
    """Answers to `questions`, by the name of the option."""

    options = serializers.DictField(child=TextField(max_length=LONGEST_OPTION))


class OptionSerializer(serializers.Serializer):
    """Something that may be chosen beside the file; any text where there are no `choices`."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    choices = serializers.SerializerMethodField()
    is_required = serializers.BooleanField()

    def get_choices(self, option: Option) -> list[str]:
        return [value for value, _label in option.choices]


class ImportKindSerializer(serializers.Serializer):
    """A kind of file that the account may send."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    hint = serializers.CharField(allow_blank=True)
    suffixes = serializers.ListField(child=serializers.CharField())
    options = OptionSerializer(many=True)


class ImportViewSet(ApiViewSet):
    """Files that were sent: the account's own, and those it may look after."""

    queryset = ImportRun.objects.all()
    serializer_class = ImportSerializer
    lookup_value_converter = "uuid"
    lookup_field = "uid"
    parser_classes = [StrictJSONParser, MultiPartParser]

    def get_queryset(self) -> QuerySet:
        return ImportRun.objects.visible_to(self.request.user)

    @extend_schema(
        summary=gettext_lazy("Files that were sent, the latest first"),
        responses=ListedImportSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        rows = self.get_queryset().defer("problems", "rows", "tables", "notes", "questions")
        return self.paged(rows.order_by("-at", "-pk"), ListedImportSerializer)

    @extend_schema(summary=gettext_lazy("One file, and what became of it"))
    def retrieve(self, request: Request, uid: uuid.UUID) -> Response:
        return self._told(self._run(uid))

    @extend_schema(
        summary=gettext_lazy("Send a file, to be previewed"),
        request={"multipart/form-data": NewImportInput},
        responses={201: ImportSerializer},
        parameters=[LOCATION],
    )
    def create(self, request: Request) -> Response:
        data = self.taken(NewImportInput, request)
        file: UploadedFile = data["file"]
        options = data.get("options", {}) | ({"crs": data["crs"]} if "crs" in data else {})
        user: Any = request.user
        run = import_runs.receive(kind=data["kind"], file=file, actor=user, options=options)
        return self._told(import_runs.preview(run=run), status=201)

    @extend_schema(
        summary=gettext_lazy("The kinds of files that the account may send"),
        responses=ImportKindSerializer(many=True),
        filters=False,
    )
    @action(detail=False, pagination_class=None)
    def kinds(self, request: Request) -> Response:
        kinds = import_kinds.kinds_for(request.user)  # type: ignore[arg-type]
        return Response(ImportKindSerializer(kinds, many=True).data)

    @extend_schema(summary=gettext_lazy("Answer questions, and preview again"), request=ChoiceInput)
    @action(detail=True, methods=["post"])
    def choose(self, request: Request, uid: uuid.UUID) -> Response:
        run = self._run(uid)
        options = self.taken(ChoiceInput, request)["options"]
        actor: Any = request.user
        return self._told(import_runs.choose(run=run, options=options, actor=actor))

    @extend_schema(
        summary=gettext_lazy("Let it be written, in the background"), request=NothingSerializer
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, uid: uuid.UUID) -> Response:
        return self._done(uid, import_runs.confirm)

    @extend_schema(
        summary=gettext_lazy("Give it up before it is confirmed"), request=NothingSerializer
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: uuid.UUID) -> Response:
        return self._done(uid, import_runs.cancel)

    @extend_schema(
        summary=gettext_lazy("Take back what it wrote, except what was edited since"),
        request=NothingSerializer,
    )
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, uid: uuid.UUID) -> Response:
        return self._done(uid, import_runs.undo)

    @extend_schema(
        summary=gettext_lazy("The sender's own sheet with what is wrong in a column of its own"),
        responses={(200, tables.XLSX): OpenApiTypes.BINARY},
    )
    @action(detail=True, url_path="errors.xlsx")
    def errors(self, request: Request, uid: uuid.UUID) -> HttpResponse:
        run, user = self._run(uid), cast(Sender, request.user)
        content = import_errors.error_workbook(run, user=user)
        response = HttpResponse(content, content_type=tables.XLSX)
        response["Content-Disposition"] = f'attachment; filename="errors-{uid}.xlsx"'
        return response

    def _run(self, uid: uuid.UUID) -> ImportRun:
        run: ImportRun = get_object_or_404(self.get_queryset(), uid=uid)
        return run

    def _done(self, uid: uuid.UUID, service: Callable[..., ImportRun]) -> Response:
        run = self._run(uid)
        self.taken(NothingSerializer, self.request)
        return self._told(service(run=run, actor=self.request.user))

    def _told(self, run: ImportRun, *, status: int = 200) -> Response:
        content = ImportSerializer(run, context=self.get_serializer_context()).data
        response = Response(content, status=status)
        if status == 201:
            address = reverse("api:import-detail", args=[run.uid])
            response["Location"] = self.request.build_absolute_uri(address)
        return response


def register(router: BaseRouter) -> None:
    router.register("imports", ImportViewSet, basename="import")
