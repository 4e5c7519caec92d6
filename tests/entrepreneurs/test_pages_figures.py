"""The pages of figures: bases by month, teams, trainings, events, lending and its rules."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from entrepreneurs.kinds import LoanProduct, LoanState, Stage
from entrepreneurs.models import GuaranteedLoan, LoanRule, TrainingEnrollment
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import (
    EventFactory,
    IncubatorFactory,
    MentorTeamFactory,
    PersonFactory,
    TrainingFactory,
    id_no,
)
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory

pytestmark = pytest.mark.django_db
DAY = "2018-07-10"


@pytest.fixture
def county():
    return CountyFactory(parent=CityFactory())


@pytest.fixture
def in_charge(county):
    return UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="县人社局")


@pytest.fixture
def leader(county):
    return UserFactory(role=Role.LEADER, jurisdiction=county)


def shown(client, name, **values):
    page = client.get(reverse(f"entrepreneurs:{name}"), {"on": DAY} | values)
    assert page.status_code == 200
    return page.content.decode()


def test_d14_the_grid_says_each_month_in_signs_and_words(county, leader, signed_in):
    base = IncubatorFactory(
        division=TownshipFactory(parent=county), opened_on=dt.date(2018, 3, 20), name="东山孵化基地"
    )
    EventFactory(incubator=base, department="", held_on=dt.date(2018, 4, 2))
    page = shown(signed_in(leader), "bases")
    assert "东山孵化基地" in page
    states = [page.count(f'class="month is-{state}"') for state in ("held", "none", "not_open")]
    assert states == [1, 3, 2]


def test_d14_a_team_of_nineteen_lacks_one(county, leader, signed_in):
    MentorTeamFactory(division=county, members=19)
    assert "差1人" in shown(signed_in(leader), "teams")


def test_d14_three_hundred_people_present_do_not_count_and_the_page_says_why(
    county, leader, signed_in
):
    EventFactory(division=county, attendees_actual=300)
    assert "实到300人，未超过300人，不计入" in shown(signed_in(leader), "large_events")


def enrol(county, person):
    training = TrainingFactory(division=county)
    return TrainingEnrollment.objects.create(
        training=training, person=person, group="entrepreneur", is_completed=True
    )


def test_small_numbers_of_trainees_are_told_to_those_in_charge_only(
    county, leader, in_charge, signed_in
):
    person = PersonFactory()
    enrol(county, person)
    enrol(county, person)
    assert '<td class="num" data-label="人数">&lt;3</td>' in shown(signed_in(leader), "trained")
    seen = shown(signed_in(in_charge), "trained")
    assert '<td class="num" data-label="人数">1</td>' in seen
    assert '<td class="num" data-label="人次">2</td>' in seen


def test_d14_a_second_course_is_told_to_be_an_attendance(county, in_charge, signed_in):
    village = VillageFactory(parent=TownshipFactory(parent=county))
    person = PersonFactory(name="王小明", id_no=id_no(7), division=village)
    enrol(county, person)
    second = TrainingFactory(division=county)
    given = {
        "person_name": "王小明",
        "person_id_no": id_no(7),
        "person_division": village.pk,
        "person_legal_basis": "statutory_duty",
        "group": "entrepreneur",
        "is_completed": "on",
    }
    address = reverse("entrepreneurs:trainings_trainees_add", args=[second.pk])
    page = signed_in(in_charge).post(address, given, follow=True).content.decode()
    assert "人次" in page and county.name in page


@pytest.fixture
def rule(db):
    return LoanRule.objects.create(
        product="personal",
        max_amount_yuan=100_000,
        max_term_months=36,
        document_no="实施意见（九）",
        valid_from=dt.date(2017, 1, 1),
    )


NEXT = {
    "product": "personal",
    "max_amount_yuan": "15万元",
    "max_term_months": "36",
    "document_no": "新规",
    "valid_from": "2018-07-01",
}


def test_the_next_rule_ends_the_one_before(rule, in_charge, signed_in):
    page = signed_in(in_charge).post(reverse("entrepreneurs:loan_rule_add"), NEXT)
    assert page.status_code == 302
    rule.refresh_from_db()
    added = LoanRule.objects.get(document_no="新规")
    assert (rule.valid_to, added.max_amount_yuan) == (dt.date(2018, 7, 1), Decimal(150_000))


def test_a_rule_that_begins_before_the_present_one_is_refused(rule, in_charge, signed_in):
    given = NEXT | {"valid_from": "2016-01-01"}
    page = signed_in(in_charge).post(reverse("entrepreneurs:loan_rule_add"), given)
    assert page.status_code == 422
    assert LoanRule.objects.count() == 1


def test_only_the_department_in_charge_sets_rules(rule, leader, signed_in):
    assert signed_in(leader).post(reverse("entrepreneurs:loan_rule_add"), NEXT).status_code == 403
    assert "实施意见（九）" in shown(signed_in(leader), "loan_rules")


@pytest.fixture
def loan(county, rule):
    village = VillageFactory(parent=TownshipFactory(parent=county))
    return GuaranteedLoan.objects.create(
        product=LoanProduct.PERSONAL,
        borrower=PersonFactory(division=village),
        division=village,
        amount_yuan=Decimal(90_000),
        term_months=36,
        signed_on=dt.date(2018, 1, 31),
        disbursed_on=dt.date(2018, 1, 31),
        bank="农商行",
        state=LoanState.REPAYING,
        stage=Stage.VERIFIED,
    )


def test_a_schedule_is_laid_and_its_next_part_paid_from_the_loans_page(loan, in_charge, signed_in):
    client = signed_in(in_charge)
    client.post(reverse("entrepreneurs:loan_schedule", args=[loan.pk]), {"every_months": "12"})
    first, *rest = loan.instalments.all()
    assert (first.due_yuan, len(rest)) == (30_000, 2)
    address = reverse("entrepreneurs:loan_pay", args=[loan.pk])
    client.post(address, {"instalment": first.pk})
    first.refresh_from_db()
    assert first.paid_yuan == first.due_yuan and first.paid_on


def test_a_step_that_does_not_fit_is_told(loan, in_charge, signed_in):
    address = reverse("entrepreneurs:loan_schedule", args=[loan.pk])
    page = signed_in(in_charge).post(address, {"every_months": "40"}, follow=True)
    assert "36" in page.content.decode()
    assert not loan.instalments.exists()


def test_d13_lending_without_a_year_before_says_there_is_no_base(loan, in_charge, signed_in):
    page = shown(signed_in(in_charge), "lending")
    assert "90,000" in page and "无基期" in page


def test_what_is_overdue_on_a_day_is_listed_masked(loan, in_charge, signed_in):
    client = signed_in(in_charge)
    client.post(reverse("entrepreneurs:loan_schedule", args=[loan.pk]), {"every_months": "12"})
    assert "30,000" not in shown(client, "lending", on="2019-01-31")
    page = shown(client, "lending", on="2019-02-10")
    assert "30,000" in page and "**" in page


def test_loans_are_counts_only_for_those_who_may_not_see_people(loan, leader, signed_in):
    assert signed_in(leader).get(reverse("entrepreneurs:lending")).status_code == 404
    step = signed_in(leader).post(reverse("entrepreneurs:loan_schedule", args=[loan.pk]))
    assert step.status_code == 404


@pytest.mark.parametrize("name", ["bases", "teams", "trained", "large_events"])
def test_another_countys_figures_are_not_told(name, leader, signed_in):
    other = CountyFactory()
    page = signed_in(leader).get(reverse(f"entrepreneurs:{name}"), {"division": other.code})
    assert page.status_code == 404


def test_the_overview_says_what_waits_for_the_viewer(county, in_charge, signed_in):
    EventFactory(division=county, stage=Stage.SUBMITTED)
    page = signed_in(in_charge).get(reverse("entrepreneurs:overview")).content.decode()
    assert reverse("entrepreneurs:events_list") + "?stage=submitted" in page
    assert "1条待审核" in page
