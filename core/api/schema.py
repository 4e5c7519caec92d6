"""The OpenAPI description: what every operation has in common is said here once."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from core.api.views import LANGUAGE, ApiMixin

ERROR = "#/components/schemas/Error"
WORDS = {
    "400": gettext_lazy("Something of what was sent is wrong; `fields` names it."),
    "401": gettext_lazy("No credentials, or none that hold."),
    "403": gettext_lazy("The account's role does not include this."),
    "404": gettext_lazy("There is no such record within the account's jurisdiction."),
    "409": gettext_lazy("The record's state does not allow this."),
    "412": gettext_lazy("The record was changed since the version that If-Match names."),
    "413": gettext_lazy("More than is taken in one request."),
    "415": gettext_lazy("A body of another kind than is taken here."),
    "428": gettext_lazy("If-Match is missing."),
    "429": gettext_lazy("Too many requests; Retry-After says how many seconds to wait."),
}
OF_ALL = ("400", "401", "403", "404", "429")
OF_BODIES = ("409", "413", "415")
OF_VERSIONS = ("412", "428")

ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 201],
    description=gettext_lazy("The record's version."),
)
LOCATION = OpenApiParameter(
    "Location",
    str,
    OpenApiParameter.HEADER,
    response=[201],
    description=gettext_lazy("The new record's own."),
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": '^"[0-9]+(-[0-9]+)?"$'},
    OpenApiParameter.HEADER,
    required=True,
    description=gettext_lazy("The version that the change is made from: the ETag that was read."),
)
# What a change of a known record has, in the schema.
VERSIONED = [IF_MATCH, ETAG]


class Schema(AutoSchema):
    """Adds what every view answers in the same way: the language, and the errors."""

    def get_override_parameters(self) -> list[Any]:
        own = list(super().get_override_parameters())
        if isinstance(self.view, ApiMixin):
            languages = [code for code, _name in settings.LANGUAGES]
            words = gettext_lazy("Language of messages; that of the pages when left out.")
            own.append(OpenApiParameter(LANGUAGE, str, enum=languages, description=words))
        return own


class StrictInput(OpenApiSerializerExtension):
    """Says that unknown fields are refused."""

    target_class = "core.api.serializers.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        if direction == "request":
            schema["additionalProperties"] = False
        return schema


def say_what_it_is(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Head the description; for `POSTPROCESSING_HOOKS`."""
    result["info"] |= {
        "title": gettext("Registry of village e-commerce outlets"),
        "description": gettext(
            "The registry for programs: the same records, rules and scopes as its pages. Every "
            "error has a code, a message and the fields concerned. A change names the version it "
            "was made from (ETag, If-Match)."
        ),
    }
    return result


def add_errors(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Give every operation the errors it may answer; for `POSTPROCESSING_HOOKS`."""
    field = {name: {"type": "string"} for name in ("field", "code", "message")}
    text = {"type": "string"}
    result["components"].setdefault("schemas", {})["Error"] = {
        "type": "object",
        "required": ["code", "message", "fields"],
        "properties": {
            "code": text,
            "message": text,
            "fields": {
                "type": "array",
                "items": {"type": "object", "required": list(field), "properties": field},
            },
        },
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            for code in _errors_of(operation):
                operation["responses"].setdefault(code, _error(code))
    return result


def _errors_of(operation: dict[str, Any]) -> list[str]:
    codes = [*OF_ALL]
    if "requestBody" in operation:
        codes += OF_BODIES
    if any(one["name"] == "If-Match" for one in operation.get("parameters", ())):
        codes += (*OF_VERSIONS, "409")
    return codes


def _error(code: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": ERROR}}}
    answer: dict[str, Any] = {"description": WORDS[code], "content": content}
    if code == "401":
        header = {"schema": {"type": "string"}, "description": gettext_lazy("How to sign in.")}
        answer["headers"] = {"WWW-Authenticate": header}
    return answer
