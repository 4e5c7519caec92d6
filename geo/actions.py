"""What the audit calls the things done with divisions."""

from django.utils.translation import gettext_lazy as _

from core.audit import name_actions

name_actions(
    {
        "boundary.laid": _("laid boundaries"),
        "context.replaced": _("replaced the surroundings"),
        "division.listed": _("listed divisions"),
        "seat.placed": _("placed seats"),
        "village_year.recorded": _("recorded villages by year"),
    }
)
