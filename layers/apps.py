"""The app `layers`: maps, their layers, and what is taken away from them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = _("Maps")

    def ready(self) -> None:
        """Register the makers of files that are prepared in the background."""
        from layers import atlas_files  # noqa: F401
        from layers.exports import making  # noqa: F401
