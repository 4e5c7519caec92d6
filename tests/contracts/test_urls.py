"""What every address of the site keeps to."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = {"accounts:login", "accounts:set_language", "accounts:set_display"}
VALUES = {
    "name": "villages",
    "code": "211300",
    "pk": "00000000-0000-4000-8000-000000000000",
    "feature": "211321224201",
    "other": "00000000-0000-4000-8000-000000000001",
    "record": "00000000-0000-4000-8000-000000000002",
}
TILE = {"zoom": "8", "column": "213", "row": "95"}
NUMBERS = TILE | {"pk": "1", "year": "2018", "month": "9", "version": "1"}


def _patterns(resolver: URLResolver, prefix: str = "", space: str = ""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, prefix + str(entry.pattern), entry.namespace or space)
        elif isinstance(entry, URLPattern):
            route = prefix + str(entry.pattern)
            for converter in entry.pattern.converters:
                kinds = (f"<{converter}>", *(f"<{k}:{converter}>" for k in ("slug", "uuid", "str")))
                for kind in kinds:
                    route = route.replace(kind, VALUES.get(converter, ""))
                route = route.replace(f"<int:{converter}>", NUMBERS.get(converter, ""))
            yield f"{space}:{entry.name}", "/" + route


ADDRESSES = sorted(_patterns(get_resolver()))


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "address"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_strangers_see_the_sign_in_page_only(name: str, address: str):
    response = Client().get(address)
    if address.startswith("/api/v1/") and name != "api:docs":
        assert (response.status_code, response["Content-Type"]) == (401, "application/json")
    elif name in PUBLIC:
        assert response.status_code in (200, 302, 405)
    elif name.startswith("ogc:"):  # read by programs, which are asked who they are
        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith("Basic ")
    else:
        assert response.status_code == 302, f"{address} answers {response.status_code}"
        assert response["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_the_health_check_needs_no_sign_in():
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
