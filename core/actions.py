"""What the audit calls changes that nobody gave an action, as those of plain SQL."""

from django.utils.translation import gettext_lazy as _

from core.audit import name_actions

name_actions(
    {
        "row.insert": _("added without a recorded act"),
        "row.update": _("changed without a recorded act"),
        "import.confirmed": _("confirmed an import"),
        "import.undone": _("undid an import"),
        "row.delete": _("removed without a recorded act"),
    }
)
