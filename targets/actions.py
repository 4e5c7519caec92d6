"""What the audit calls the things done with coverage and with the targets about people."""

from django.utils.translation import gettext_lazy as _

from core.audit import name_actions

name_actions(
    {
        "villages.exported": _("exported a list of villages"),
        "people.exported": _("exported the targets about people"),
    }
)
