"""What every test may ask for: compiled translations, people, and clients signed in as them."""

from collections.abc import Callable, Iterator

import pgtrigger
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase

from accounts.models import Role, User
from tests.browser import browser, open_page  # noqa: F401
from tests.factories.accounts import UserFactory


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, not in each of xdist's workers
        call_command("compile_translations")


@pytest.fixture(autouse=True)
def nothing_cached() -> None:
    """Tests roll the data version back, so that it would name another test's answers."""
    cache.clear()


# Rows that migrations laid down.
LAID_DOWN = {"core_dataversion", "auth_permission", "django_content_type"}


@pytest.fixture(scope="session", autouse=True)
def emptied_by_truncate() -> Iterator[None]:
    """Tests that commit leave an empty database: Django's flush would stop at the audit."""

    def empty(_: TransactionTestCase) -> None:
        tables = set(connection.introspection.django_table_names(only_existing=True))
        names = ", ".join(f'"{name}"' for name in sorted(tables - LAID_DOWN))
        with pgtrigger.ignore(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {names} CASCADE")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A client signed in as the given user, without the password's cost."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def planner(db: None) -> User:
    """A planner of the whole city."""
    return UserFactory(role=Role.CITY_PLANNER)


@pytest.fixture
def planner_client(planner: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(planner)
