"""Addresses of the gap list and of the targets about people."""

from django.urls import path

from targets import people_views, views

app_name = "targets"
urlpatterns = [
    path("gaps/", views.villages, name="gaps"),
    path("people/", people_views.people, name="people"),
]
