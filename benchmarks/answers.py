"""Answers over HTTP: the villages as GeoJSON cold, warm and unchanged, and a county's page."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from benchmarks import peers, pygeoapi
from benchmarks.server import Server
from benchmarks.timing import Contestant
from geo.models import AdministrativeDivision

VILLAGES = "/layers/villages.geojson"
TILE = "/tiles/villages/8/213/95.mvt"
COUNTY = "/divisions/211321/"
GZIP = {"Accept-Encoding": "gzip"}
MOST_BYTES = 30_000

Race = tuple[str, list[Contestant], str]


def races() -> Iterator[Race]:
    """Title, contestants and the one to compare with, while their servers run."""
    peers.FOLDER.mkdir(parents=True, exist_ok=True)
    session = _signed_in()
    pygeoapi.make_view()
    with ExitStack() as stack:
        project = _serve(stack, Path(sys.executable), "config.wsgi:application", "project")
        bare = _serve(stack, Path(sys.executable), BARE, "bare", SERVED)
        signed_in = _serve(stack, Path(sys.executable), BARE, "signed_in", SIGNED_IN)
        drf = _serve(stack, peers.django_python(), BARE, "drf", SERVED)
        ogc = _serve_pygeoapi(stack)
        contestants = Contestants(project, bare, signed_in, drf, ogc, session)
        yield "GeoJSON of all villages, cold", contestants.cold(), "bare SQL"
        yield "GeoJSON of all villages, warm and unchanged", contestants.warm(), "Django + SELECT 1"
        yield "Tile of the city's villages, zoom 8, cold", contestants.tile(), "bare ST_AsMVT"
        yield "The same tile, warm", contestants.tile_warm(), "Django, in memory"
        changed, unchanged = statements_of_page()
        print(f"Statements of the county's page: {changed} after a change, else {unchanged}.\n")
        yield "The page of a county", contestants.page(), "loop over the ORM"


BARE = "benchmarks.served.wsgi:application"
SERVED = {"DJANGO_SETTINGS_MODULE": "benchmarks.served.settings"}
SIGNED_IN = {"DJANGO_SETTINGS_MODULE": "benchmarks.served.signed_in"}


@dataclass(frozen=True)
class Contestants:
    """The servers, and what is asked of them."""

    project: Server
    bare: Server
    signed_in: Server
    drf: Server
    ogc: Server
    session: dict[str, str]

    def cold(self) -> list[Contestant]:
        """The data version changes before each request, as after a write."""
        asked = self.session | GZIP
        body = self.project.get(VILLAGES, asked)[2]
        assert len(body) <= MOST_BYTES, f"{len(body)} bytes"
        print(f"The villages are {len(body):,} bytes, compressed.\n")
        return [
            Contestant("project", lambda: _ok(self.project, VILLAGES, asked), _change_data),
            Contestant("bare SQL", lambda: _ok(self.bare, "/villages.geojson")),
            Contestant("bare SQL, gzip 1", lambda: _ok(self.bare, "/villages.geojson.gz")),
            Contestant("pygeoapi", lambda: _ok(self.ogc, PYGEOAPI_ITEMS)),
            Contestant("djangorestframework-gis", lambda: _ok(self.drf, "/drf/villages")),
        ]

    def warm(self) -> list[Contestant]:
        asked = self.session | GZIP
        etag = self.project.get(VILLAGES, asked)[1]["ETag"]
        return [
            Contestant("project, warm", lambda: _ok(self.project, VILLAGES, asked)),
            Contestant(
                "project, 304",
                lambda: _ok(self.project, VILLAGES, asked | {"If-None-Match": etag}, status=304),
            ),
            Contestant(
                "Django, signed in + SELECT 1", lambda: _ok(self.signed_in, "/one", self.session)
            ),
            Contestant("Django + SELECT 1", lambda: _ok(self.bare, "/one")),
        ]

    def tile(self) -> list[Contestant]:
        """The data version changes before each request, as after a write."""
        asked = self.session | GZIP
        return [
            Contestant("project", lambda: _ok(self.project, TILE, asked), _change_data),
            Contestant("bare ST_AsMVT", lambda: _ok(self.bare, "/tile.mvt")),
        ]

    def tile_warm(self) -> list[Contestant]:
        asked = self.session | GZIP
        return [
            Contestant("project", lambda: _ok(self.project, TILE, asked)),
            Contestant(
                "Django, signed in + SELECT 1", lambda: _ok(self.signed_in, "/one", self.session)
            ),
            Contestant("Django, in memory", lambda: _ok(self.bare, "/tile-in-memory.mvt")),
        ]

    def page(self) -> list[Contestant]:
        return [
            Contestant("project", lambda: _ok(self.project, COUNTY, self.session)),
            Contestant("project, data just changed", self._page, _change_data),
            Contestant("loop over the ORM", lambda: _ok(self.bare, "/county")),
            Contestant("Django + SELECT 1", lambda: _ok(self.bare, "/one")),
        ]

    def _page(self) -> None:
        _ok(self.project, COUNTY, self.session)


PYGEOAPI_ITEMS = "/collections/villages/items?f=json&limit=2000"


def _ok(
    server: Server, path: str, headers: dict[str, str] | None = None, *, status: int = 200
) -> None:
    found, _headers, body = server.get(path, headers or {})
    assert found == status, f"{path}: {found} {body[:300]!r}"


def _change_data() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_dataversion SET value = value + 1")


def _serve(
    stack: ExitStack, python: Path, application: str, name: str, env: dict[str, str] | None = None
) -> Server:
    log = peers.FOLDER / f"{name}.log"
    return stack.enter_context(Server(python, application, env or {}, log))


def _serve_pygeoapi(stack: ExitStack) -> Server:
    server = Server(
        peers.pygeoapi_python(), "pygeoapi.flask_app:APP", {}, peers.FOLDER / "pygeoapi.log"
    )
    server.add(pygeoapi.configure(peers.FOLDER, server.port))
    return stack.enter_context(server)


def _signed_in() -> dict[str, str]:
    """The cookie of a planner of the city."""
    city = AdministrativeDivision.objects.get(code=f"{settings.CITY_CODE}00")
    user, _made = get_user_model().objects.get_or_create(
        username="benchmarks", defaults={"role": Role.CITY_PLANNER, "jurisdiction": city}
    )
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={store.session_key}"}


def statements_of_page() -> tuple[int, int]:
    """How many statements the county's page runs after a change, and when nothing changed."""
    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = _signed_in()["Cookie"].split("=")[1]
    client.get(COUNTY)  # templates and the like
    _change_data()
    counts = []
    for _again in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(COUNTY).status_code == 200
        counts.append(len(captured))
    return counts[0], counts[1]
