"""The records of a register for programs: one viewset over the declaration of each."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from accounts.models import User
from core.api import paging
from core.api.fields import TextField
from core.api.filters import LONGEST_WORDS, asked_day, asked_words
from core.api.schema import ETAG, LOCATION, VERSIONED
from core.api.serializers import NothingSerializer, StrictSerializer
from core.api.versions import demand_version, named_versions
from core.api.views import LANGUAGE, ApiViewSet, told
from core.errors import ConflictError, NotAllowedError
from entrepreneurs import approval
from entrepreneurs.api.sending import errors_by_field, filled
from entrepreneurs.api.telling import (
    changed_serializer,
    listed_serializer,
    new_serializer,
    whole,
    whole_serializer,
)
from entrepreneurs.counting.counted import COUNTED
from entrepreneurs.kinds import Source, Stage
from entrepreneurs.listing import all_listed, ask, orders
from entrepreneurs.records import add_record, revise_record
from entrepreneurs.registers.base import Register

Step = Callable[..., Any]


class ReturnRecordInput(StrictSerializer):
    """Why the record goes back: what has to be put right."""

    reason = TextField(max_length=approval.LONGEST_REASON)


class RegisterViewSet(ApiViewSet):
    """What the addresses of one register share. It does not exist for roles that see its records
    as counts only."""

    register: ClassVar[Register]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.register.is_open_to(self._user):
            raise Http404

    def get_queryset(self) -> QuerySet:
        return self.register.rows_for(self._user)

    @property
    def _user(self) -> User:
        user: User = self.request.user  # type: ignore[assignment]
        return user

    def _record(self, pk: uuid.UUID) -> Any:
        return get_object_or_404(self.get_queryset(), pk=pk)

    def _held(self, pk: uuid.UUID) -> Any:
        """The record, locked, when it is the version that the request was made from.

        Raises:
            StaleVersionError: it, or one of its rows, was changed since.
        """
        self.register.model._default_manager.select_for_update(no_key=True).get(pk=pk)
        record = self._record(pk)
        demand_version(self.request, whole(self.register, record, self._user).version)
        return record

    def _told(
        self, pk: uuid.UUID, *, status: int = 200, location: str = "", notes: Iterable[str] = ()
    ) -> Response:
        found = whole(self.register, self._record(pk), self._user)
        context = {**self.get_serializer_context(), "whole": found, "notes": notes}
        content = whole_serializer(self.register)(found.record, context=context).data
        return told(content, found.version, status=status, location=location)


class RecordViewSet(RegisterViewSet):
    """Records of the register. Only verified ones count."""

    lookup_value_converter = "uuid"

    def known_parameters(self) -> Sequence[str]:
        if self.action != "list":
            return (LANGUAGE,)
        names = [parameter.name for parameter in list_parameters(self.register)]
        return (*names, *paging.PARAMETERS, LANGUAGE)

    def list(self, request: Request) -> Response:
        values = request.query_params.dict()
        values["on"] = asked_day(request, "on").isoformat()
        values["q"] = asked_words(request, "search")
        question = ask(self.register, values, self._user)
        rows = all_listed(self.register, question, self._user)
        return self.paged(rows, listed_serializer(self.register))

    def retrieve(self, request: Request, pk: uuid.UUID) -> Response:
        return self._told(pk)

    def create(self, request: Request) -> Response:
        if not self.register.may_add(self._user):
            raise NotAllowedError
        data = self.taken(new_serializer(self.register), request)
        pk = data.pop("id", None) or uuid.uuid4()
        if self._is_known(pk):
            return self._told(pk)
        try:
            notes = self._added(pk, data)
        except ConflictError:
            if self._is_known(pk):  # sent twice at the same moment
                return self._told(pk)
            raise
        location = request.build_absolute_uri(reverse(f"api:{self.basename}-detail", args=[pk]))
        return self._told(pk, status=201, location=location, notes=notes)

    def partial_update(self, request: Request, pk: uuid.UUID) -> Response:
        self._record(pk)
        if not self.register.may_add(self._user):
            raise NotAllowedError
        named_versions(request)
        data = self.taken(changed_serializer(self.register), request, partial=True)
        is_submitted = data.pop("is_submitted", False)
        with transaction.atomic():
            record = self._held(pk)
            if not data and not is_submitted:
                return self._told(pk)
            version = record.updated_at
            form = filled(self.register.form(instance=record, user=self._user), data)
            with errors_by_field(form):
                revise_record(
                    record=form.record(self._user),
                    actor=self._user,
                    seen_at=version,
                    is_submitted=is_submitted,
                )
        return self._told(pk, notes=(*form.notes, *form.doubts))

    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: uuid.UUID) -> Response:
        return self._stepped(pk, approval.submit)

    @action(detail=True, methods=["post"])
    def verify(self, request: Request, pk: uuid.UUID) -> Response:
        return self._stepped(pk, approval.verify)

    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: uuid.UUID) -> Response:
        return self._stepped(pk, approval.send_back, ReturnRecordInput)

    def _is_known(self, pk: uuid.UUID) -> bool:
        """Whether there is such a record; outside of the jurisdiction it cannot be sent again.

        Raises:
            UnknownRecordError: it exists outside of the jurisdiction.
        """
        if not self.register.model._default_manager.filter(pk=pk).exists():
            return False
        if not self.get_queryset().filter(pk=pk).exists():
            raise approval.UnknownRecordError(field="id")
        return True

    def _added(self, pk: uuid.UUID, data: dict[str, Any]) -> Sequence[str]:
        is_submitted = data.pop("is_submitted", False)
        model: Any = self.register.model
        record = model(pk=pk, source=Source.API)
        form = filled(self.register.form(instance=record, user=self._user), data)
        with transaction.atomic(), errors_by_field(form):
            # A person is not entered without the record.
            add_record(record=form.record(self._user), actor=self._user, is_submitted=is_submitted)
        return (*form.notes, *form.doubts)

    def _stepped(
        self,
        pk: uuid.UUID,
        step: Step,
        serializer: type[StrictSerializer] = NothingSerializer,
    ) -> Response:
        """Take a step from the version that the request names."""
        self._record(pk)
        named_versions(self.request)
        data: Mapping[str, Any] = self.taken(serializer, self.request)
        with transaction.atomic():
            record = self._held(pk)
            step(record=record, actor=self._user, seen_at=record.updated_at, **data)
        return self._told(pk)


def list_parameters(register: Register) -> list[OpenApiParameter]:
    """What the list may be asked; people are not looked for by an address."""
    choice = partial(OpenApiParameter, type=str)
    found = [
        OpenApiParameter("division", str, description=_("Code; records at or under it.")),
        choice("stage", enum=Stage.values, description=_("How far it has come.")),
        *(
            choice(one.field, enum=[value for value, _label in one.choices])
            for one in register.filters
        ),
        choice("sort", enum=orders(register), description=_("“-” before it: downwards.")),
    ]
    if words := COUNTED.get(register.slug):
        text = _("Only the records that this figure counts on the day `on`.")
        found.append(choice("counted", enum=list(words), description=text))
    day = {"type": "string", "format": "date"}
    found.append(OpenApiParameter("on", day, description=_("The day of `counted`; today.")))
    if not register.is_personal:
        schema = {"type": "string", "maxLength": LONGEST_WORDS}
        found.append(OpenApiParameter("search", schema, description=_("Words to look for.")))
    return found


def viewset_of(register: Register) -> type[RecordViewSet]:
    """The register's viewset, with everything that its description says."""
    own = {
        "register": register,
        "queryset": register.model._default_manager.all(),
        "serializer_class": whole_serializer(register),
    }
    made: type[RecordViewSet] = type(f"{register.model.__name__}ViewSet", (RecordViewSet,), own)
    record = whole_serializer(register)
    said = partial(described, register)
    return extend_schema_view(
        list=said(
            _("the list"),
            responses=listed_serializer(register)(many=True),
            parameters=list_parameters(register),
        ),
        retrieve=said(_("one, with its rows"), responses=record, parameters=[ETAG]),
        create=said(
            _("enter one, as a draft or handed in"),
            request=new_serializer(register),
            responses={201: record, 200: record},
            parameters=[ETAG, LOCATION],
        ),
        partial_update=said(
            _("change one"),
            request=changed_serializer(register),
            responses=record,
            parameters=VERSIONED,
        ),
        submit=said(
            _("hand one in to the county's department"),
            request=NothingSerializer,
            responses=record,
            parameters=VERSIONED,
        ),
        verify=said(
            _("verify one: from now on it counts"),
            request=NothingSerializer,
            responses=record,
            parameters=VERSIONED,
        ),
        send_back=said(
            _("return one, with the reason"),
            request=ReturnRecordInput,
            responses=record,
            parameters=VERSIONED,
        ),
    )(made)


def described(register: Register, words: Any, **more: Any) -> Any:
    """What the description says of one operation of a register."""
    noun = register.model._meta.verbose_name_plural
    summary = format_lazy(_("{noun}: {words}"), noun=noun, words=words)
    return extend_schema(summary=summary, tags=[f"registry/{register.slug}"], **more)


def register_records(router: BaseRouter, register: Register) -> None:
    router.register(f"registry/{register.slug}", viewset_of(register), basename=register.slug)
