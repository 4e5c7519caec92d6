"""Vector tiles of the map's layers."""

from django.http import Http404, HttpResponse

from accounts.http import SignedInRequest
from core import database
from layers import tiles
from layers.answers import versioned
from targets.questions import question_of

CONTENT_TYPE = "application/vnd.mapbox-vector-tile"


def tile(request: SignedInRequest, name: str, zoom: int, column: int, row: int) -> HttpResponse:
    """`/tiles/<name>/<zoom>/<column>/<row>.mvt`: the part of a layer that lies in one tile.

    The question is put as to a layer's GeoJSON. 204 where nothing lies; 404 beyond the map.
    """
    asked = tiles.Tile(zoom, column, row)
    if name not in tiles.LAYERS or not asked.exists:
        raise Http404
    question = question_of(request)
    return versioned(
        request,
        key=f"tile:{name}:{zoom}/{column}/{row}:{question.key}",
        build=lambda: database.data(*tiles.statement(name, question, asked)),
        content_type=CONTENT_TYPE,
    )
