"""Who runs outlets: credit codes (统一社会信用代码) are checked, organizations kept once.

A code's structure is GB 32100-2015: authority and kind, six digits of the place of registration,
nine signs of the organization's own code with its check sign (GB 11714), and a check sign.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.cn import uscc

from core.audit import Actor, acting
from core.errors import DomainError
from outlets.kinds import OrganizationKind
from outlets.models import Organization

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FIRST_SIGNS = "123456789ANY"
LENGTH, OLD_LENGTH = 18, 15
# GB/T 2260; 10 is the state's own registry.
PROVINCES = re.compile(r"10|1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
PLACE, OWN_CODE = slice(2, 8), slice(8, 17)
OWN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class CreditCodeError(DomainError):
    """A code that no licence carries; the message names the sign that is wrong."""

    code = "bad_credit_code"


@dataclass(frozen=True)
class ReadCode:
    """A code as it is kept: one of the two numbers, or neither.

    `notes` says what was made of the text as typed, for the form to show.
    """

    uscc: str = ""
    old_registration_no: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Registered:
    """An organization, whether it is new, and what the person who typed it should know."""

    organization: Organization
    is_new: bool
    notes: tuple[str, ...] = ()


@transaction.atomic
def get_or_register_organization(
    *,
    name: str,
    actor: Actor | None,
    uscc: str = "",
    old_registration_no: str = "",
    kind: OrganizationKind | str = "",
    present: Organization | None = None,
) -> Registered:
    """The organization with this code, or a new one; nothing known is overwritten.

    Args:
        uscc: as typed; 15 digits are an old registration number, kept as such without a check.
        present: the outlet's organization so far, which stays when nothing else is said. One
            without any number is known by this alone: equal names may be different people.

    Raises:
        CreditCodeError: the code cannot be right; `field` is `uscc` or `old_registration_no`.
        DomainError: the name is missing or too long.
    """
    name = " ".join(name.split())
    longest = getattr(Organization._meta.get_field("name"), "max_length", 0)
    if not name:
        raise DomainError(_("This must be filled in."), field="name")
    if len(name) > longest:
        raise DomainError(
            _("At most %(longest)s characters fit here.") % {"longest": longest}, field="name"
        )
    code = read_code(uscc)
    old_no = code.old_registration_no or read_old_number(old_registration_no)
    facts = {"name": name, "kind": str(kind), "old_registration_no": old_no}
    if found := _known(code.uscc, old_no, facts, present):
        return Registered(found, False, (*code.notes, *_notes_on_name(found, name)))
    with acting(actor, "organization.registered"):
        if code.uscc:  # two people may register it at once
            found, is_new = Organization.objects.get_or_create(uscc=code.uscc, defaults=facts)
        else:
            found, is_new = Organization.objects.create(**facts), True
    return Registered(found, is_new, code.notes)


def read_code(text: str) -> ReadCode:
    """What a licence's number as typed says: lower case, full width and blanks are put right.

    Raises:
        CreditCodeError: see `problem_of`.
    """
    written = _normalised(text)
    notes: tuple[str, ...] = ()
    if written != text.strip():
        notes = (_("Changed to half-width capitals without blanks: %(code)s") % {"code": written},)
    if len(written) == OLD_LENGTH and written.isdigit():
        kept = _("15 digits are an old registration number: kept as such, without a check.")
        return ReadCode(old_registration_no=written, notes=(*notes, kept))
    if written and (problem := problem_of(written)):
        raise CreditCodeError(problem, field="uscc")
    return ReadCode(uscc=written, notes=notes)


def read_old_number(text: str) -> str:
    """An old registration number (工商注册号), which has no check sign that could be relied on.

    Raises:
        CreditCodeError: it does not have 15 digits.
    """
    written = _normalised(text)
    if written and not (len(written) == OLD_LENGTH and written.isdigit()):
        raise CreditCodeError(
            _("An old registration number has 15 digits."), field="old_registration_no"
        )
    return written


def problem_of(code: str) -> str:
    """What is wrong with a normalised code; "" for one that may be right."""
    return _problem_of_form(code) or _problem_of_structure(code) or _problem_of_checks(code)


def with_check_signs(start: str) -> str:
    """The code that begins with these 16 signs.

    >>> with_check_signs("91350100M000100Y")
    '91350100M000100Y43'
    """
    own = start + _own_check_sign(f"{start}0")
    return own + uscc.calc_check_digit(own)


def _normalised(text: str) -> str:
    signs = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in signs if sign.isprintable() and sign not in " -")


def _problem_of_form(code: str) -> str:
    if len(code) != LENGTH:
        return _(
            "A unified social credit code has 18 signs, not %(number)s. Check it against the "
            "licence."
        ) % {"number": len(code)}
    for place, sign in enumerate(code[:-1], start=1):
        if sign not in SIGNS:
            return _(
                "Sign %(place)s is %(sign)s, which no code contains (I, O, S, V and Z are not "
                "used). Check it against the licence."
            ) % {"place": place, "sign": sign}
    return ""


def _problem_of_structure(code: str) -> str:
    if len(set(code)) == 1:
        return _("The code is one sign repeated: no licence carries it.")
    if code[0] not in FIRST_SIGNS:
        return _("The first sign is %(sign)s, which names no registry. Check the licence.") % {
            "sign": code[0]
        }
    place = code[PLACE]
    if not (place.isascii() and place.isdigit()) or not PROVINCES.match(place):
        return _("Signs 3 to 8, %(place)s, name no place in the country. Check the licence.") % {
            "place": place
        }
    return ""


def _problem_of_checks(code: str) -> str:
    """Both check signs: a slip among signs 9 to 16 upsets the two."""
    wrong = []
    own, last = _own_check_sign(code), uscc.calc_check_digit(code[:-1])
    if code[16] != own:
        wrong.append(
            _("sign 17 should be %(expected)s, is %(found)s") % {"expected": own, "found": code[16]}
        )
    if code[-1] != last:
        text = _("the last sign should be %(expected)s, is %(found)s")
        if code[-1] not in SIGNS:
            text = _("the last sign should be %(expected)s, is %(found)s (no code contains it)")
        wrong.append(text % {"expected": last, "found": code[-1]})
    if not wrong:
        return ""
    return _("The check sign is wrong: %(signs)s. Check the code against the licence.") % {
        "signs": _("; ").join(wrong)
    }


def _own_check_sign(code: str) -> str:
    """GB 11714 over signs 9 to 16.

    >>> _own_check_sign("91350100M000100Y43")
    '4'
    """
    values = (int(sign, 36) for sign in code[OWN_CODE][:-1])
    rest = 11 - sum(weight * value for weight, value in zip(OWN_WEIGHTS, values, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def _known(
    code: str, old_no: str, facts: dict[str, str], present: Organization | None
) -> Organization | None:
    if code:
        return Organization.objects.filter(uscc=code).first()
    if old_no:
        return Organization.objects.filter(old_registration_no=old_no).order_by("pk").first()
    if present is None or present.uscc or present.name != facts["name"]:
        return None
    return present if facts["kind"] in ("", present.kind) else None


def _notes_on_name(found: Organization, name: str) -> tuple[str, ...]:
    if found.name == name:
        return ()
    text = _("This number belongs to “%(name)s”, which is taken as it is registered.")
    return (text % {"name": found.name},)
