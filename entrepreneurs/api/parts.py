"""The rows of a record for programs: added, changed, removed from the record's version."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from core.api.schema import VERSIONED
from core.api.versions import named_versions
from core.errors import NotAllowedError
from entrepreneurs.api.records import RegisterViewSet, described
from entrepreneurs.api.sending import errors_by_field, filled
from entrepreneurs.api.telling import (
    changed_row_serializer,
    new_row_serializer,
    whole_serializer,
)
from entrepreneurs.records import remove_row, save_row
from entrepreneurs.registers.base import Part, Register
from entrepreneurs.views.common import powers

# What is done to a row of a record; notes for the caller come out.
Change = Callable[[Any, Any], tuple[str, ...]]


class PartViewSet(RegisterViewSet):
    """Rows of a record. `If-Match` names the record's version, and the record is what is told: so
    that a row that is sent twice is kept once."""

    part: ClassVar[Part]
    lookup_value_converter = "int"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.part.is_open_to(self._user):
            raise Http404

    def create(self, request: Request, record: uuid.UUID) -> Response:
        if not self.part.belongs_to(self._demand(record)):
            raise Http404
        data = self.taken(new_row_serializer(self.part), request)
        row = self.part.model()
        return self._changed(record, lambda owner: row, partial(self._saved, data), status=201)

    def partial_update(self, request: Request, record: uuid.UUID, pk: int) -> Response:
        self._row(self._demand(record), pk)
        data = self.taken(changed_row_serializer(self.part), request, partial=True)
        return self._changed(record, lambda owner: self._row(owner, pk), partial(self._saved, data))

    def destroy(self, request: Request, record: uuid.UUID, pk: int) -> Response:
        self._row(self._demand(record), pk)
        return self._changed(record, lambda owner: self._row(owner, pk), self._removed)

    def _demand(self, pk: uuid.UUID) -> Any:
        """The record, where the account may change its rows, and the request names a version."""
        owner = self._record(pk)
        if not powers(owner, self._user).edit or not self.part.may_change(self._user):
            raise NotAllowedError
        named_versions(self.request)
        return owner

    def _row(self, owner: Any, pk: int) -> Any:
        return get_object_or_404(self.part.rows_of(owner), pk=pk)

    def _changed(
        self, pk: uuid.UUID, row_of: Callable[[Any], Any], change: Change, *, status: int = 200
    ) -> Response:
        with transaction.atomic():
            owner = self._held(pk)
            notes = change(owner, row_of(owner))
        return self._told(pk, status=status, notes=notes)

    def _saved(self, data: dict[str, Any], owner: Any, row: Any) -> tuple[str, ...]:
        setattr(row, self.part.parent, owner)
        assert self.part.form, "rows that are records have their own addresses"
        form = filled(self.part.form(instance=row, user=self._user), data)
        with errors_by_field(form):
            save_row(row=form.record(self._user), record=owner, actor=self._user)
        return (*form.notes, *form.doubts)

    def _removed(self, owner: Any, row: Any) -> tuple[str, ...]:
        remove_row(row=row, record=owner, actor=self._user)
        return ()


def viewset_of(register: Register, part: Part) -> type[PartViewSet]:
    own = {
        "register": register,
        "part": part,
        "queryset": part.model._default_manager.all(),
        "serializer_class": whole_serializer(register),
    }
    made: type[PartViewSet] = type(f"{part.model.__name__}RowViewSet", (PartViewSet,), own)
    record = whole_serializer(register)
    noun = part.model._meta.verbose_name_plural
    said = partial(described, register, parameters=VERSIONED)
    return extend_schema_view(
        create=said(
            format_lazy(_("{rows}: add a row"), rows=noun),
            request=new_row_serializer(part),
            responses={201: record},
        ),
        partial_update=said(
            format_lazy(_("{rows}: change a row"), rows=noun),
            request=changed_row_serializer(part),
            responses=record,
        ),
        destroy=said(
            format_lazy(_("{rows}: remove a row entered by mistake"), rows=noun),
            responses={200: record},
        ),
    )(made)


def register_parts(router: BaseRouter, register: Register) -> None:
    for part in register.parts:
        if not part.form:
            continue
        prefix = f"registry/{register.slug}/<uuid:record>/{part.slug}"
        basename = f"{register.slug}-{part.slug}"
        router.register(prefix, viewset_of(register, part), basename=basename)
