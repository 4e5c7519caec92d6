"""Bringing the facts of an earlier version back."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.changes import shown
from core.errors import ConflictError
from outlets.checks import problems_of
from outlets.kinds import Stage
from outlets.models import Outlet
from outlets.records import FACTS, record_of
from outlets.registration import RefusedRecordError
from outlets.services import revise_outlet


@transaction.atomic
def restore_version(*, outlet: Outlet, version: Any, seen_at: dt.datetime, actor: User) -> None:
    """Let the outlet say again what a version of it said; its status and villages served stay.

    Args:
        outlet: with its statuses and served villages.
        version: an event of the outlet's own row.
        seen_at: the outlet's version that the person compared it with.

    Raises:
        ConflictError: the outlet was changed since, or is not established.
        RefusedRecordError: what it said then breaks today's rules, as when its village is gone.
        DomainError: it would have opened after its status changed.
    """
    if outlet.stage != Stage.ESTABLISHED:
        raise ConflictError
    today = timezone.localdate()
    facts = {name: getattr(version, name) for name in FACTS}
    facts["service_kinds"] = tuple(version.service_kinds)
    facts["opened_on"] = version.opened_on or outlet.opened_on  # a draft had not opened yet
    now = record_of(outlet, today)
    served = tuple(village for village in now.served_villages if village != version.village)
    record = replace(now, **facts, served_villages=served)
    if problems := problems_of(record, today):
        raise RefusedRecordError(problems)
    outlet.updated_at = seen_at
    reason = _("restored to the version of %(at)s") % {"at": shown(version.pgh_created_at)}
    revise_outlet(outlet=outlet, record=record, actor=actor, reason=reason)
