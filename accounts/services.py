"""Makes accounts: one by one, or the first of each role."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from core.audit import Actor, acting
from core.errors import DomainError
from geo import codes
from geo.models import AdministrativeDivision

# Neither 0 and o nor 1, l and i: passwords are read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 3, 5


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
) -> User:
    """Make one account.

    Raises:
        ValidationError: the name is taken or unfit, or the password too weak.
    """
    with acting(actor, "user.created"):
        user = User(username=username, role=role, jurisdiction=jurisdiction, department=department)
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
        user.save()
    return user


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
