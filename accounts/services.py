"""Changes to accounts: making, moving, closing, new passwords; the first of each role."""

import secrets
from dataclasses import dataclass

from axes.utils import reset as reset_failures
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from accounts.tokens import withdraw_all
from core.audit import Actor, acting, record
from core.errors import DomainError
from geo import codes
from geo.levels import Level
from geo.models import AdministrativeDivision

# Neither 0 and o nor 1, l and i: passwords are read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 3, 5


# Whom a role answers for; roles not named here for a city, a county or a township.
LEVELS = {Role.TOWNSHIP_OFFICER: (Level.TOWNSHIP,), Role.COUNTY_REVIEWER: (Level.COUNTY,)}
ANY_LEVEL = (Level.CITY, Level.COUNTY, Level.TOWNSHIP)


class LastAdministratorError(DomainError):
    """Without an administrator of the whole city nobody could make one again."""

    status = 409
    code = "last_administrator"
    message = gettext_lazy(
        "This is the last administrator of the whole city who can sign in. Make another one first."
    )


class OwnAccountError(DomainError):
    """Administrators do not close themselves out."""

    status = 409
    code = "own_account"
    message = gettext_lazy("This is your own account. Another administrator has to close it.")


class NoDivisionsError(DomainError):
    """Accounts need divisions to answer for, and none are loaded."""

    status = 409
    code = "no_divisions"
    message = gettext_lazy(
        "No divisions are loaded yet. Run “manage.py load_divisions --commit” first."
    )


@dataclass(frozen=True)
class NewAccount:
    """An account just made; the password is known nowhere else."""

    user: User
    password: str


def random_password() -> str:
    """Three groups of five signs, 74 bits: `k7mfp-9wq2x-hd4ru`."""
    groups = (
        "".join(secrets.choice(LETTERS) for _i in range(GROUP_LENGTH)) for _g in range(GROUPS)
    )
    return "-".join(groups)


@transaction.atomic
def create_user(
    *,
    username: str,
    role: Role | str,
    jurisdiction: AdministrativeDivision,
    password: str,
    actor: Actor | None,
    department: str = "",
    name: str = "",
) -> User:
    """Make one account.

    Args:
        name: the person's own, shown beside the account.

    Raises:
        ValidationError: the account's name is taken or unfit, the password too weak, or the
            division of a level that the role does not answer for.
    """
    with acting(actor, "account.created", subject=username):
        user = User(
            username=username,
            first_name=name,
            role=role,
            jurisdiction=jurisdiction,
            department=department,
        )
        validate_password(password, user)
        user.set_password(password)
        _check(user)
        user.save()
    return user


@transaction.atomic
def change_account(
    *,
    user: User,
    role: Role | str,
    jurisdiction: AdministrativeDivision,
    actor: Actor | None,
    department: str = "",
    name: str = "",
    reason: str = "",
) -> User:
    """Give an account another role, division, department or person's name.

    Raises:
        LastAdministratorError: nobody else could administer the whole city.
        ValidationError: the division is of a level that the role does not answer for.
    """
    row, others = _locked(user)
    row.role, row.jurisdiction = role, jurisdiction
    row.department, row.first_name = department, name
    _check(row)
    if not others and not _administers_all(row):
        raise LastAdministratorError(field="role")
    with acting(actor, "account.changed", reason=reason, subject=row.username):
        row.save(update_fields=["role", "jurisdiction", "department", "first_name"])
    return row


@transaction.atomic
def close_account(*, user: User, actor: Actor | None, reason: str = "") -> User:
    """Let nobody sign in with this account any more; sessions under way end with the next click.

    Its name stays in every history. Closing a closed account changes nothing.

    Raises:
        OwnAccountError: it is the actor's own.
        LastAdministratorError: nobody else could administer the whole city.
    """
    if actor and actor.pk == user.pk:
        raise OwnAccountError
    row, others = _locked(user)
    if not others:
        raise LastAdministratorError
    row.is_active = False
    with acting(actor, "account.closed", reason=reason, subject=row.username):
        row.save(update_fields=["is_active"])
    return row


@transaction.atomic
def reopen_account(*, user: User, actor: Actor | None, reason: str = "") -> User:
    """Let a closed account sign in again, with the password it had."""
    row, _others = _locked(user)
    row.is_active = True
    with acting(actor, "account.reopened", reason=reason, subject=row.username):
        row.save(update_fields=["is_active"])
    return row


