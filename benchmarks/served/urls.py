"""Addresses of the contestants."""

from importlib.util import find_spec

from django.urls import path

from benchmarks.served import bare, naive

urlpatterns = [
    path("one", bare.one),
    path("villages.geojson", bare.villages),
    path("villages.geojson.gz", bare.villages_compressed),
    path("tile.mvt", bare.tile),
    path("tile-in-memory.mvt", bare.tile_in_memory),
    path("county", naive.county),
]
if find_spec("rest_framework_gis"):
    from benchmarks.served import drf

    urlpatterns.append(path("drf/villages", drf.Villages.as_view()))
