"""Addresses of the first page, the map and its layers."""

from django.urls import path

from layers.views import data, home, imports, prepared
from layers.views import print as printed
from layers.views.export import export_map, take_away
from layers.views.map import coverage_map
from layers.views.tiles import tile

app_name = "layers"
urlpatterns = [
    path("", home.home, name="home"),
    path("divisions/<slug:code>/", home.division, name="division"),
    path("tiles/<slug:name>/<int:zoom>/<int:column>/<int:row>.mvt", tile, name="tile"),
    path("map/", coverage_map, name="map"),
    path("layers/ventures.geojson", data.ventures, name="ventures"),
    path("layers/<slug:name>.geojson", data.geojson, name="geojson"),
    path("map/export.html", export_map, name="export_map"),
    path("map/take/", take_away, name="take_away"),
    path("map/figures.json", data.figures, name="figures"),
    path("map/months.json", data.months, name="months"),
    path("print/", printed.page, name="print"),
    path("print/preview.png", printed.preview, name="print_preview"),
    path("print/sheet.pdf", printed.sheet, name="print_sheet"),
    path("print/atlas/", printed.atlas, name="print_atlas"),
    path("prepared/", prepared.prepared, name="prepared"),
    path("prepared/states.json", prepared.states, name="prepared_states"),
    path("prepared/<uuid:pk>/", prepared.download, name="prepared_file"),
    path("prepared/<uuid:pk>/cancel/", prepared.cancel, name="prepared_cancel"),
    path("prepared/<uuid:pk>/remove/", prepared.remove, name="prepared_remove"),
    path("imports/", imports.import_list, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/blank/<slug:name>.xlsx", imports.import_blank, name="import_blank"),
    path("imports/several/", imports.import_several, name="import_several"),
    path("imports/states.json", imports.import_states, name="import_states"),
    path("imports/confirm/", imports.imports_confirm, name="imports_confirm"),
    path("imports/<uuid:pk>/", imports.import_run, name="import_run"),
    path("imports/<uuid:pk>/state.json", imports.import_state, name="import_state"),
    path("imports/<uuid:pk>/choose/", imports.import_choose, name="import_choose"),
    path("imports/<uuid:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<uuid:pk>/cancel/", imports.import_cancel, name="import_cancel"),
    path("imports/<uuid:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<uuid:pk>/errors.xlsx", imports.import_errors, name="import_errors"),
    path("imports/<uuid:pk>/problems/", imports.import_problems, name="import_problems"),
]
