"""What was done with an account: who made, moved, closed it, and gave it new passwords."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.audit import action_words
from core.changes import Act, act_of, events, field_changes, together
from core.models import AuditEntry

TOLD = ("username", "first_name", "role", "jurisdiction", "department", "is_active")
LABELS = {
    "username": _("Account name"),
    "first_name": _("Person's name"),
    "is_active": _("In use"),
}


def acts_on(user: User) -> list[Act]:
    """The account's history, the newest first. Two queries."""
    recorded = apps.get_model("accounts", "UserEvent").objects.filter(pgh_obj_id=user.pk)
    recorded = recorded.select_related("pgh_context", "jurisdiction").order_by("pgh_id")
    changed = together(
        (event, act_of(event, field_changes(event, TOLD, labels=LABELS)))
        for event in events(recorded)
    )
    entries = AuditEntry.objects.filter(subject=user.username, action__startswith="account.")
    told = [Act(entry.at, entry.actor_name, action_words(entry.action), "") for entry in entries]
    return sorted([*changed, *told], key=lambda act: act.at, reverse=True)
