"""Addresses of the gap list."""

app_name = "targets"
urlpatterns: list = []
