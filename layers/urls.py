from django.urls import path

from layers.views import data

app_name = "layers"
urlpatterns = [
    path("layers/<slug:name>.geojson", data.geojson, name="geojson"),
    path("map/figures.json", data.figures, name="figures"),
    path("map/months.json", data.months, name="months"),
]
