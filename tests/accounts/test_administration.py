"""Administrators make, move and close accounts; every act is kept, and nobody locks all out."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Role, User
from core.models import AuditEntry
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory

pytestmark = pytest.mark.django_db

LIST = reverse("accounts:user_list")
ADD = reverse("accounts:user_add")


@pytest.fixture
def administrator(db):
    return UserFactory(username="guanli", role=Role.ADMINISTRATOR)


@pytest.fixture
def client(administrator, signed_in):
    return signed_in(administrator)


@pytest.fixture
def township():
    return TownshipFactory(name="大庙镇", initials="dmz")


def address(name, user):
    return reverse(f"accounts:user_{name}", args=[user.pk])


def names(client, **question):
    return [user.username for user in client.get(LIST, question).context["page"]]


def sign_in(username, password=PASSWORD):
    return Client().post(reverse("accounts:login"), {"username": username, "password": password})


def fit(township, **changes):
    said = {
        "username": "wang",
        "name": "王小明",
        "role": Role.TOWNSHIP_OFFICER,
        "jurisdiction": township.code,
        "department": "",
    }
    return said | changes


# Who may


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_other_role_administers_accounts(role, signed_in):
    user = UserFactory(role=role)
    client = signed_in(user)

    for name in ("list", "add"):
        assert client.get(reverse(f"accounts:user_{name}")).status_code == 403
    assert client.get(address("detail", user)).status_code == 403
    assert client.get(address("edit", user)).status_code == 403
    for name in ("close", "reopen", "new_password", "unlock"):
        assert client.post(address(name, user)).status_code == 403
    assert User.objects.get(pk=user.pk).is_active


def test_the_menu_names_accounts_to_administrators_alone(client, planner_client):
    assert f'href="{LIST}"' in client.get(LIST).content.decode()
    assert f'href="{LIST}"' not in planner_client.get("/outlets/").content.decode()


def test_a_countys_administrator_knows_no_accounts_elsewhere(signed_in, township):
    county = township.parent
    client = signed_in(UserFactory(username="xian", role=Role.ADMINISTRATOR, jurisdiction=county))
    UserFactory(username="ben", role=Role.TOWNSHIP_OFFICER, jurisdiction=township)
    other = UserFactory(username="wai", jurisdiction=CountyFactory())

    assert names(client) == ["ben", "xian"]
    for name in ("detail", "edit"):
        assert client.get(address(name, other)).status_code == 404
    for name in ("close", "reopen", "new_password", "unlock"):
        assert client.post(address(name, other)).status_code == 404
    answer = client.post(ADD, fit(township, role=Role.LEADER, jurisdiction=CityFactory().code))
    assert "jurisdiction" in answer.context["form"].errors


# The list


def test_the_list_is_filtered_by_role_place_state_and_words(client, township):
    UserFactory(username="zhang", role=Role.TOWNSHIP_OFFICER, jurisdiction=township)
    UserFactory(username="li", first_name="李建国", jurisdiction=township.parent)
    UserFactory(username="zhao", is_active=False)

    assert names(client) == ["guanli", "li", "zhang"]
    assert names(client, state="closed") == ["zhao"]
    assert names(client, state="all", sort="-username") == ["zhao", "zhang", "li", "guanli"]
    assert names(client, role="township_officer") == ["zhang"]
    assert names(client, division=township.parent.code) == ["li", "zhang"]
    assert names(client, q="建国") == ["li"]
    assert names(client, q="dm") == ["zhang"]
    assert names(client, q="nobody") == []


def test_the_list_asks_four_questions_of_its_own(client, django_assert_max_num_queries):
    UserFactory.create_batch(60)
    client.get(LIST)
    # Beside session, user, city and data version.
    with django_assert_max_num_queries(4 + 4):
        assert len(client.get(LIST, {"q": "user"}).context["page"]) == 50


# Making and changing


def test_a_new_account_signs_in_with_the_password_that_is_shown_once(client, township):
    answer = client.post(ADD, fit(township))

    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert sign_in("wang", password).status_code == 302
    user = User.objects.get(username="wang")
    assert (user.first_name, user.jurisdiction) == ("王小明", township)
    assert password not in client.get(address("detail", user)).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "guanli"}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": ""}, "username"),
        ({"role": "king"}, "role"),
        ({"jurisdiction": "999999"}, "jurisdiction"),
        ({"role": Role.COUNTY_REVIEWER}, "jurisdiction"),
        ({"role": Role.DEPARTMENT}, "department"),
    ],
)
def test_an_unfit_account_is_refused_at_its_field_and_what_was_typed_stays(
    client, township, change, field
):
    answer = client.post(ADD, fit(township, **change))

    assert list(answer.context["form"].errors) == [field]
    assert "王小明" in answer.content.decode()
    assert User.objects.count() == 1


def test_an_account_moves_to_another_place_and_its_history_says_why(client, township):
    user = UserFactory(username="li", role=Role.TOWNSHIP_OFFICER, jurisdiction=township)
    new = TownshipFactory(name="木头城子镇")

    client.post(
        address("edit", user),
        fit(new, name="李建国", reason="轮岗") | {"username": "changed"},
    )

    user.refresh_from_db()
    assert (user.username, user.jurisdiction) == ("li", new)
    page = client.get(address("detail", user)).content.decode()
    assert "变更账号" in page
    for text in ("guanli", "轮岗", "大庙镇", "木头城子镇"):
        assert text in page


# Closing


def test_a_closed_account_is_signed_out_at_once_and_cannot_sign_in(client, signed_in):
    user = UserFactory(username="li")
    theirs = signed_in(user)
    assert theirs.get("/outlets/").status_code == 200

    client.post(address("close", user), {"reason": "调离"})

    assert theirs.get("/outlets/").status_code == 302
    assert sign_in("li").status_code == 200
    assert "调离" in client.get(address("detail", user)).content.decode()


def test_a_reason_with_somebodys_number_is_refused_and_still_there(client):
    user = UserFactory(username="li")
    answer = client.post(address("close", user), {"reason": "调离，电话13804215678"})

    assert answer.status_code == 400
    assert 'value="调离，电话13804215678"' in answer.content.decode()
    user.refresh_from_db()
    assert user.is_active


def test_a_reopened_account_signs_in_with_its_old_password(client):
    user = UserFactory(username="li", is_active=False)

    client.post(address("reopen", user))

    assert sign_in("li").status_code == 302


def test_administrators_do_not_close_their_own_account(client, administrator):
    UserFactory(role=Role.ADMINISTRATOR)

    answer = client.post(address("close", administrator))

    assert answer.status_code == 409
    assert "须由另一位系统管理员停用" in answer.content.decode()
    assert User.objects.get(pk=administrator.pk).is_active


def test_the_last_administrator_of_the_city_stays_one(client, administrator, township):
    UserFactory(role=Role.ADMINISTRATOR, jurisdiction=township.parent)
    UserFactory(role=Role.ADMINISTRATOR, is_active=False)

    answer = client.post(address("edit", administrator), fit(township))

    assert "role" in answer.context["form"].errors
    assert User.objects.get(pk=administrator.pk).role == Role.ADMINISTRATOR
    with pytest.raises(services.LastAdministratorError):
        services.close_account(user=administrator, actor=None)


def test_one_of_two_administrators_may_go(client, administrator, township):
    other = UserFactory(role=Role.ADMINISTRATOR)

    assert client.post(address("close", other)).status_code == 302
    assert not User.objects.get(pk=other.pk).is_active


# Passwords and locks


def test_a_new_password_replaces_the_old_one_and_signs_its_sessions_out(client, signed_in):
    user = UserFactory(username="li")
    theirs = signed_in(user)

    answer = client.post(address("new_password", user))

    assert theirs.get("/outlets/").status_code == 302
    assert sign_in("li").status_code == 200
    assert sign_in("li", answer.context["password"]).status_code == 302
    entry = AuditEntry.objects.get(action="account.password_reset")
    assert (entry.actor_name, entry.subject) == ("guanli", "li")


def test_a_locked_account_is_marked_and_can_be_unlocked(client):
    user = UserFactory(username="li")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in("li", "wrong")
    assert sign_in("li").status_code == 429
    assert "已锁定" in client.get(LIST).content.decode()

    client.post(address("unlock", user))

    assert sign_in("li").status_code == 302
    assert "已锁定" not in client.get(LIST).content.decode()


def test_acts_on_accounts_need_a_post(client):
    user = UserFactory()

    for name in ("close", "reopen", "new_password", "unlock"):
        assert client.get(address(name, user)).status_code == 405


# Roles and places


@pytest.mark.parametrize(
    ("role", "made"),
    [
        (Role.TOWNSHIP_OFFICER, CountyFactory),
        (Role.COUNTY_REVIEWER, TownshipFactory),
        (Role.LEADER, VillageFactory),
    ],
)
def test_a_role_answers_for_divisions_of_its_level(role, made):
    with pytest.raises(services.ValidationError) as refused:
        services.create_user(
            username="li", role=role, jurisdiction=made(), password=PASSWORD, actor=None
        )

    assert list(refused.value.message_dict) == ["jurisdiction"]