@transaction.atomic
def reset_password(*, user: User, actor: Actor | None) -> str:
    """A new password, told once; what was open under the old one is signed out, a lock goes, and
    tokens hold no longer."""
    password = random_password()
    row, _others = _locked(user)
    row.set_password(password)
    row.save(update_fields=["password"])
    reset_failures(username=row.username)
    withdraw_all(user=row, actor=actor)
    record(actor, "account.password_reset", subject=row.username)
    return password


@transaction.atomic
def unlock_account(*, user: User, actor: Actor | None) -> None:
    """Forget the wrong passwords, so that the account may sign in before its lock runs out."""
    reset_failures(username=user.username)
    record(actor, "account.unlocked", subject=user.username)


def _locked(user: User) -> tuple[User, bool]:
    """The account's row as it is now, and whether there is another administrator of all.

    Both are held until the transaction ends, always in the same order, so that two administrators
    never close each other.
    """
    administrators = Q(role=Role.ADMINISTRATOR, is_active=True, jurisdiction__code=_everything())
    rows = User.objects.select_for_update(of=("self",)).filter(administrators | Q(pk=user.pk))
    found = {row.pk: row for row in rows.order_by("pk")}
    row = found.pop(user.pk)
    return row, bool(found)


def _administers_all(user: User) -> bool:
    is_administrator = user.role == Role.ADMINISTRATOR and user.is_active
    return is_administrator and user.jurisdiction.code == _everything()


def _everything() -> str:
    """The code of the city that the settings name."""
    return codes.parse(settings.CITY_CODE)


def _check(user: User) -> None:
    user.full_clean()
    levels = LEVELS.get(Role(user.role), ANY_LEVEL)
    if user.jurisdiction.level not in levels:
        text = _("The role “%(role)s” answers for: %(levels)s.") % {
            "role": user.get_role_display(),
            "levels": "、".join(str(level.label) for level in levels),
        }
        raise ValidationError({"jurisdiction": text})


def first_jurisdictions() -> dict[Role, AdministrativeDivision]:
    """Which division the first account of each role answers for.

    The reviewer gets the county with most administrative villages, the officer its township
    with most, all others the city; of equals, the lowest code.

    Raises:
        NoDivisionsError: city, counties, townships or villages are missing.
    """
    divisions = AdministrativeDivision.objects.at_or_under(settings.CITY_CODE + "00").filter(
        valid_to=None
    )
    city = divisions.filter(code=settings.CITY_CODE + "00").first()
    township_codes = divisions.administrative_villages().values("parent__code")
    counts = township_codes.annotate(villages=Count("pk")).values_list("parent__code", "villages")
    if city is None or not counts:
        raise NoDivisionsError
    by_county: dict[str, int] = {}
    for code, villages in counts:
        county_code = codes.parent(code)
        by_county[county_code] = by_county.get(county_code, 0) + villages
    county_code = min(by_county, key=lambda code: (-by_county[code], code))
    within = [(-villages, code) for code, villages in counts if code.startswith(county_code)]
    chosen = {d.code: d for d in divisions.filter(code__in=[county_code, min(within)[1]])}
    return {role: city for role in Role} | {
        Role.COUNTY_REVIEWER: chosen[county_code],
        Role.TOWNSHIP_OFFICER: chosen[min(within)[1]],
    }


@transaction.atomic
def create_missing_accounts(*, actor: Actor | None, department: str = "") -> list[NewAccount]:
    """One account for each role, named after it, where that name is free; random passwords.

    Args:
        department: whom the department's account belongs to; the bureau that this policy
            charges with most of its clauses when empty.
    """
    jurisdictions = first_jurisdictions()
    taken = set(User.objects.filter(username__in=Role.values).values_list("username", flat=True))
    department = department or _("Human Resources and Social Security Bureau")
    made = []
    for role in Role:
        if role.value in taken:
            continue
        password = random_password()
        user = create_user(
            username=role.value,
            role=role,
            jurisdiction=jurisdictions[role],
            department=department if role == Role.DEPARTMENT else "",
            password=password,
            actor=actor,
        )
        made.append(NewAccount(user, password))
    return made
