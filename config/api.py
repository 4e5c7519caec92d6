"""The JSON API at `/api/v1/`: one router for all apps, its description, its documentation.

An app joins with its `api.py`: a function `register(router)`, named in `APPS`.
"""

from functools import partial
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.utils.translation import get_language
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.routers import SimpleRouter

import entrepreneurs.api
import geo.api
import outlets.api
import targets.api
from core.api import imports
from core.api.views import ApiMixin, NothingHere

APPS = (geo.api, targets.api, outlets.api, entrepreneurs.api, imports)


class Programs(OpenApiAuthenticationExtension):
    """Tokens, and name with password."""

    target_class = "accounts.authentication.ProgramAuthentication"
    name = ["token", "basic"]

    def get_security_definition(self, auto_schema: object) -> list[dict[str, str]]:
        return [{"type": "http", "scheme": "bearer"}, {"type": "http", "scheme": "basic"}]


class Pages(OpenApiAuthenticationExtension):
    """The session of somebody who signed in, with CSRF's token for changes."""

    target_class = "accounts.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class KeptSchema(SchemaGenerator):
    """Keeps the description: it takes seconds to make, and is the same for all of a language."""

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        make = partial(super().get_schema, request, public)
        return cache.get_or_set(f"api-description:{get_language()}", make)


class SchemaView(ApiMixin, SpectacularJSONAPIView):
    """The OpenAPI description as JSON."""

    generator_class = KeptSchema
    renderer_classes = [OpenApiJsonRenderer2]


def docs(request: HttpRequest) -> HttpResponse:
    """The description as a page; everything it needs is served from here."""
    return render(request, "core/api_docs.html")


router = SimpleRouter(use_regex_path=False)
for app in APPS:
    app.register(router)

app_name = "api"
urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    *router.urls,
    re_path(r"^[\s\S]*$", NothingHere.as_view(), name="nothing_here"),
]
