"""The app `core`: errors, audit, importing, formatting; knows no other app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        """Each app's `actions.py` tells the audit the words for what is done in it, and its
        `import_kinds.py` which files can be imported."""
        autodiscover_modules("actions", "import_kinds")
