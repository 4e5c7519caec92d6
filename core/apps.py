"""The app `core`: errors, audit, importing, formatting; knows no other app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        """Each app tells in `actions` the words for what is done in it, in `import_kinds` which
        files can be imported, in `demonstration` whether invented records are there."""
        autodiscover_modules("actions", "demonstration", "import_kinds")
