"""Outlets are registered, revised and change their status; nothing dated is overwritten."""

import datetime as dt
from dataclasses import replace

import pghistory.models
import pytest
from django.utils import timezone

from core import data_version
from core.errors import ConflictError, DomainError
from outlets.kinds import Source, Status
from outlets.models import Outlet, OutletStatus
from outlets.records import OutletRecord, record_of
from outlets.services import (
    change_status,
    next_outlet_no,
    register_outlets,
    revise_outlet,
    revise_outlets,
)
from tests.factories.geo import VillageFactory
from tests.factories.outlets import OutletFactory
from tests.shapes import point

pytestmark = pytest.mark.django_db

OPENED = dt.date(2017, 3, 1)
TODAY = timezone.localdate()


def described(village, **facts):
    return OutletRecord(
        **{
            "name": "柳树站",
            "village": village,
            "kind": "shop",
            "status": "operating",
            "opened_on": OPENED,
            **facts,
        }
    )


def register(*records, actor=None):
    return register_outlets(records=records, source=Source.MANUAL, actor=actor)


def periods(outlet):
    rows = OutletStatus.objects.filter(outlet=outlet).order_by("valid_from")
    return list(rows.values_list("status", "valid_from", "valid_to"))


def served(outlet):
    rows = outlet.served_villages.order_by("-basis", "village__code", "valid_from")
    return list(rows.values_list("village__code", "basis", "valid_from", "valid_to"))


def actors_of(row):
    """The accounts that the history names for changes of a row."""
    contexts = pghistory.models.Events.objects.tracks(row).values_list("pgh_context", flat=True)
    return {context["actor"] for context in contexts if context}


class TestRegistering:
    def test_an_outlet_operates_and_serves_its_own_village_since_it_opened(self):
        village, neighbour = VillageFactory(), VillageFactory()
        (outlet,) = register(described(village, served_villages=(neighbour,)))
        assert periods(outlet) == [("operating", OPENED, None)]
        assert served(outlet) == [
            (village.code, "own", OPENED, None),
            (neighbour.code, "agreement", OPENED, None),
        ]
        assert Outlet.objects.open_on(OPENED).get() == outlet

    def test_an_outlet_is_given_the_next_number_of_its_village(self):
        village = VillageFactory()
        outlets = register(*[described(village, name=f"站{n}") for n in range(3)])
        assert [outlet.outlet_no for outlet in outlets] == [
            f"{village.code}-0{n}" for n in (1, 2, 3)
        ]

    def test_numbers_given_beside_and_before_are_not_given_again(self):
        village = VillageFactory()
        register(described(village, outlet_no=f"{village.code}-07"))
        first, second = register(
            described(village, name="甲"), described(village, outlet_no=f"{village.code}-09")
        )
        assert first.outlet_no == f"{village.code}-10"
        assert second.outlet_no == f"{village.code}-09"

    def test_a_deleted_outlet_keeps_its_number(self):
        village = VillageFactory()
        register(described(village))[0].delete()
        assert next_outlet_no(village) == f"{village.code}-02"

    def test_a_taken_number_is_refused(self):
        outlet = OutletFactory()
        with pytest.raises(ConflictError) as refusal:
            register(described(outlet.village, outlet_no=outlet.outlet_no))
        assert refusal.value.field == "outlet_no"
        assert Outlet.objects.count() == 1

    def test_history_names_who_did_it_and_why(self, planner):
        (outlet,) = register(described(VillageFactory()), actor=planner)
        event = pghistory.models.Events.objects.tracks(outlet).get()
        assert event.pgh_context["actor"] == planner.username
        assert event.pgh_context["action"] == "outlet.registered"

    def test_any_number_of_outlets_takes_few_statements(self, django_assert_max_num_queries):
        village = VillageFactory()
        records = [described(village, name=f"站{n}") for n in range(50)]
        with django_assert_max_num_queries(16):
            register(*records)

    def test_the_data_version_rises(self):
        before = data_version.current()
        register(described(VillageFactory()))
        assert data_version.current() > before


