"""The app `core`: errors, audit, importing, formatting; knows no other app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
