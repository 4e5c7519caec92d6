"""The audit shows every act to those who answer for it, and lets nobody change it."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from core import audit
from core.models import AuditEntry
from outlets.models import Outlet
from tests.factories.accounts import UserFactory
from tests.factories.geo import CountyFactory
from tests.factories.outlets import OutletFactory

pytestmark = pytest.mark.django_db

AUDIT = reverse("accounts:audit")


@pytest.fixture
def client(signed_in):
    return signed_in(UserFactory(username="shen", role=Role.AUDITOR))


def acts(client, **question):
    return [(row.actor, row.action) for row in client.get(AUDIT, question).context["page"]]


def test_changes_and_looks_stand_in_one_list(client):
    li, outlet = UserFactory(username="li"), OutletFactory()
    with audit.acting(li, "outlet.revised", reason="更名"):
        Outlet.objects.filter(pk=outlet.pk).update(name="新名")
    audit.record(li, "map.exported", subject="211321", detail={"rows": 3, "all": [1]})

    assert set(acts(client)) == {("li", "outlet.revised"), ("li", "map.exported")}
    page = client.get(AUDIT).content.decode()
    for text in ("更名", "211321", "行数"):
        assert text in page


def test_the_log_is_filtered_by_who_what_and_when(client):
    for name, action in (("li", "map.exported"), ("wang", "password.changed")):
        audit.record(UserFactory(username=name), action, subject=f"{name}-1")
    today = timezone.localdate()
    tomorrow = today + dt.timedelta(days=1)

    assert acts(client, actor="LI") == [("li", "map.exported")]
    assert acts(client, action="password.changed") == [("wang", "password.changed")]
    assert acts(client, subject="wang-1") == [("wang", "password.changed")]
    assert len(acts(client, since=today.isoformat(), until=today.isoformat())) == 2
    assert acts(client, since=tomorrow.isoformat()) == []
    assert client.get(AUDIT, {"since": "2018-13-01"}).status_code == 400
    assert client.get(AUDIT, {"action": "x"}).status_code == 400


def test_a_hundred_acts_stand_on_a_page(client, django_assert_max_num_queries):
    AuditEntry.objects.bulk_create(
        AuditEntry(actor_name="li", action="map.exported") for _ in range(101)
    )

    client.get(AUDIT)
    # Beside session, user, city and data version.
    with django_assert_max_num_queries(4 + 2):
        first = client.get(AUDIT)
    assert len(first.context["page"]) == 100
    assert len(client.get(AUDIT, {"page": "2"}).context["page"]) == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [(role, 200 if role in (Role.AUDITOR, Role.ADMINISTRATOR) else 403) for role in Role],
)
def test_auditors_and_administrators_alone_read_the_log(role, status, signed_in):
    assert signed_in(UserFactory(role=role)).get(AUDIT).status_code == status


def test_a_countys_auditor_reads_what_accounts_of_the_county_did(signed_in):
    county = CountyFactory()
    client = signed_in(UserFactory(role=Role.AUDITOR, jurisdiction=county))
    ours = UserFactory(username="ours", jurisdiction=county)
    for user in (ours, UserFactory(username="others")):
        audit.record(user, "map.exported")
    ours.delete()

    assert acts(client) == [("ours", "map.exported")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pghistory_context SET metadata = '{}'",
        "UPDATE pghistory_context SET created_at = now()",
        "DELETE FROM pghistory_context",
    ],
)
def test_d15_an_attempt_to_change_who_acted_fails_in_the_database(statement):
    earlier = (
        "INSERT INTO pghistory_context (id, created_at, updated_at, metadata) "
        "VALUES (gen_random_uuid(), now() - interval '1 hour', now(), '{\"actor\": \"li\"}')"
    )
    with connection.cursor() as cursor:
        cursor.execute(earlier)
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement)


def test_one_act_may_change_many_rows_one_after_the_other():
    outlets = OutletFactory.create_batch(2)
    with audit.acting(UserFactory(username="li"), "outlet.revised", reason="更名"):
        for outlet in outlets:
            Outlet.objects.filter(pk=outlet.pk).update(name="新名")

    [context] = {outlet.events.last().pgh_context for outlet in outlets}
    assert context.metadata["reason"] == "更名"