class TestRevising:
    def test_facts_change_and_states_stay(self, planner):
        outlet = OutletFactory(status="closed", status_since=dt.date(2018, 1, 6))
        before = periods(outlet)
        record = replace(record_of(outlet, TODAY), name="新名", location=point(5, 5))
        revise_outlet(outlet=outlet, record=record, actor=planner)
        kept = Outlet.objects.get(pk=outlet.pk)
        assert (kept.name, kept.location.coords) == ("新名", point(5, 5).coords)
        assert periods(outlet) == before
        assert planner.username in actors_of(outlet)

    def test_a_village_dropped_ends_today_and_a_village_added_begins_today(self):
        dropped, kept, added = VillageFactory(), VillageFactory(), VillageFactory()
        outlet = OutletFactory(opened_on=OPENED, serves=[dropped, kept])
        record = replace(record_of(outlet, TODAY), served_villages=(kept, added))
        revise_outlet(outlet=outlet, record=record, actor=None)
        assert served(outlet) == [
            (outlet.village.code, "own", OPENED, None),
            (dropped.code, "agreement", OPENED, TODAY),
            (kept.code, "agreement", OPENED, None),
            (added.code, "agreement", TODAY, None),
        ]

    def test_a_village_added_and_dropped_on_one_day_leaves_no_period(self):
        outlet = OutletFactory(opened_on=OPENED)
        for villages in ((VillageFactory(),), ()):
            outlet = Outlet.objects.get(pk=outlet.pk)
            record = replace(record_of(outlet, TODAY), served_villages=villages)
            revise_outlet(outlet=outlet, record=record, actor=None)
        assert served(outlet) == [(outlet.village.code, "own", OPENED, None)]

    def test_the_own_village_follows_the_outlet(self):
        new = VillageFactory()
        outlet = OutletFactory(opened_on=OPENED, serves=[new])
        record = replace(record_of(outlet, TODAY), village=new, served_villages=())
        revise_outlet(outlet=outlet, record=record, actor=None)
        assert served(outlet) == [(new.code, "own", OPENED, None)]

    def test_the_first_period_and_the_own_village_follow_the_opening(self):
        earlier = dt.date(2016, 5, 1)
        outlet = OutletFactory(opened_on=OPENED)
        record = replace(record_of(outlet, TODAY), opened_on=earlier)
        revise_outlet(outlet=outlet, record=record, actor=None)
        assert periods(outlet) == [("operating", earlier, None)]
        assert served(outlet) == [(outlet.village.code, "own", earlier, None)]

    def test_an_outlet_cannot_open_after_a_later_status_began(self):
        outlet = OutletFactory(opened_on=OPENED, status="closed", status_since=dt.date(2018, 1, 6))
        record = replace(record_of(outlet, TODAY), opened_on=dt.date(2018, 2, 1))
        with pytest.raises(DomainError) as refusal:
            revise_outlet(outlet=outlet, record=record, actor=None)
        assert refusal.value.field == "opened_on"

    def test_a_record_changed_by_somebody_else_is_not_overwritten(self):
        stale = OutletFactory()
        fresh = Outlet.objects.get(pk=stale.pk)
        record = replace(record_of(fresh, TODAY), name="先改的")
        revise_outlet(outlet=fresh, record=record, actor=None)
        with pytest.raises(ConflictError):
            revise_outlet(outlet=stale, record=replace(record, name="后改的"), actor=None)
        assert Outlet.objects.get(pk=stale.pk).name == "先改的"

    def test_a_file_s_closing_day_closes_the_period_and_adds_the_next(self):
        day = dt.date(2018, 1, 6)
        outlet = OutletFactory(opened_on=OPENED)
        row = outlet.statuses.get()
        record = replace(record_of(outlet, TODAY), status="closed", status_since=day)
        revise_outlets(changes=[(outlet, record)], actor=None)
        assert periods(outlet) == [("operating", OPENED, day), ("closed", day, None)]
        assert OutletStatus.objects.filter(pk=row.pk, valid_to=day).exists()

    def test_a_file_s_other_closing_day_moves_the_border_of_both_periods(self):
        first, second = dt.date(2018, 1, 6), dt.date(2018, 3, 1)
        outlet = OutletFactory(opened_on=OPENED, status="closed", status_since=first)
        record = replace(record_of(outlet, TODAY), status="closed", status_since=second)
        revise_outlets(changes=[(outlet, record)], actor=None)
        assert periods(outlet) == [("operating", OPENED, second), ("closed", second, None)]


class TestChangingStatus:
    day = dt.date(2018, 1, 6)

    def test_the_current_period_ends_and_the_next_begins(self, planner):
        outlet = OutletFactory(opened_on=OPENED)
        change_status(
            outlet=outlet, status=Status.CLOSED, on=self.day, reason="业主退出", actor=planner
        )
        assert periods(outlet) == [("operating", OPENED, self.day), ("closed", self.day, None)]
        assert outlet.statuses.get(status="closed").reason == "业主退出"
        assert planner.username in actors_of(outlet.statuses.get(status="closed"))

    def test_last_year_s_figure_stays_what_it_was(self):
        outlet = OutletFactory(opened_on=OPENED)
        change_status(outlet=outlet, status="closed", on=self.day, reason="", actor=None)
        assert Outlet.objects.open_on(self.day - dt.timedelta(1)).exists()
        assert not Outlet.objects.open_on(self.day).exists()

    @pytest.mark.parametrize(
        ("status", "on", "field"),
        [
            ("closed", OPENED, "on"),
            ("closed", OPENED - dt.timedelta(1), "on"),
            ("closed", TODAY + dt.timedelta(1), "on"),
            ("operating", day, "status"),
        ],
    )
    def test_a_period_is_never_overwritten_nor_empty_nor_foretold(self, status, on, field):
        outlet = OutletFactory(opened_on=OPENED)
        with pytest.raises(DomainError) as refusal:
            change_status(outlet=outlet, status=status, on=on, reason="", actor=None)
        assert refusal.value.field == field
        assert periods(outlet) == [("operating", OPENED, None)]

    @pytest.mark.parametrize(
        ("present", "status"),
        [("closed", "operating"), ("closed", "suspended"), ("suspended", "dormant")],
    )
    def test_what_is_over_stays_over(self, present, status):
        outlet = OutletFactory(opened_on=OPENED, status=present)
        with pytest.raises(DomainError) as refusal:
            change_status(outlet=outlet, status=status, on=self.day, reason="", actor=None)
        assert refusal.value.field == "status"

    def test_a_dormant_outlet_comes_back_by_evidence_only(self):
        outlet = OutletFactory(opened_on=OPENED, status="dormant")
        asked = {"outlet": outlet, "status": "operating", "on": self.day, "reason": "已恢复"}
        with pytest.raises(DomainError, match="月报"):
            change_status(**asked, actor=None)

    def test_a_second_click_changes_nothing_and_says_so(self):
        outlet = OutletFactory(opened_on=OPENED)
        asked = {"outlet": outlet, "reason": "", "actor": None, "expected": "operating"}
        change_status(status="suspended", on=self.day, **asked)
        with pytest.raises(ConflictError):
            change_status(status="suspended", on=self.day, **asked)
        assert len(periods(outlet)) == 2
