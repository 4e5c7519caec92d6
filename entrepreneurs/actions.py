"""What the audit calls the things done with people and what supports them."""

from django.utils.translation import gettext_lazy as _

from core.audit import name_actions

name_actions(
    {
        "person.registered": _("registered a person"),
        "person.revised": _("changed a person"),
        "person.erased": _("erased a person's data"),
        "person.unmasked": _("looked at personal data"),
        "person.produced": _("produced all data held on a person"),
        "record.added": _("added a record"),
        "record.revised": _("changed a record"),
        "record.submitted": _("submitted a record"),
        "record.verified": _("verified a record"),
        "record.returned": _("returned a record"),
        "record.removed": _("removed a row of a record"),
        "loan_rule.added": _("laid down a loan rule"),
        "loan_rules.loaded": _("loaded the loan rules of the policy"),
        "records.exported": _("exported records"),
    }
)
