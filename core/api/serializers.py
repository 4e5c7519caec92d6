"""Input in which every field counts: unknown ones and those that are not the caller's to set are
refused by name, never ignored."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

READ_ONLY = _("This is not set here: leave it out.")
UNKNOWN = _("There is no such field.")


class StrictSerializer(serializers.Serializer):
    """A serializer of what a caller may send."""

    def to_internal_value(self, data: Any) -> Any:
        refused = self._refused(data) if isinstance(data, Mapping) else {}
        try:
            taken = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict):
                raise serializers.ValidationError({**refused, **error.detail}) from error
            raise
        if refused:
            raise serializers.ValidationError(refused)
        return taken

    def _refused(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        fields = self.fields
        refused = {}
        for name in data:
            if name not in fields:
                told = name in self.told_only()
                code, text = ("read_only", READ_ONLY) if told else ("unknown_field", UNKNOWN)
                refused[str(name)] = [ErrorDetail(str(text), code)]
            elif fields[name].read_only:
                refused[name] = [ErrorDetail(str(READ_ONLY), "read_only")]
        return refused

    def told_only(self) -> frozenset[str]:
        """Fields that answers have and requests do not; `Meta.told_by` is the answers' class."""
        told_by = getattr(getattr(self, "Meta", None), "told_by", None)
        return frozenset(told_by().fields) if told_by else frozenset()


class FieldErrorSerializer(serializers.Serializer):
    field = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField()


class ErrorSerializer(serializers.Serializer):
    """Every error: a code for programs, a sentence for people, and the fields to mend."""

    code = serializers.CharField()
    message = serializers.CharField()
    fields_ = FieldErrorSerializer(many=True, source="fields")


class NothingSerializer(StrictSerializer):
    """A step that needs no words."""
