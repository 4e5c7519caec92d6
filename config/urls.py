"""One include for each app."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("config.api")),
    path("accounts/", include("accounts.urls")),
    path("outlets/", include("outlets.urls")),
    path("registry/", include("entrepreneurs.urls")),
    path("ogc/", include("layers.ogc.urls")),
    path("", include("targets.urls")),
    path("", include("layers.urls")),
]
