"""Static files under names that change with their content, scripts' imports of one another too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Without this a script imported by another would be fetched under its plain name as well."""

    support_js_module_import_aggregation = True
