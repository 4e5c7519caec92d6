"""The audit as a list: acts that changed rows, and acts that only looked, exported or printed.

Who answers for the whole city sees all of it; for a part of the city, what accounts of that part
did. An account that is gone still counts where it last belonged.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import cells, database
from core.audit import SYSTEM, action_words, named_actions
from core.errors import InvalidQuestionError
from geo import codes


@dataclass(frozen=True)
class AuditQuestion:
    """Which acts; empty values leave nothing out. Both days belong to the stretch asked about."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def ask(values: Mapping[str, str]) -> AuditQuestion:
    """Read the address.

    Raises:
        InvalidQuestionError: a day or an action that is none; names the field.
    """
    action = values.get("action", "")
    if action and action not in named_actions():
        raise InvalidQuestionError(field="action")
    return AuditQuestion(
        actor=values.get("actor", "").strip(),
        action=action,
        subject=values.get("subject", "").strip(),
        since=_day(values, "since"),
        until=_day(values, "until"),
    )


def _day(values: Mapping[str, str], name: str) -> dt.date | None:
    try:
        return cells.date(values.get(name, ""))
    except cells.CellError as error:
        raise InvalidQuestionError(error.message, field=name) from error


@dataclass(frozen=True)
class AuditRow:
    """One act. `detail` says more in the words of whoever recorded it."""

    at: dt.datetime
    actor: str
    action: str
    subject: str
    reason: str
    detail: dict[str, Any]

    @property
    def who(self) -> str:
        return _("the system") if self.actor == SYSTEM else self.actor

    @property
    def what(self) -> str:
        return action_words(self.action)

    @property
    def details(self) -> list[tuple[str, str]]:
        """Label and value of each detail that is a single value."""
        words = {
            "rows": _("rows"),
            "format": _("format"),
            "question": _("question"),
            "filters": _("filters"),
            "purpose": _("purpose"),
            "fingerprint": _("fingerprint"),
        }
        return [
            (words.get(name, name), str(value))
            for name, value in self.detail.items()
            if value not in ("", None) and not isinstance(value, list | dict)
        ]


def _selecting(columns: str) -> str:
    return f"""
WITH act AS (
    SELECT at, actor_name AS actor, actor_id, action, subject, '' AS reason, detail
    FROM core_auditentry
    UNION ALL
    SELECT created_at, COALESCE(metadata->>'actor', ''), COALESCE(metadata->>'actor_id', ''),
           metadata->>'action', COALESCE(metadata->>'subject', ''),
           COALESCE(metadata->>'reason', ''), '{{}}'::jsonb
    FROM pghistory_context
    WHERE metadata->>'action' IS NOT NULL
),
person AS (
    SELECT DISTINCT ON (e.pgh_obj_id) e.pgh_obj_id::text AS id, d.code
    FROM accounts_userevent e JOIN geo_administrativedivision d ON d.id = e.jurisdiction_id
    ORDER BY e.pgh_obj_id, e.pgh_id DESC
)
SELECT {columns} FROM act
WHERE (%(actor)s = '' OR strpos(lower(actor), lower(%(actor)s)) > 0)
  AND (%(action)s = '' OR action = %(action)s)
  AND (%(subject)s = '' OR strpos(subject, %(subject)s) > 0)
  AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR at < %(until)s)
  AND (%(is_all)s OR actor_id IN (SELECT id FROM person WHERE code LIKE %(under)s))
"""


class AuditLog:
    """The acts that answer a question, the newest first, for a paginator. Two queries."""

    def __init__(self, question: AuditQuestion, user: User) -> None:
        until = question.until + dt.timedelta(days=1) if question.until else None
        self._values = {
            "actor": question.actor,
            "action": question.action,
            "subject": question.subject,
            "since": _midnight(question.since),
            "until": _midnight(until),
            "is_all": user.jurisdiction_code == codes.parse(settings.CITY_CODE),
            "under": codes.prefix(user.jurisdiction_code) + "%",
        }

    def count(self) -> int:
        [counted] = database.rows(_selecting("count(*) AS number"), self._values)
        return counted["number"]

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[AuditRow]:
        acts = _selecting("at, actor, action, subject, reason, detail")
        sql = f"{acts} ORDER BY at DESC, action LIMIT %(most)s OFFSET %(first)s"
        first, last = part.start or 0, part.stop
        rows = database.rows(sql, self._values | {"first": first, "most": last - first})
        # The cursor leaves JSON as text.
        return [AuditRow(**row | {"detail": json.loads(row["detail"])}) for row in rows]


def _midnight(day: dt.date | None) -> dt.datetime | None:
    """The instant at which a day begins on the local clock."""
    return timezone.make_aware(dt.datetime(day.year, day.month, day.day)) if day else None
