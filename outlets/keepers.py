"""A keeper's name and telephone, as far as somebody's role needs them."""

from dataclasses import dataclass

import rules
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, texts
from core.errors import DomainError, IdentifyingTextError, NotAllowedError
from core.masking import masked_name, masked_phone, tells_number
from outlets.models import Outlet
from outlets.rules import ASK_FOR_KEEPER, SEE_KEEPER

LONGEST_PURPOSE = 200
SEEN = "outlet.keeper_seen"


@dataclass(frozen=True)
class Keeper:
    """What is shown. `may_ask`: the whole is shown to the viewer who says what it is for."""

    name: str
    phone: str
    is_masked: bool = False
    may_ask: bool = False


def is_seen_by(user: User) -> bool:
    """Whether the role sees keepers whole without being asked what for."""
    return rules.has_perm(SEE_KEEPER, user)


def keeper_for(outlet: Outlet, user: User) -> Keeper:
    """The keeper, masked unless the role answers for the record. A whole telephone is recorded."""
    if is_seen_by(user):
        record_look(outlet, user)
        return Keeper(outlet.keeper_name, outlet.keeper_phone)
    is_known = bool(outlet.keeper_phone or outlet.keeper_name)
    return Keeper(
        masked_name(outlet.keeper_name),
        masked_phone(outlet.keeper_phone),
        is_masked=True,
        may_ask=is_known and rules.has_perm(ASK_FOR_KEEPER, user),
    )


def record_look(outlet: Outlet, user: User) -> None:
    """Keep that the user was shown the outlet's keeper whole; nothing where there is none."""
    if outlet.keeper_phone:
        audit.record(user, SEEN, subject=_subject(outlet))


def unmasked_keeper(*, outlet: Outlet, purpose: str, user: User) -> Keeper:
    """The keeper whole, for the purpose told, which is recorded.

    Raises:
        NotAllowedError: the role has no need of it.
        DomainError: no purpose is given.
    """
    if is_seen_by(user):
        return keeper_for(outlet, user)
    if not rules.has_perm(ASK_FOR_KEEPER, user):
        raise NotAllowedError
    purpose = texts.cleaned(purpose)[:LONGEST_PURPOSE]
    if not purpose:
        raise DomainError(_("Say what the telephone is needed for."), field="purpose")
    if tells_number(purpose):
        raise IdentifyingTextError(field="purpose")
    audit.record(user, SEEN, subject=_subject(outlet), detail={"purpose": purpose})
    return Keeper(outlet.keeper_name, outlet.keeper_phone)


def _subject(outlet: Outlet) -> str:
    return outlet.outlet_no or str(outlet.pk)
