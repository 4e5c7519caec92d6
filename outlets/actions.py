"""What the audit calls the things done with outlets."""

from django.utils.translation import gettext_lazy as _

from core.audit import name_actions

name_actions(
    {
        "demonstration.loaded": _("loaded the demonstration"),
        "demonstration.removed": _("removed the demonstration"),
        "inspection.drawn": _("planned visits"),
        "inspection.recorded": _("recorded a visit"),
        "inspection.sampled": _("drew a sample for visits"),
        "organization.registered": _("registered an organization"),
        "outlet.accepted": _("accepted the outlet"),
        "outlet.approved": _("approved the registration"),
        "outlet.drafted": _("kept a draft"),
        "outlet.established": _("established the outlet"),
        "outlet.keeper_seen": _("looked at the keeper's telephone"),
        "outlet.merged": _("merged two outlets"),
        "outlet.notice_ended": _("ended the public notice"),
        "outlet.objected": _("raised an objection"),
        "outlet.registered": _("registered the outlet"),
        "outlet.returned": _("returned the registration"),
        "outlet.revised": _("revised the outlet"),
        "outlet.status_changed": _("changed the status"),
        "outlet.submitted": _("submitted the registration"),
        "outlet.told_apart": _("told two outlets apart"),
        "outlet.withdrawn": _("withdrew the registration"),
        "outlets.exported": _("exported the list of outlets"),
        "photo.added": _("added a photo"),
        "photo.ledger_seen": _("looked at a photo of a ledger"),
        "report.corrected": _("corrected a monthly report"),
        "report.filed": _("filed a monthly report"),
    }
)
