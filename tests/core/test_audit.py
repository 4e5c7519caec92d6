"""Who did what is kept, cannot be changed, and survives the account."""

import pytest
from django.db import DatabaseError, connection, transaction

from core import audit
from core.models import AuditEntry
from outlets.models import Outlet
from tests.factories.accounts import UserFactory
from tests.factories.outlets import OutletFactory

pytestmark = pytest.mark.django_db


def test_a_change_keeps_its_actor_action_and_reason():
    outlet, user = OutletFactory(name="旧名"), UserFactory(username="li")
    with audit.acting(user, "outlet.renamed", reason="店主更名"):
        outlet.name = "新名"
        outlet.save()
    event = outlet.events.order_by("-pgh_id").first()
    assert event.name == "新名"
    assert event.pgh_context.metadata["actor"] == "li"
    assert event.pgh_context.metadata["action"] == "outlet.renamed"
    assert event.pgh_context.metadata["reason"] == "店主更名"


def test_the_history_names_an_actor_whose_account_is_gone():
    outlet, user = OutletFactory(), UserFactory(username="wang")
    with audit.acting(user, "outlet.renamed"):
        Outlet.objects.filter(pk=outlet.pk).update(name="新名")
    user.delete()
    event = outlet.events.order_by("-pgh_id").first()
    assert event.pgh_context.metadata["actor"] == "wang"


def test_a_deleted_outlet_stays_in_the_history():
    outlet = OutletFactory(name="留名")
    key = outlet.pk
    outlet.delete()
    events = Outlet.pgh_event_model.objects.filter(pgh_obj_id=key)
    assert [event.pgh_label for event in events.order_by("pgh_id")] == ["insert", "delete"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outlets_outletevent SET name = 'x'",
        "DELETE FROM outlets_outletevent",
        "UPDATE core_auditentry SET action = 'x'",
        "DELETE FROM core_auditentry",
        "TRUNCATE core_auditentry",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_recorded(statement):
    OutletFactory()
    audit.record(None, "map.exported")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_act_that_changes_no_row_is_recorded():
    entry = audit.record(
        UserFactory(username="zhao"), "map.exported", subject="211321", detail={"rows": 3}
    )
    assert AuditEntry.objects.get() == entry
    assert (entry.actor_name, entry.action, entry.detail) == ("zhao", "map.exported", {"rows": 3})
