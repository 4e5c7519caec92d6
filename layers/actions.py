"""What the audit calls the things done with maps and figures."""

from django.utils.translation import gettext_lazy as _

from core.audit import name_actions

name_actions(
    {
        "coverage.exported": _("exported figures of coverage"),
        "map.exported": _("exported the map"),
    }
)
