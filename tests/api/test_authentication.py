"""Who may ask: by token, by name and password, or by the session of a page."""

import base64
import datetime as dt

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts import services, tokens
from accounts.models import ApiToken, Role
from core.errors import DomainError, NotAllowedError
from core.models import AuditEntry
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.geo import CountyFactory

pytestmark = pytest.mark.django_db

DIVISIONS = "/api/v1/divisions/"
LIST = reverse("accounts:token_list")


def in_days(days):
    return timezone.localdate() + dt.timedelta(days)


def made(user, days=30, name="上报程序"):
    return tokens.make_token(user=user, name=name, expires_on=in_days(days))


def ask(authorization=None, address=DIVISIONS):
    return Client().get(address, headers={"Authorization": authorization} if authorization else {})


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Token"])
def test_a_token_speaks_for_its_user(planner, scheme):
    secret = made(planner).secret
    assert ask(f"{scheme} {secret}").status_code == 200


def test_only_the_hash_of_a_token_is_kept(planner):
    secret = made(planner).secret
    row = ApiToken.objects.values().get()
    assert secret not in str(row)
    assert row["digest"] == tokens.digest(secret)


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer vcr_invented",
        "Bearer",
        "Token ",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no-colon").decode(),
        basic("nobody", "x"),
        basic("no\0body", "x"),
        "Digest x",
    ],
)
def test_what_names_nobody_is_answered_in_json(db, authorization):
    answer = ask(authorization)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert set(answer.json()) == {"code", "message", "fields"}


def test_a_stranger_is_not_sent_to_the_sign_in_page(db):
    answer = ask()
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/json")
    assert answer.json()["code"] == "not_authenticated"


def test_a_token_ends_by_time_by_withdrawal_and_with_its_account(planner):
    new = made(planner)
    authorization = f"Bearer {new.secret}"

    ApiToken.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert ask(authorization).status_code == 401

    ApiToken.objects.update(expires_at=timezone.now() + dt.timedelta(1))
    assert ask(authorization).status_code == 200
    planner.is_active = False
    planner.save()
    assert ask(authorization).status_code == 401
    planner.is_active = True
    planner.save()

    tokens.withdraw_token(token=new.token, actor=planner)
    answer = ask(authorization)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_credentials")


def test_the_last_use_is_noted_down(planner):
    new = made(planner)
    assert ApiToken.objects.get().last_used_at is None
    ask(f"Bearer {new.secret}")
    assert ApiToken.objects.get().last_used_at is not None


def test_a_new_password_from_the_administrator_ends_the_tokens_too(planner):
    authorization = f"Bearer {made(planner).secret}"
    services.reset_password(user=planner, actor=UserFactory(role=Role.ADMINISTRATOR))
    assert ask(authorization).status_code == 401


def test_name_and_password_serve_and_lock_as_on_the_sign_in_page(db):
    UserFactory(username="xitong")
    assert ask(basic("xitong", PASSWORD)).status_code == 200
    for _try in range(settings.AXES_FAILURE_LIMIT):
        assert ask(basic("xitong", "wrong")).status_code == 401

    answer = ask(basic("xitong", PASSWORD))
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/json")


@pytest.mark.parametrize("days", [-1, 366])
def test_a_token_holds_a_year_at_most(planner, days):
    with pytest.raises(DomainError) as caught:
        made(planner, days)
    assert caught.value.field == "expires_on"


def test_nobody_keeps_more_valid_tokens_than_can_be_watched(planner):
    for _one in range(tokens.MOST_VALID):
        made(planner)
    with pytest.raises(tokens.TooManyTokensError):
        made(planner)


# The pages


def test_a_token_is_asked_for_and_shown_once(planner, planner_client):
    asked = {"name": "省平台", "expires_on": in_days(30).isoformat()}
    answer = planner_client.post(LIST, asked)
    secret = answer.context["secret"]
    assert answer["Cache-Control"] == "no-store"
    assert ask(f"Bearer {secret}").status_code == 200

    page = planner_client.get(LIST).content.decode()
    assert "省平台" in page
    assert secret not in page
    entry = AuditEntry.objects.get(action="account.token_made")
    assert (entry.actor_name, entry.detail["name"]) == (planner.username, "省平台")


def test_a_form_that_asks_for_too_long_names_the_field(planner_client):
    answer = planner_client.post(LIST, {"name": "x", "expires_on": in_days(400).isoformat()})
    assert "expires_on" in answer.context["form"].errors
    assert not ApiToken.objects.exists()


def test_everybody_withdraws_their_own_and_administrators_those_they_answer_for(
    planner, planner_client, signed_in
):
    own, other = made(planner).token, made(UserFactory()).token
    address = reverse("accounts:token_withdraw", args=[other.pk])
    assert planner_client.post(address).status_code == 404
    assert planner_client.get(LIST).context["page"] is None

    planner_client.post(reverse("accounts:token_withdraw", args=[own.pk]))
    assert ApiToken.objects.get(pk=own.pk).withdrawn_by_name == planner.username

    administrator = UserFactory(role=Role.ADMINISTRATOR)
    assert signed_in(administrator).post(address).status_code == 302
    assert ApiToken.objects.get(pk=other.pk).withdrawn_by_name == administrator.username
    assert AuditEntry.objects.filter(action="account.token_withdrawn").count() == 2


def test_an_administrator_of_a_county_knows_no_tokens_elsewhere(planner, signed_in):
    token = made(planner).token
    county = UserFactory(role=Role.ADMINISTRATOR, jurisdiction=CountyFactory())
    address = reverse("accounts:token_withdraw", args=[token.pk])
    assert signed_in(county).post(address).status_code == 404
    with pytest.raises(NotAllowedError):
        tokens.withdraw_token(token=token, actor=county)


# Sessions


def test_a_session_changes_nothing_without_csrfs_token(planner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(planner, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/api/v1/outlets/", {}, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["code"] == "permission_denied"


def test_a_token_needs_none(planner):
    client = Client(
        enforce_csrf_checks=True, headers={"Authorization": f"Bearer {made(planner).secret}"}
    )
    answer = client.post("/api/v1/outlets/", {}, content_type="application/json")
    assert answer.status_code == 400


@override_settings(API_REQUESTS_PER_MINUTE=2)
def test_who_asks_too_often_is_told_how_long_to_wait(planner):
    authorization = f"Bearer {made(planner).secret}"
    assert [ask(authorization).status_code for _i in range(3)] == [200, 200, 429]
    answer = ask(authorization)
    assert 0 < int(answer["Retry-After"]) <= 61
    assert answer.json()["code"] == "throttled"
