"""The registers that an account may read, and what it may do there."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.views import ApiMixin
from entrepreneurs import approval
from entrepreneurs.registers import ALL
from entrepreneurs.registers.base import Part, Register


class PartOfRegisterSerializer(serializers.Serializer):
    """Rows that belong to a record. `register` names the one in which they are records."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    register = serializers.CharField(allow_blank=True)
    may_change = serializers.BooleanField()


class RegisterSerializer(serializers.Serializer):
    """A register, and what the account may do in it."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    address = serializers.URLField()
    is_personal = serializers.BooleanField(help_text=_("Persons in it are told masked."))
    may_enter = serializers.BooleanField()
    may_verify = serializers.BooleanField()
    parts = PartOfRegisterSerializer(many=True)


class OverviewViewSet(ApiMixin, viewsets.ViewSet):
    """The registers of people and of what supports them."""

    @extend_schema(
        operation_id="registry",
        summary=_("The registers that the account may read, and what it may do there"),
        responses=RegisterSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        user: User = request.user  # type: ignore[assignment]
        rows = [_row(register, request, user) for register in ALL if register.is_open_to(user)]
        return Response(rows)


def _row(register: Register, request: Request, user: User) -> dict[str, Any]:
    may_enter = register.may_add(user)
    return {
        "name": register.slug,
        "label": register.plural,
        "address": request.build_absolute_uri(reverse(f"api:{register.slug}-list")),
        "is_personal": register.is_personal,
        "may_enter": may_enter,
        "may_verify": approval.may_verify(user, register.model),
        "parts": [_part(part, may_enter, user) for part in register.parts if part.is_open_to(user)],
    }


def _part(part: Part, may_enter: bool, user: User) -> dict[str, Any]:
    return {
        "name": part.slug,
        "label": part.plural,
        "register": part.register,
        "may_change": may_enter and part.form is not None and part.may_change(user),
    }
