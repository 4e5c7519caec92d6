"""Signing in and out, the lock, the password, language and display."""

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from core.models import AuditEntry
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str, **more):
    return client.post(
        reverse("accounts:login"), {"username": username, "password": password, **more}
    )


def test_the_right_password_signs_in_and_leads_to_the_page_asked_for(client):
    user = UserFactory()

    answer = sign_in(client, user.username, PASSWORD, next="/outlets/")

    assert (answer.status_code, answer.url) == (302, "/outlets/")


def test_an_address_on_another_site_is_not_followed_after_signing_in(client):
    user = UserFactory()

    answer = sign_in(client, user.username, PASSWORD, next="https://example.com/")

    assert answer.url == "/"


def test_a_wrong_password_keeps_the_name_and_says_when_the_account_locks(client):
    user = UserFactory()

    page = sign_in(client, user.username, "wrong").content.decode()

    assert f'value="{user.username}"' in page
    assert f"连续输错{settings.AXES_FAILURE_LIMIT}次" in page


def test_five_wrong_passwords_lock_the_account_and_no_other(client):
    locked, other = UserFactory(), UserFactory()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, locked.username, "wrong")

    assert answer.status_code == 429
    assert locked.username in answer.content.decode()
    assert "15分钟" in answer.content.decode()
    assert sign_in(client, locked.username, PASSWORD).status_code == 429
    assert sign_in(Client(), other.username, PASSWORD).status_code == 302


def test_signing_out_needs_a_post_and_leads_to_the_sign_in_page(planner_client):
    assert planner_client.get(reverse("accounts:logout")).status_code == 405

    answer = planner_client.post(reverse("accounts:logout"))

    assert answer.url == reverse("accounts:login")
    assert planner_client.get(reverse("accounts:password_change")).status_code == 302


def test_anonymous_visitors_are_sent_to_the_sign_in_page(client):
    answer = client.get(reverse("accounts:password_change"))

    assert answer.url == reverse("accounts:login") + "?next=" + reverse("accounts:password_change")


def test_the_sign_in_page_shows_no_navigation(client):
    page = client.get(reverse("accounts:login")).content.decode()

    assert "site-nav" not in page


def change(client, new, old=PASSWORD):
    return client.post(
        reverse("accounts:password_change"),
        {"old_password": old, "new_password1": new, "new_password2": new},
    )


def test_a_new_password_holds_at_once_and_is_recorded(planner, planner_client):
    answer = change(planner_client, "Quite-another-9")

    assert answer.status_code == 302
    assert sign_in(Client(), planner.username, "Quite-another-9").status_code == 302
    assert AuditEntry.objects.get().action == "password.changed"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("short7a", "至少要8位"), ("password1", "太常见"), ("8263549172635", "不能全是数字")],
)
def test_weak_passwords_are_refused_in_chinese(planner_client, password, sentence):
    page = change(planner_client, password).content.decode()

    assert sentence in page


def test_the_language_is_remembered_and_leads_back_to_the_page(client):
    answer = client.post(
        reverse("accounts:set_language"), {"language": "en", "next": "/accounts/login/"}
    )

    assert answer.url == "/accounts/login/"
    page = client.get(answer.url)
    assert 'lang="en"' in page.content.decode()
    assert page.headers["Content-Language"] == "en"


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_the_language_switch_follows_no_foreign_address(client, target):
    answer = client.post(reverse("accounts:set_language"), {"language": "en", "next": target})

    assert answer.url == "/"


def test_an_unknown_language_or_theme_is_not_kept(client):
    client.post(reverse("accounts:set_language"), {"language": "xx"})
    client.post(reverse("accounts:set_display"), {"theme": '"><script>', "text_size": "huge"})

    assert not client.cookies


def test_text_size_and_theme_arrive_with_the_page(client):
    client.post(reverse("accounts:set_display"), {"theme": "dark"})
    client.post(reverse("accounts:set_display"), {"text_size": "large"})

    page = client.get(reverse("accounts:login")).content.decode()

    assert 'data-theme="dark"' in page
    assert 'data-size="large"' in page


@override_settings(SESSION_COOKIE_SECURE=True)
def test_choices_are_kept_by_post_only(client):
    assert client.get(reverse("accounts:set_display")).status_code == 405
    assert client.get(reverse("accounts:set_language")).status_code == 405
