"""What the API does is what its description says: thousands of requests made up from the schema,
good ones and bad ones, the same in every run, over a registry that is not empty."""

import datetime as dt
import json

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from accounts import tokens
from accounts.models import Role
from entrepreneurs.registers import ALL
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    IncubatorFactory,
    PersonFactory,
    SupportFactory,
    TrainingFactory,
)
from tests.factories.geo import VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.outlets_reports import InspectionFactory, MonthlyReportFactory, VisitFactory
from tests.factories.registration import on_notice, people_of, submitted
from tests.shapes import point

# All registers are one viewset over their declarations: these have everything that there is, people
# by themselves and in rows, organizations, positions, amounts, rows of every kind.
TRIED = ("entrepreneurs", "incubators", "trainings")
CONFIG = {
    "seed": 20171005,
    "generation": {"max-examples": 5, "deterministic": True, "database": "none"},
    "checks": {
        # A missing version is answered with 428.
        "missing_required_header": {"expected-statuses": [401, 428]},
        "negative_data_rejection": {
            "expected-statuses": [400, 401, 403, 404, 405, 409, 412, 413, 415, 428]
        },
    },
}


@pytest.fixture
def headers(db, settings, tmp_path):
    """Of somebody whose jurisdiction has something of everything."""
    settings.API_REQUESTS_PER_MINUTE = 0
    settings.MEDIA_ROOT = tmp_path
    village = VillageFactory(seat=point(0))
    people = people_of(village)
    outlet = OutletFactory(village=village, location=point(10), keeper_phone="13804215678")
    MonthlyReportFactory(outlet=outlet, parcel_in=3)
    InspectionFactory(outlet=outlet)
    VisitFactory(outlet=outlet)
    SupportFactory(entrepreneur=EntrepreneurFactory(person=PersonFactory(division=village)))
    IncubatorFactory(division=village.parent)
    TrainingFactory(division=village.parent.parent)
    submitted(village, officer=people.officer)
    on_notice(VillageFactory(parent=village.parent), people)
    last = timezone.localdate() + dt.timedelta(1)
    made = tokens.make_token(user=people.reviewer, name="schema", expires_on=last)
    return {"Authorization": f"Bearer {made.secret}"}


@pytest.fixture
def one_connection():
    """Requests share the test's own transaction, as those of Django's test client do."""
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


def described():
    """The description as it is served, over the application in this very process."""
    written = OpenApiJsonRenderer().render(SchemaGenerator().get_schema(public=True))
    config = schemathesis.Config.from_dict(CONFIG)
    found = schemathesis.openapi.from_dict(json.loads(written), config=config)
    found.app = get_wsgi_application()
    others = [register.slug for register in ALL if register.slug not in TRIED]
    return found.exclude(path_regex=f"/registry/({'|'.join(others)})/")


schema = described()


@pytest.mark.usefixtures("one_connection")
@schema.parametrize()
@settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_keeps_to_its_description(case, headers):
    # What a rule of the registry refuses may well have the shape that the description asks for.
    case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])


def test_the_description_and_its_page_are_for_those_who_signed_in(planner_client):
    assert Client().get("/api/v1/schema/").status_code == 401
    assert Client().get("/api/v1/docs/").status_code == 302
    page = planner_client.get("/api/v1/docs/").content.decode()
    assert "<script>" not in page and "style=" not in page


def test_every_operation_says_what_it_does_in_one_line(planner_client):
    described = planner_client.get("/api/v1/schema/").json()
    operations = [
        (path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    assert len(operations) > 30
    for path, method, operation in operations:
        assert operation.get("summary"), (method, path)
        assert {"400", "401", "403", "404", "429"} <= set(operation["responses"]), (method, path)


def test_roles_do_not_matter_to_the_description(db, signed_in):
    texts = {
        signed_in(UserFactory(role=role)).get("/api/v1/schema/").content
        for role in (Role.LEADER, Role.ADMINISTRATOR)
    }
    assert len(texts) == 1
