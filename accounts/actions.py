"""What the audit calls the things done with accounts."""

from django.utils.translation import gettext_lazy as _

from core.audit import name_actions

name_actions(
    {
        "account.created": _("made an account"),
        "account.changed": _("changed an account"),
        "account.closed": _("closed an account"),
        "account.reopened": _("reopened an account"),
        "account.password_reset": _("reset a password"),
        "account.unlocked": _("unlocked an account"),
        "account.token_made": _("made an API token"),
        "account.token_withdrawn": _("withdrew an API token"),
        "password.changed": _("changed their own password"),
    }
)
