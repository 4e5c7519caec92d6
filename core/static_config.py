"""Which static files are collected: those that a page may ask for."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Some libraries bring large files that nothing asks for: to compress them takes a minute."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.map",
        "*.py",
        "redoc",
        "swagger-ui-es-*",
        "rest_framework",
    ]
