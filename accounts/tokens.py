"""API tokens: asked for, shown once, used by programs, withdrawn.

A token is 256 random bits: its hash needs no salt and no slowness, nobody can guess what it is of.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ApiToken, User
from accounts.rules import MANAGE_ACCOUNTS
from core.audit import Actor, actor_name, record
from core.errors import DomainError, NotAllowedError

PREFIX = "vcr_"  # tells scanners for leaked secrets what they found
RANDOM_BYTES = 32
HINT_LENGTH = 8
LONGEST_DAYS = 365
MOST_VALID = 20
# The last use is noted down to the minute, not with every request.
NOTE_USE_EVERY = dt.timedelta(minutes=1)


class TooManyTokensError(DomainError):
    """More valid tokens than anybody can keep an eye on."""

    status = 409
    code = "too_many_tokens"
    message = gettext_lazy(
        "You have as many valid tokens as one account may have. Withdraw one that you no longer "
        "need."
    )


@dataclass(frozen=True)
class NewToken:
    """A token just made; `secret` is known nowhere else."""

    token: ApiToken
    secret: str


def digest(secret: str) -> str:
    """What is kept of a token, in hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


@transaction.atomic
def make_token(*, user: User, name: str, expires_on: dt.date) -> NewToken:
    """A token of the user's own, told once.

    Args:
        expires_on: the last day on which it holds.

    Raises:
        DomainError: no name; or a last day in the past, or more than a year ahead.
        TooManyTokensError: withdraw another one first.
    """
    name, today = name.strip(), timezone.localdate()
    if not name:
        raise DomainError(_("Say what the token is for."), field="name")
    if not today <= expires_on <= today + dt.timedelta(LONGEST_DAYS):
        text = _("Choose a day between today and %(last)s: a token holds for a year at most.")
        words = {"last": today + dt.timedelta(LONGEST_DAYS)}
        raise DomainError(text % words, field="expires_on")
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if ApiToken.objects.valid_at(timezone.now()).filter(user=user).count() >= MOST_VALID:
        raise TooManyTokensError
    secret = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    day_after = expires_on + dt.timedelta(1)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=digest(secret),
        hint=secret[:HINT_LENGTH],
        expires_at=timezone.make_aware(dt.datetime.combine(day_after, dt.time())),
    )
    detail = {"name": name, "expires_on": expires_on.isoformat()}
    record(user, "account.token_made", subject=user.username, detail=detail)
    return NewToken(token, secret)


@transaction.atomic
def withdraw_token(*, token: ApiToken, actor: User) -> ApiToken:
    """End a token now. Everybody withdraws their own, administrators also those of others.

    Withdrawing one twice changes nothing.

    Raises:
        NotAllowedError: it is somebody else's, and the actor no administrator of theirs.
    """
    row = ApiToken.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    if row.user_id != actor.pk and not _administers(actor, row):
        raise NotAllowedError
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by_name = timezone.now(), actor_name(actor)
        row.save(update_fields=["withdrawn_at", "withdrawn_by_name"])
        detail = {"name": row.name}
        record(actor, "account.token_withdrawn", subject=row.user.username, detail=detail)
    return row


def withdraw_all(*, user: User, actor: Actor | None) -> None:
    """End every valid token of an account, as when its password may be known to others."""
    now = timezone.now()
    valid = ApiToken.objects.filter(user=user, withdrawn_at__isnull=True, expires_at__gt=now)
    if valid.update(withdrawn_at=now, withdrawn_by_name=actor_name(actor)):
        record(actor, "account.token_withdrawn", subject=user.username)


def _administers(actor: User, token: ApiToken) -> bool:
    is_theirs = ApiToken.objects.visible_to(actor).filter(pk=token.pk).exists()
    return actor.has_perm(MANAGE_ACCOUNTS) and is_theirs


def user_with(secret: str) -> User | None:
    """Whose valid token this is; its use is noted down."""
    now = timezone.now()
    tokens = ApiToken.objects.valid_at(now).select_related("user__jurisdiction")
    token = tokens.filter(digest=digest(secret)).first()
    if token is None:
        return None
    if token.last_used_at is None or now - token.last_used_at >= NOTE_USE_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user
