"""Addresses of the outlets' pages."""

from django.urls import path

from outlets.views import editing, files, listing, records

app_name = "outlets"
urlpatterns = [
    path("", listing.outlet_list, name="list"),
    path("add/", editing.add, name="add"),
    path("template.xlsx", files.template, name="template"),
    path("<uuid:pk>/", records.detail, name="detail"),
    path("<uuid:pk>/edit/", editing.edit, name="edit"),
]
