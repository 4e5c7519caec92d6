from django.urls import path

from layers import views

app_name = "layers"
urlpatterns = [
    path("layers/<slug:name>.geojson", views.geojson, name="geojson"),
    path("map/figures.json", views.figures, name="figures"),
    path("map/months.json", views.months, name="months"),
]
