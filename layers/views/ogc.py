"""OGC API – Features: to be read by programs, with a token, a password or a page's session."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.authentication import REALM, user_of
from accounts.http import SignedInRequest
from core.errors import DomainError
from layers.answers import versioned
from layers.ogc import documents, openapi
from layers.ogc.asking import FORMAT, Asked, once_each, read_item, read_items
from layers.ogc.collection import Collection
from layers.ogc.collections import COLLECTIONS
from layers.ogc.documents import GEOJSON, JSON, OPENAPI, SCHEMA, Addresses, as_text
from layers.ogc.layer_file import layer_file
from layers.ogc.pages import page
from targets.questions import question_within

Given = ParamSpec("Given")
View = Callable[Concatenate[SignedInRequest, Given], HttpResponseBase]
METHODS = ("GET", "HEAD", "OPTIONS")


class UnknownResourceError(DomainError):
    """Nothing is found at this address, or not by this account: both look the same."""

    status = 404
    code = "not_found"


class SignInError(DomainError):
    """Nobody is signed in."""

    status = 401
    code = "not_signed_in"


class MethodError(DomainError):
    """The API is read, not written."""

    status = 405
    code = "method_not_allowed"


def reading(view: View[Given]) -> Callable[Concatenate[HttpRequest, Given], HttpResponseBase]:
    """Let in whoever shows a token, a password or a session; answer errors as the standard does."""

    @login_not_required
    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs
    ) -> HttpResponseBase:
        try:
            response = _let_in(request, view, *args, **kwargs)
        except DomainError as error:
            response = _error(error)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response

    return guarded


def _let_in(
    request: HttpRequest, view: View[Given], *args: Given.args, **kwargs: Given.kwargs
) -> HttpResponseBase:
    if request.method not in METHODS:
        raise MethodError(_("Features can be read here, and not be changed."))
    if user := user_of(request):
        request.user = user
    elif not request.user.is_authenticated:
        if _wants_page(request):
            return redirect_to_login(request.get_full_path())
        raise SignInError(_("Sign in with a token, or with name and password."))
    return view(request, *args, **kwargs)  # type: ignore[arg-type]


def _error(error: DomainError) -> HttpResponse:
    content = {"code": error.code, "description": str(error.message)}
    response = JsonResponse(content, status=error.status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, no-store"
    if error.status == 401:
        # Programs such as QGIS then ask their user for name and password.
        response["WWW-Authenticate"] = f'Basic realm="{REALM}", charset="UTF-8"'
    if error.status == 405:
        response["Allow"] = ", ".join(METHODS)
    return response


@reading
def landing(request: SignedInRequest) -> HttpResponseBase:
    """`/ogc/`: what there is, for programs as JSON, for people as a page."""
    given = once_each(request.GET, (FORMAT,), ("json", "html"))
    if _wants_page(request) if FORMAT not in given else given[FORMAT] == "html":
        return _page_for_people(request)
    addresses = _addresses(request)
    response = _document(request, "landing", lambda: documents.landing(addresses))
    patch_vary_headers(response, ["Accept"])
    return response


def _wants_page(request: HttpRequest) -> bool:
    """Whether this is a browser: programs do not accept HTML, or say nothing."""
    return "text/html" in request.headers.get("Accept", "") and request.GET.get(FORMAT) != "json"


def _page_for_people(request: SignedInRequest) -> HttpResponse:
    addresses = _addresses(request)
    question = question_within({}, request.user)
    collections = [
        (each, documents.description(each, question), addresses.items(each))
        for each in COLLECTIONS.values()
    ]
    response = render(
        request, "layers/ogc.html", {"root": addresses.root, "collections": collections}
    )
    patch_vary_headers(response, ["Accept"])
    return response


@reading
def layers_for_qgis(request: SignedInRequest) -> HttpResponse:
    """`/ogc/registry.qlr`: the collections as layers with their symbols, to be opened in QGIS."""
    response = HttpResponse(layer_file(_addresses(request)), content_type="application/xml")
    response["Content-Disposition"] = content_disposition_header(True, "registry.qlr")
    return response


@reading
def conformance(request: SignedInRequest) -> HttpResponse:
    """`/ogc/conformance`: the parts of the standard that are kept to."""
    return _document(request, "conformance", documents.conformance)


@reading
def api(request: SignedInRequest) -> HttpResponse:
    """`/ogc/api`: the definition of the API."""
    addresses = _addresses(request)
    return _document(request, "api", lambda: openapi.definition(addresses), OPENAPI)


@reading
def collections(request: SignedInRequest) -> HttpResponse:
    """`/ogc/collections`: what can be asked for."""
    addresses, question = _addresses(request), question_within({}, request.user)
    return _document(
        request,
        f"collections:{question.on}",
        lambda: documents.collections(addresses, question),
    )


@reading
def collection(request: SignedInRequest, name: str) -> HttpResponse:
    """`/ogc/collections/<name>`: one of them."""
    found, addresses = _found(name), _addresses(request)
    question = question_within({}, request.user)
    return _document(
        request,
        f"collections/{name}:{question.on}",
        lambda: documents.described(
            found, addresses, documents.extent(question.division), question
        ),
    )


@reading
def queryables(request: SignedInRequest, name: str) -> HttpResponse:
    """`/ogc/collections/<name>/queryables`: the properties that features can be filtered by."""
    found, addresses = _found(name), _addresses(request)
    return _document(
        request,
        f"queryables/{name}",
        lambda: documents.queryables(found, addresses),
        SCHEMA,
    )


@reading
def items(request: SignedInRequest, name: str) -> HttpResponse:
    """`/ogc/collections/<name>/items`: a page of features, within the viewer's jurisdiction."""
    found = _found(name)
    asked = read_items(request.GET, found, request.user)
    addresses, query = _addresses(request), request.GET.dict()

    def build() -> str:
        return documents.items(page(found, asked), found, asked, addresses, query)

    return _features(request, found, asked, build)


