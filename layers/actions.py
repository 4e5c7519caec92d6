"""What the audit calls the things done with maps and figures."""

from django.utils.translation import gettext_lazy as _

from core.audit import name_actions

name_actions(
    {
        "coverage.exported": _("exported figures of coverage"),
        "file.cancelled": _("withdrew the request for a file"),
        "file.removed": _("removed a prepared file"),
        "file.requested": _("requested a file"),
        "file.taken": _("took a prepared file away"),
        "map.exported": _("exported the map"),
        "map.printed": _("printed a sheet or an atlas"),
    }
)
