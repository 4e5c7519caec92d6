"""Recording visits, the re-visits that follow, and random samples."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from accounts.models import Role
from core.errors import ConflictError, DomainError, NotAllowedError
from core.models import AuditEntry
from outlets.inspecting import (
    Findings,
    draw_sample,
    may_record,
    open_kinds,
    plan_sample,
    record_visit,
    sampled_from,
)
from outlets.kinds import InspectionKind, InspectionResult, Stage
from outlets.models import Inspection, Outlet
from tests.factories.accounts import UserFactory
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.outlets_reports import InspectionFactory, VisitFactory
from tests.shapes import point

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON = TODAY + dt.timedelta(14)


@pytest.fixture
def county():
    return CountyFactory()


@pytest.fixture
def village(county):
    return VillageFactory(parent=TownshipFactory(parent=county))


@pytest.fixture
def outlet(village):
    return OutletFactory(village=village)


@pytest.fixture
def reviewer(county):
    return UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=county)


@pytest.fixture
def officer(village):
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=village.parent)


def findings(**changes):
    found = {
        "visited_on": TODAY,
        "inspector_name": "王巡查",
        "found_open": True,
        "result": InspectionResult.PASSED,
    }
    return Findings(**(found | changes))


def recorded(outlet, actor, *, kind=InspectionKind.ROUTINE, plan=None, **changes):
    return record_visit(
        outlet=outlet, kind=kind, findings=findings(**changes), plan=plan, actor=actor
    )


def test_a_visit_is_kept_with_what_it_found(outlet, officer):
    visit = recorded(outlet, officer, is_ledger_kept=False, note="价格牌缺失")
    visit.refresh_from_db()

    assert (visit.found_open, visit.is_staff_present, visit.is_ledger_kept) == (True, None, False)
    assert visit.recorded_by_name == officer.username


def test_a_visit_that_asks_for_mending_plans_the_next(outlet, officer):
    visit = recorded(outlet, officer, result=InspectionResult.TO_MEND, mend_by=SOON)

    planned = Inspection.objects.planned().get()
    assert (planned.kind, planned.due_on, planned.revisit_of) == ("revisit", SOON, visit)


def test_a_re_visit_of_a_re_visit_follows_the_visit_that_began_it(outlet, officer):
    first = recorded(outlet, officer, result=InspectionResult.TO_MEND, mend_by=SOON)
    plan = Inspection.objects.planned().get()
    recorded(outlet, officer, plan=plan, result=InspectionResult.TO_MEND, mend_by=SOON)

    assert Inspection.objects.planned().get().revisit_of == first


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"visited_on": TODAY + dt.timedelta(1)}, "visited_on"),
        ({"visited_on": dt.date(2016, 12, 31)}, "visited_on"),
        ({"result": InspectionResult.TO_MEND}, "mend_by"),
        ({"result": InspectionResult.TO_MEND, "mend_by": TODAY}, "mend_by"),
        ({"mend_by": SOON}, "mend_by"),
        ({"found_open": False}, "result"),
    ],
)
def test_findings_that_contradict_each_other_are_refused(outlet, officer, changes, field):
    with pytest.raises(DomainError) as caught:
        recorded(outlet, officer, **changes)

    assert caught.value.field == field
    assert not Inspection.objects.exists()


def test_a_planned_visit_is_filled_in_once(outlet, reviewer):
    plan = InspectionFactory(outlet=outlet, kind=InspectionKind.RANDOM)
    seen = Inspection.objects.get()
    recorded(outlet, reviewer, plan=plan)

    with pytest.raises(ConflictError):
        recorded(outlet, reviewer, plan=seen, found_open=False, result=InspectionResult.FAILED)

    assert Inspection.objects.get().found_open


# Who records what


def test_only_the_county_records_acceptance(outlet, officer, reviewer):
    outlet.stage = Stage.ACCEPTANCE
    outlet.save()

    assert open_kinds(outlet, reviewer) == [InspectionKind.ACCEPTANCE]
    assert open_kinds(outlet, officer) == []
    with pytest.raises(NotAllowedError):
        recorded(outlet, officer, kind=InspectionKind.ACCEPTANCE)


def test_an_established_outlet_is_not_accepted_again(outlet, reviewer):
    with pytest.raises(NotAllowedError):
        recorded(outlet, reviewer, kind=InspectionKind.ACCEPTANCE)


def test_an_outlet_under_review_is_not_visited(outlet, reviewer):
    outlet.stage = Stage.COUNTY_REVIEW
    outlet.save()

    assert open_kinds(outlet, reviewer) == []


def test_samples_are_not_recorded_by_the_township_itself(outlet, officer, reviewer):
    plan = InspectionFactory(outlet=outlet, kind=InspectionKind.RANDOM)
    again = InspectionFactory(outlet=outlet, kind=InspectionKind.REVISIT, revisit_of=plan)

    assert not may_record(plan, officer)
    assert not may_record(again, officer)
    assert may_record(plan, reviewer)


def test_planners_and_leaders_record_nothing(outlet):
    for role in (Role.CITY_PLANNER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR):
        assert open_kinds(outlet, UserFactory(role=role)) == []


# Distance


def test_the_distance_from_the_registered_place_is_in_metres(village):
    """outlet --- 300 m --- visit"""
    outlet = OutletFactory(village=village, location=point(0, 0))
    VisitFactory(outlet=outlet, location=point(300, 0))
    VisitFactory(outlet=outlet)

    metres = [visit.distance_m for visit in Inspection.objects.with_distance().order_by("pk")]

    assert metres[0].m == pytest.approx(300, abs=0.5)
    assert metres[1] is None


# Samples


@pytest.fixture
def outlets(village):
    return [OutletFactory(village=village) for _n in range(12)]


def drawn(outlets=None, **changes):
    asked = {"number": 5, "inspectors": ["王一", "李二"], "seed": 42}
    return draw_sample(outlets=Outlet.objects.all(), **(asked | changes))


def test_the_same_seed_draws_the_same_again(outlets):
    assert drawn().visits == drawn().visits
    assert drawn().visits != drawn(seed=43).visits


def test_anybody_can_draw_again_from_what_is_recorded(outlets):
    draw = drawn()

    numbers = random.Random(draw.seed).sample(list(draw.population), 5)

    assert {str(outlet.outlet_no) for outlet, _name in draw.visits} == set(numbers)


def test_no_outlet_is_drawn_twice_and_inspectors_share_the_work(outlets):
    draw = drawn(number=12)

    assert len({outlet for outlet, _name in draw.visits}) == 12
    names = [name for _outlet, name in draw.visits]
    assert (names.count("王一"), names.count("李二")) == (6, 6)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"number": 13}, "number"), ({"number": 0}, "number"), ({"inspectors": []}, "inspectors")],
)
def test_a_draw_that_cannot_be_made_says_why(outlets, changes, field):
    with pytest.raises(DomainError) as caught:
        drawn(**changes)

    assert caught.value.field == field


def test_only_operating_outlets_without_a_waiting_sample_are_drawn(village):
    free = OutletFactory(village=village)
    OutletFactory(village=village, status="closed")
    OutletFactory(village=village, stage=Stage.ACCEPTANCE)
    InspectionFactory(outlet=OutletFactory(village=village), kind=InspectionKind.RANDOM)
    visited = VisitFactory(outlet=OutletFactory(village=village), kind=InspectionKind.RANDOM)

    among = sampled_from(Outlet.objects.all(), TODAY)

    assert set(among) == {free, visited.outlet}


def test_a_planned_sample_keeps_all_that_is_needed_to_draw_it_again(outlets, reviewer):
    visits = plan_sample(draw=drawn(), inspectors=["王一", "李二"], due_on=SOON, actor=reviewer)

    assert {(v.kind, v.due_on, v.sample) for v in visits} == {("random", SOON, f"{TODAY}-42")}
    kept = AuditEntry.objects.get(action="inspection.sampled").detail
    assert kept["seed"] == 42
    assert len(kept["population"]) == 12
    assert kept["inspectors"] == ["王一", "李二"]


def test_a_sample_is_planned_once(outlets, reviewer):
    plan_sample(draw=drawn(), inspectors=["王一"], due_on=SOON, actor=reviewer)

    with pytest.raises(ConflictError):
        plan_sample(draw=drawn(), inspectors=["王一"], due_on=SOON, actor=reviewer)
    with pytest.raises(DomainError):
        plan_sample(draw=drawn(seed=7), inspectors=["王一"], due_on=dt.date.min, actor=reviewer)
