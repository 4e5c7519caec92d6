"""Addresses of the first page, the map and its layers."""

from django.urls import path

from layers.views import data, home, prepared
from layers.views.export import export_map
from layers.views.map import coverage_map
from layers.views.tiles import tile

app_name = "layers"
urlpatterns = [
    path("", home.home, name="home"),
    path("divisions/<slug:code>/", home.division, name="division"),
    path("tiles/<slug:name>/<int:zoom>/<int:column>/<int:row>.mvt", tile, name="tile"),
    path("map/", coverage_map, name="map"),
    path("layers/<slug:name>.geojson", data.geojson, name="geojson"),
    path("map/export.html", export_map, name="export_map"),
    path("map/figures.json", data.figures, name="figures"),
    path("map/months.json", data.months, name="months"),
    path("prepared/", prepared.prepared, name="prepared"),
    path("prepared/states.json", prepared.states, name="prepared_states"),
    path("prepared/<uuid:pk>/", prepared.download, name="prepared_file"),
    path("prepared/<uuid:pk>/cancel/", prepared.cancel, name="prepared_cancel"),
    path("prepared/<uuid:pk>/remove/", prepared.remove, name="prepared_remove"),
]