@reading
def item(request: SignedInRequest, name: str, feature: str) -> HttpResponse:
    """`/ogc/collections/<name>/items/<feature>`: one feature."""
    found = _found(name)
    asked = read_item(request.GET, found, feature, request.user)
    addresses, query = _addresses(request), request.GET.dict()

    def build() -> str:
        only = page(found, asked)
        if not only.returned:
            raise UnknownResourceError(_("There is no such feature within your jurisdiction."))
        return documents.item(only.features, found, quote(feature), addresses, query)

    return _features(request, found, asked, build)


@reading
def unknown(request: SignedInRequest, rest: str) -> HttpResponse:
    """Every other address, so that programs get no page for people."""
    raise UnknownResourceError(_("There is nothing at this address."))


def _found(name: str) -> Collection:
    if name not in COLLECTIONS:
        raise UnknownResourceError(
            _("There is no such collection. Known are: %(known)s.")
            % {"known": ", ".join(COLLECTIONS)}
        )
    return COLLECTIONS[name]


def _addresses(request: HttpRequest) -> Addresses:
    return Addresses(request.build_absolute_uri(reverse("ogc:landing")))


def _features(
    request: SignedInRequest, collection: Collection, asked: Asked, build: Callable[[], str]
) -> HttpResponse:
    # The whole address belongs to the key: links repeat it.
    key = f"ogc:{collection.name}:{request.build_absolute_uri()}:{asked.key}"
    response = versioned(request, key=key, build=build, content_type=GEOJSON)
    response["Content-Crs"] = f"<{asked.crs.uri}>"
    return response


def _document(
    request: SignedInRequest, name: str, build: Callable[[], Any], content_type: str = JSON
) -> HttpResponse:
    if name != "landing":
        once_each(request.GET, (FORMAT,))
    scope = f"{request.user.jurisdiction_code}:{get_language()}"
    return versioned(
        request,
        key=f"ogc:{name}:{_addresses(request).root}:{scope}",
        build=lambda: as_text(build()),
        content_type=content_type,
    )
