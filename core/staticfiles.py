"""Static files under names that change with their content, scripts' imports of one another too."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Without this a script imported by another would be fetched under its plain name as well."""

    support_js_module_import_aggregation = True

    def hashed_name(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Source maps, which scripts name and debuggers look for, are not collected."""
        return name if name.endswith(".map") else super().hashed_name(name, *args, **kwargs)
