"""Addresses of the gap list."""

from django.urls import path

from targets import views

app_name = "targets"
urlpatterns = [path("gaps/", views.villages, name="gaps")]
