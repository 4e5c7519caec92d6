"""Which accounts are made, for which divisions, with what passwords."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Role, User
from accounts.services import (
    NoDivisionsError,
    create_missing_accounts,
    create_user,
    random_password,
)
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory

pytestmark = pytest.mark.django_db


def city_with_two_counties():
    """
    small county: township a (1 village)
    large county: township b (1 village), township c (2 villages, 1 neighbourhood)
    """
    small, large = CountyFactory(), CountyFactory()
    a, b, c = (TownshipFactory(parent=parent) for parent in (small, large, large))
    for township in (a, b, c, c):
        VillageFactory(parent=township)
    for _ in range(4):
        VillageFactory(parent=a, kind="居", name="某社区居民委员会")
    return large, c


def test_the_first_accounts_answer_for_the_largest_county_and_township():
    county, township = city_with_two_counties()

    made = {account.user.role: account.user for account in create_missing_accounts(actor=None)}

    assert set(made) == set(Role)
    assert made[Role.COUNTY_REVIEWER].jurisdiction == county
    assert made[Role.TOWNSHIP_OFFICER].jurisdiction == township
    assert {made[role].jurisdiction for role in (Role.CITY_PLANNER, Role.LEADER)} == {CityFactory()}
    assert made[Role.DEPARTMENT].department


def test_the_passwords_handed_out_sign_in():
    city_with_two_counties()

    for account in create_missing_accounts(actor=None):
        assert account.user.check_password(account.password)


def test_existing_accounts_keep_their_passwords():
    city_with_two_counties()
    create_missing_accounts(actor=None)
    User.objects.get(username=Role.LEADER).delete()
    before = User.objects.get(username=Role.AUDITOR).password

    made = create_missing_accounts(actor=None)

    assert [account.user.username for account in made] == [Role.LEADER]
    assert User.objects.get(username=Role.AUDITOR).password == before


def test_without_divisions_no_account_is_made():
    with pytest.raises(NoDivisionsError):
        create_missing_accounts(actor=None)

    assert not User.objects.exists()


def test_random_passwords_differ_and_hold_no_look_alikes():
    passwords = {random_password() for _ in range(50)}

    assert len(passwords) == 50
    assert not set("".join(passwords)) & set("01oil")


@pytest.mark.parametrize("change", [{"role": "king"}, {"username": "a b"}, {"password": "abc"}])
def test_unfit_accounts_are_refused(change):
    fit = {
        "username": "li",
        "role": Role.LEADER,
        "jurisdiction": CityFactory(),
        "password": "Long-enough-7",
    }

    with pytest.raises(ValidationError):
        create_user(**fit | change, actor=None)

    assert not User.objects.exists()
