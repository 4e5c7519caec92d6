"""Registrations under way, made by the services that officers and reviewers use.

people = people_of(village)
outlet = submitted(village, officer=people.officer, name="柳树电商服务站")
outlet = on_notice(village, people)
"""

from dataclasses import dataclass
from typing import Any

from accounts.models import Role, User
from geo.models import AdministrativeDivision
from outlets import registration
from outlets.kinds import OutletKind
from outlets.models import Outlet
from outlets.records import OutletRecord
from tests.factories.accounts import UserFactory


@dataclass(frozen=True)
class People:
    """An officer of the village's township and a reviewer of its county."""

    officer: User
    reviewer: User


def people_of(village: AdministrativeDivision) -> People:
    township = village.parent
    return People(
        officer=UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township),
        reviewer=UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=township.parent),
    )


def record(village: AdministrativeDivision, **changes: Any) -> OutletRecord:
    """A record that may be submitted."""
    said = {"name": "电商服务站", "kind": OutletKind.CONVENIENCE, "village": village}
    return OutletRecord(**(said | changes))


def drafted(village: AdministrativeDivision, *, officer: User, **changes: Any) -> Outlet:
    return registration.save_draft(record=record(village, **changes), actor=officer)


def submitted(village: AdministrativeDivision, *, officer: User, **changes: Any) -> Outlet:
    draft = drafted(village, officer=officer, **changes)
    return registration.submit(outlet=draft, seen_at=draft.updated_at, actor=officer).outlet


def on_notice(village: AdministrativeDivision, people: People, **changes: Any) -> Outlet:
    outlet = submitted(village, officer=people.officer, **changes)
    return registration.approve(outlet=outlet, seen_at=outlet.updated_at, actor=people.reviewer)


def awaiting_acceptance(village: AdministrativeDivision, people: People, **changes: Any) -> Outlet:
    outlet = on_notice(village, people, **changes)
    Outlet.objects.filter(pk=outlet.pk).update(notice_ends_on=outlet.submitted_at.date())
    registration.end_due_notices()
    return Outlet.objects.get(pk=outlet.pk)
