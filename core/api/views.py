"""The views that every app's `api.py` builds on."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework import viewsets
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import paging
from core.api.errors import TooLargeError, UnknownParameterError
from core.api.versions import etag

LANGUAGE = "lang"


class ApiMixin(APIView):
    """Every answer keeps to one language, one form of errors, and the parameters it documents."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self._speak(request)
        super().initial(request, *args, **kwargs)
        self._measure(request)
        if hasattr(self, str(request.method).lower()):  # else the answer is 405
            self._check_parameters(request)

    def known_parameters(self) -> Sequence[str]:
        """The parameters of the address that this request may have."""
        return (LANGUAGE,)

    def _speak(self, request: Request) -> None:
        """`?lang=` chooses the language; else that of the pages holds."""
        asked = request.query_params.get(LANGUAGE, "")
        if asked in dict(settings.LANGUAGES):
            translation.activate(asked)  # the middleware restores the former one

    def _check_parameters(self, request: Request) -> None:
        asked, known = request.query_params, self.known_parameters()
        if unknown := sorted(set(asked) - set(known)):
            raise UnknownParameterError(unknown, known)
        if empty := [name for name in asked if not asked[name]]:
            text = _("Leave the parameter out, or give it a value.")
            raise ValidationError({name: [text] for name in empty}, code="empty")
        if asked.get(LANGUAGE, settings.LANGUAGE_CODE) not in dict(settings.LANGUAGES):
            languages = ", ".join(dict(settings.LANGUAGES))
            text = _("Known languages are: %(known)s.") % {"known": languages}
            raise ValidationError({LANGUAGE: [text]}, code="invalid_choice")

    def _measure(self, request: Request) -> None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_file = (request.content_type or "").startswith("multipart/")
        most = settings.API_LARGEST_FILE if is_file else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length.isdigit() and int(length) > most:
            raise TooLargeError

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Content-Language"] = translation.get_language() or ""
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class ApiViewSet(ApiMixin, viewsets.GenericViewSet):
    """Lists are filtered by `filterset_class` and paged; details tell their version."""

    pagination_class = paging.Paging
    # Parameters of actions beside the list's, by the action's name.
    more_parameters: ClassVar[dict[str, tuple[str, ...]]] = {}
    filtered_actions: ClassVar[tuple[str, ...]] = ("list",)

    def known_parameters(self) -> Sequence[str]:
        more = self.more_parameters.get(self.action or "", ())
        if self.action not in self.filtered_actions:
            return (*more, LANGUAGE)
        filters = getattr(self, "filterset_class", None)
        names = filters.base_filters if filters else ()
        return (*names, *more, *paging.PARAMETERS, LANGUAGE)

    def paged(self, rows: Any, serializer: Any) -> Response:
        """A page of rows in the words of a serializer class."""
        page = self.paginate_queryset(rows)
        content = serializer(page, many=True, context=self.get_serializer_context()).data
        return self.get_paginated_response(content)

    def taken(self, serializer: Any, request: Request, *, partial: bool = False) -> dict[str, Any]:
        """What the caller sent, checked in its shape.

        Raises:
            ValidationError: fields are wrong, unknown, or not the caller's to set.
        """
        context = self.get_serializer_context()
        sent = serializer(data=request.data, partial=partial, context=context)
        sent.is_valid(raise_exception=True)
        return sent.validated_data


def told(content: Any, version: str, *, status: int = 200, location: str = "") -> Response:
    """An answer with the version of what it tells."""
    response = Response(content, status=status, headers={"ETag": etag(version)})
    if location:
        response.headers["Location"] = location
    return response


class NothingHere(ApiMixin):
    """What has no address in the API does not exist; said in its own form of errors."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self._speak(request)
        APIView.initial(self, request, *args, **kwargs)
        raise NotFound

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotFound

    post = put = patch = delete = get
