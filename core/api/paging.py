"""Pages of a list: `?page=3&limit=50`, told with their count and the addresses beside them."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

USUAL, MOST = 50, 200
LAST_PAGE = 100_000
PARAMETERS = ("page", "limit")


class Paging(BasePagination):
    """A page beyond the last is empty. The rows need an order that leaves nothing to chance."""

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.request = request
        self.number = _whole(request, "page", 1, LAST_PAGE)
        self.limit = _whole(request, "limit", USUAL, MOST)
        paginator = Paginator(queryset, self.limit)
        self.count = paginator.count
        self.pages = paginator.num_pages if self.count else 0
        return list(paginator.page(self.number)) if self.number <= self.pages else []

    def get_paginated_response(self, data: Any) -> Response:
        is_last, is_first = self.number >= self.pages, self.number <= 1 or not self.pages
        content = {
            "count": self.count,
            "page": self.number,
            "limit": self.limit,
            "next": None if is_last else self._address(self.number + 1),
            "previous": None if is_first else self._address(min(self.number - 1, self.pages)),
            "results": data,
        }
        return Response(content)

    def _address(self, number: int) -> str:
        return replace_query_param(self.request.build_absolute_uri(), "page", number)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": "string", "format": "uri", "nullable": True}
        properties = {
            "count": {
                "type": "integer",
                "minimum": 0,
                "description": gettext_lazy("Of all pages."),
            },
            "page": {"type": "integer", "minimum": 1},
            "limit": {"type": "integer", "minimum": 1, "maximum": MOST},
            "next": address,
            "previous": address,
            "results": schema,
        }
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            _parameter("page", 1, LAST_PAGE, gettext_lazy("Number of the page.")),
            _parameter("limit", USUAL, MOST, gettext_lazy("Rows on a page.")),
        ]


def _parameter(name: str, usual: int, most: int, words: Any) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": usual}
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}


def _whole(request: Request, name: str, usual: int, most: int) -> int:
    written = request.query_params.get(name)
    if written is None:
        return usual
    is_number = written.isascii() and written.isdigit() and len(written) <= len(str(most))
    if not is_number or not 1 <= int(written) <= most:
        text = _("A whole number from 1 to %(most)s.") % {"most": most}
        raise ValidationError({name: [text]}, code="out_of_range")
    return int(written)
