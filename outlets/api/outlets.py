"""Outlets for programs: the list, one of them, registering and changing, and every step."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import rules
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.filters import asked_day
from core.api.schema import ETAG, LOCATION, VERSIONED
from core.api.serializers import NothingSerializer, StrictSerializer
from core.api.versions import demand_version, named_versions
from core.api.views import ApiViewSet, told
from core.errors import DomainError, NotAllowedError
from outlets import registration, services
from outlets.api.filters import OutletFilters
from outlets.api.sending import (
    AcceptInput,
    ChangedOutletInput,
    DocumentInput,
    NewOutletInput,
    ObjectInput,
    ReturnInput,
    StatusInput,
    SubmitInput,
    WithdrawInput,
    changed_record,
    new_record,
)
from outlets.api.telling import ListedOutletSerializer, OutletSerializer, version_of
from outlets.checks import problems_of, problems_of_name
from outlets.duplicates import Candidate
from outlets.kinds import Stage, Status
from outlets.models import Outlet
from outlets.querysets import OutletQuerySet
from outlets.registration import RefusedRecordError
from outlets.rules import CHANGE, CHANGE_STATUS

Take = Callable[[Outlet, Mapping[str, Any], User], Any]
ON = OpenApiParameter(
    "on", {"type": "string", "format": "date"}, description=gettext_lazy("Day of `status`.")
)
STATUSES_WITH_REASON = (Status.SUSPENDED, Status.CLOSED)


class LikeAnotherError(DomainError):
    """A submission that may be an outlet that is registered already, without a word on it."""

    status = 409
    code = "possible_duplicate"

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        names = "、".join(candidate.outlet.name for candidate in candidates[:3])
        text = _("It may be the same outlet as %(names)s. Say in “remark” why it is another one.")
        super().__init__(text % {"names": names}, field="remark")


def _step(summary: Any, serializer: type[StrictSerializer]) -> Callable[[Any], Any]:
    """Marks a method as a step of an outlet: `POST …/<its name>/`."""

    def mark(method: Any) -> Any:
        path = method.__name__.removesuffix("_").replace("_", "-")
        step = action(detail=True, methods=["post"], url_path=path)(method)
        return extend_schema(
            summary=summary, request=serializer, responses=OutletSerializer, parameters=VERSIONED
        )(step)

    return mark


class OutletViewSet(ApiViewSet):
    """Outlets. A new one is a draft; steps bring it on, as they do on the pages."""

    queryset = Outlet.objects.all()
    serializer_class = OutletSerializer
    filterset_class = OutletFilters
    lookup_value_converter = "uuid"
    more_parameters = {"list": ("on",)}

    def get_queryset(self) -> QuerySet:
        return self._outlets()

    def _outlets(self) -> OutletQuerySet:
        return Outlet.objects.visible_to(self.request.user)  # type: ignore[arg-type]

    @extend_schema(
        summary=gettext_lazy("Outlets within the jurisdiction"),
        parameters=[ON],
        responses=ListedOutletSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        rows = self._outlets().with_status_on(asked_day(request, "on"))
        found = self.filter_queryset(rows.select_related("village"))
        return self.paged(
            found.order_by("village__code", "outlet_no", "pk"), ListedOutletSerializer
        )

    @extend_schema(summary=gettext_lazy("One outlet"), parameters=[ETAG])
    def retrieve(self, request: Request, pk: uuid.UUID) -> Response:
        return self._told(self._outlet(pk))

    @extend_schema(
        summary=gettext_lazy("Register an outlet, as a draft"),
        request=NewOutletInput,
        responses={201: OutletSerializer, 200: OutletSerializer},
        parameters=[ETAG, LOCATION],
    )
    @transaction.atomic
    def create(self, request: Request) -> Response:
        data = self.taken(NewOutletInput, request)
        pk = data.get("id") or uuid.uuid4()
        is_known = Outlet.objects.filter(pk=pk).exists()
        record = new_record(data, self._user)
        registration.save_draft(record=record, actor=self._user, id=pk)
        location = self.request.build_absolute_uri(reverse("api:outlet-detail", args=[pk]))
        if is_known:
            return self._told(self._outlet(pk))
        return self._told(self._outlet(pk), status=201, location=location)

    @extend_schema(
        summary=gettext_lazy("Change a draft, a returned submission, or an established outlet"),
        request=ChangedOutletInput,
        parameters=VERSIONED,
    )
    def partial_update(self, request: Request, pk: uuid.UUID) -> Response:
        return self._changed(pk, ChangedOutletInput, _revise, partial=True)

    @_step(gettext_lazy("Submit it to the county's reviewers"), SubmitInput)
    def submit(self, request: Request, pk: uuid.UUID) -> Response:
        return self._changed(pk, SubmitInput, _submit)

    @_step(
        gettext_lazy("Approve it: public notice follows, or what the settings say"), DocumentInput
    )
    def approve(self, request: Request, pk: uuid.UUID) -> Response:
        return self._changed(pk, DocumentInput, _of_registration(registration.approve))

    @_step(gettext_lazy("Return it to be mended"), ReturnInput)
    def return_(self, request: Request, pk: uuid.UUID) -> Response:
        return self._changed(pk, ReturnInput, _of_registration(registration.send_back))

    @_step(gettext_lazy("Attach an objection raised during public notice"), ObjectInput)
    def object_(self, request: Request, pk: uuid.UUID) -> Response:
        return self._changed(pk, ObjectInput, _of_registration(registration.object_to))

    @_step(gettext_lazy("End a public notice whose days are over"), NothingSerializer)
    def end_notice(self, request: Request, pk: uuid.UUID) -> Response:
        return self._changed(pk, NothingSerializer, _of_registration(registration.end_notice))

    @_step(
        gettext_lazy("Accept it: it is established and operates from its opening on"), AcceptInput
    )
    def accept(self, request: Request, pk: uuid.UUID) -> Response:
        return self._changed(pk, AcceptInput, _of_registration(registration.accept))

    @_step(gettext_lazy("Withdraw it"), WithdrawInput)
    def withdraw(self, request: Request, pk: uuid.UUID) -> Response:
        return self._changed(pk, WithdrawInput, _of_registration(registration.withdraw))

    @_step(gettext_lazy("Change the status of an established outlet"), StatusInput)
    def status_(self, request: Request, pk: uuid.UUID) -> Response:
        return self._changed(pk, StatusInput, _change_status)

    @property
    def _user(self) -> User:
        user: User = self.request.user  # type: ignore[assignment]
        return user

    def _outlet(self, pk: uuid.UUID) -> Outlet:
        outlets = self._outlets().with_status_on(timezone.localdate())
        related = outlets.select_related("village__parent", "organization")
        known = related.prefetch_related("statuses", "served_villages__village__parent")
        outlet: Outlet = get_object_or_404(known, pk=pk)
        return outlet

    def _changed(
        self,
        pk: uuid.UUID,
        serializer: type[StrictSerializer],
        take: Take,
        *,
        partial: bool = False,
    ) -> Response:
        """Take a step from the version that the request names; all of it or nothing."""
        get_object_or_404(self._outlets(), pk=pk)
        named_versions(self.request)
        data = self.taken(serializer, self.request, partial=partial)
        with transaction.atomic():
            Outlet.objects.select_for_update(no_key=True).get(pk=pk)
            outlet = self._outlet(pk)
            demand_version(self.request, version_of(outlet))
            take(outlet, data, self._user)
        return self._told(self._outlet(pk))

    def _told(self, outlet: Outlet, *, status: int = 200, location: str = "") -> Response:
        content = OutletSerializer(outlet, context=self.get_serializer_context()).data
        return told(content, version_of(outlet), status=status, location=location)


def _revise(outlet: Outlet, data: Mapping[str, Any], actor: User) -> None:
    """Facts of an established outlet, or of a draft; only what differs is written."""
    if outlet.stage != Stage.ESTABLISHED:
        record = changed_record(outlet, data, actor)
        registration.save_draft(
            record=record, outlet=outlet, seen_at=outlet.updated_at, actor=actor
        )
        return
    if not rules.has_perm(CHANGE, actor, outlet):
        raise NotAllowedError
    record = changed_record(outlet, data, actor)
    # A position taken over long ago hinders no other change.
    problems = [
        problem
        for problem in problems_of(record, timezone.localdate())
        if problem.field != "location" or "location" in data
    ]
    if problems := [*problems, *problems_of_name(record, outlet)]:
        raise RefusedRecordError(problems)
    services.revise_outlet(outlet=outlet, record=record, actor=actor)


def _of_registration(service: Callable[..., Any]) -> Take:
    def take(outlet: Outlet, data: Mapping[str, Any], actor: User) -> None:
        service(outlet=outlet, seen_at=outlet.updated_at, actor=actor, **data)

    return take


def _submit(outlet: Outlet, data: Mapping[str, Any], actor: User) -> None:
    remark = data.get("remark", "")
    done = registration.submit(outlet=outlet, seen_at=outlet.updated_at, actor=actor, remark=remark)
    if done.candidates and not remark:
        raise LikeAnotherError(done.candidates)


def _change_status(outlet: Outlet, data: Mapping[str, Any], actor: User) -> None:
    if not rules.has_perm(CHANGE_STATUS, actor, outlet):
        raise NotAllowedError
    if data["status"] in STATUSES_WITH_REASON and not data.get("reason"):
        raise DomainError(_("Say why."), field="reason")
    services.change_status(
        outlet=outlet,
        status=data["status"],
        on=data["on"],
        reason=data.get("reason", ""),
        expected=getattr(outlet, "status_on_day", None),
        actor=actor,
    )
