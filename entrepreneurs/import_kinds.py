"""Every register, and the rows that belong to its records, can be sent as a table."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.import_kinds import SentFile, register, table_kind
from entrepreneurs.importers.blanks import blank_for
from entrepreneurs.importers.references import REFERENCES
from entrepreneurs.importers.tables import Table, TableImporter, importer_for
from entrepreneurs.registers import ALL

ARRIVES = _("Records are submitted and count once the county's department has verified them.")


def tables() -> list[Table]:
    """Registers first, each followed by its parts that have a form."""
    found = []
    for one in ALL:
        found.append(Table(one))
        for part in one.parts:
            if part.form and one.model in REFERENCES:
                found.append(Table(one, part))
    return found


def _register(table: Table) -> None:
    def importer(sent: SentFile) -> TableImporter:
        sender: Any = sent.sender
        return importer_for(table, sender, sent.scope)

    own = table.register.model._meta.verbose_name_plural
    label = own
    if table.part:
        label = format_lazy("{} · {}", own, table.part.model._meta.verbose_name_plural)
    register(
        table_kind(
            table.name,
            label=label or "",
            hint=_("One row for each; the headings are those of the page's form in Chinese."),
            importer=importer,
            is_offered_to=table.is_open_to,  # type: ignore[arg-type]
            consequence=lambda sender: ARRIVES,
            rank=1,  # after outlets, which more people send
            is_personal=table.is_personal,
            blank=lambda sender: blank_for(table, sender),  # type: ignore[arg-type]
        )
    )


for each in tables():
    _register(each)
