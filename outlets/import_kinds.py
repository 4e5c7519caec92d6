"""Which files of outlets can be imported, and by whom."""

from django.utils.translation import gettext_lazy as _

from accounts.rules import is_administrator, is_planner
from core.import_kinds import register, table_kind
from outlets.importers.outlets import OutletImporter

register(
    table_kind(
        "outlets",
        label=_("Outlets"),
        hint=_("One row for each outlet; matched by its number, else by its village and name."),
        importer=lambda sent: OutletImporter(sent.scope),
        is_offered_to=is_planner | is_administrator,
    )
)
