"""Addresses of the outlets' pages."""

from django.urls import path

from outlets.views import (
    editing,
    exports,
    files,
    history,
    inspections,
    listing,
    mine,
    pasting,
    photos,
    records,
    registering,
    reports,
)

app_name = "outlets"
urlpatterns = [
    path("", listing.outlet_list, name="list"),
    path("mine/", mine.villages, name="mine"),
    path("mine/registrations/", mine.registrations, name="registrations"),
    path("add/", registering.add, name="add"),
    path("add/position.json", pasting.read_position, name="read_position"),
    path("add/organization.json", pasting.find_organization, name="find_organization"),
    path("add/places.json", pasting.places, name="places"),
    path("<uuid:pk>/registration/", registering.detail, name="registration"),
    path("<uuid:pk>/registration/edit/", registering.edit, name="registration_edit"),
    path("<uuid:pk>/registration/withdraw/", registering.withdraw, name="withdraw"),
    path("export.xlsx", exports.export, {"form": "xlsx"}, name="export_xlsx"),
    path("export.csv", exports.export, {"form": "csv"}, name="export_csv"),
    path("template.xlsx", files.template, name="template"),
    path("<uuid:pk>/", records.detail, name="detail"),
    path("<uuid:pk>/keeper/", records.keeper, name="keeper"),
    path("<uuid:pk>/history/", history.history, name="history"),
    path("<uuid:pk>/history/<int:version>/", history.version, name="version"),
    path("<uuid:pk>/edit/", editing.edit, name="edit"),
    path("reports/", reports.report_list, name="report_list"),
    path("<uuid:pk>/reports/<int:year>-<int:month>/", reports.report_edit, name="report_edit"),
    path("inspections/", inspections.inspection_list, name="inspection_list"),
    path("inspections/sample/", inspections.inspection_sample, name="inspection_sample"),
    path("<uuid:pk>/inspections/add/", inspections.inspection_add, name="inspection_add"),
    path("photos/<int:pk>/", photos.photo, name="photo"),
    path("<uuid:pk>/photos/add/", photos.photo_add, name="photo_add"),
]
