"""Addresses of the OGC API – Features; the standard fixes all below the landing page."""

from django.urls import path

from layers.views import ogc

app_name = "ogc"
urlpatterns = [
    path("", ogc.landing, name="landing"),
    path("registry.qlr", ogc.layers_for_qgis, name="layer_file"),
    path("api", ogc.api, name="api"),
    path("conformance", ogc.conformance, name="conformance"),
    path("collections", ogc.collections, name="collections"),
    path("collections/<slug:name>", ogc.collection, name="collection"),
    path("collections/<slug:name>/queryables", ogc.queryables, name="queryables"),
    path("collections/<slug:name>/items", ogc.items, name="items"),
    path("collections/<slug:name>/items/<str:feature>", ogc.item, name="item"),
    path("<path:rest>", ogc.unknown, name="unknown"),
]
