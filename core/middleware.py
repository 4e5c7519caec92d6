"""What every request passes: health, language, and domain errors as answers."""

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from core.errors import DomainError

Answer = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """`/healthz`: 200 when the database answers; before sessions, so that it costs one query."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz":
            return self.get_response(request)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return HttpResponse("ok\n", content_type="text/plain")


class LanguageMiddleware:
    """The language the user chose, else the site's own.

    The browser's preference is ignored: office computers often claim English.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class DomainErrorMiddleware:
    """Answers a `DomainError` with its status: JSON to programs, a page to people."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if "json" in request.headers.get("Accept", "") or request.path.endswith("json"):
            return JsonResponse({"error": error.as_dict()}, status=error.status)
        return render(request, "core/error.html", {"error": error}, status=error.status)
