"""Every write to the registry raises the data version; sign-ins and the audit do not."""

import pytest
from django.apps import apps
from django.db import connection

from core import audit, data_version
from core.models import RegistryModel
from outlets.models import Outlet
from tests.factories.accounts import UserFactory
from tests.factories.outlets import OutletFactory

pytestmark = pytest.mark.django_db


def test_a_change_raises_the_version():
    outlet = OutletFactory()
    before = data_version.current()
    Outlet.objects.filter(pk=outlet.pk).update(name="改名服务站")
    assert data_version.current() == before + 1


def test_sql_typed_by_hand_raises_the_version_too():
    OutletFactory()
    before = data_version.current()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM outlets_outletvillage")
    assert data_version.current() == before + 1


def test_many_rows_in_one_statement_raise_it_once():
    OutletFactory.create_batch(3)
    before = data_version.current()
    Outlet.objects.update(platform="")
    assert data_version.current() == before + 1


def test_signing_in_and_being_audited_do_not_raise_it(signed_in):
    user = UserFactory()
    before = data_version.current()
    signed_in(user)
    audit.record(user, "map.exported")
    assert data_version.current() == before


def test_every_registry_table_carries_the_trigger():
    tables = [model for model in apps.get_models() if issubclass(model, RegistryModel)]
    assert len(tables) >= 7
    for model in tables:
        names = {trigger.name for trigger in model._meta.triggers}
        assert "bump_data_version" in names, model
