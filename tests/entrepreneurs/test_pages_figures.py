"""The pages of figures: bases by month, teams, trainings, events, lending and its rules."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from entrepreneurs.kinds import EventState, LoanProduct, LoanState, Stage
from entrepreneurs.models import GuaranteedLoan, LoanRule, TrainingEnrollment, Undertaking
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


def test_d14_a_month_without_an_activity_names_what_is_missing_and_where_to_add_it(
    county, leader, in_charge, signed_in
):
    base = IncubatorFactory(
        division=TownshipFactory(parent=county), opened_on=dt.date(2018, 6, 1), name="东山孵化基地"
    )
    EventFactory(
        incubator=base,
        department="",
        held_on=dt.date(2018, 6, 12),
        name="六月沙龙",
        state=EventState.CANCELLED,
    )
    seen = shown(signed_in(leader), "bases")
    assert "2018年：1个孵化基地中0个每月都有活动" in seen
    assert "六月沙龙" in seen and "已取消，不计入" in seen
    assert "补登活动" not in seen

    client = signed_in(in_charge)
    address = f"{reverse('entrepreneurs:events_add')}?incubator={base.pk}"
    found = re.search(rf'href="({re.escape(address)}[^"]*)"', shown(client, "bases"))
    form = client.get(html.unescape(found[1])).content.decode()
    assert f'<option value="{base.pk}" selected>' in form
    assert '<option value="held" selected>' in form


def test_the_activities_that_the_months_count_are_one_step_away(county, leader, signed_in):
    township = TownshipFactory(parent=county)
    base = IncubatorFactory(division=township, opened_on=dt.date(2018, 6, 1))
    facts = {"division": township, "held_on": dt.date(2018, 6, 12), "name": "六月沙龙"}
    EventFactory(incubator=base, department="", **facts)
    EventFactory(division=county, held_on=dt.date(2018, 6, 13), name="县级论坛")
    client = signed_in(leader)
    assert "counted=at_bases" in shown(client, "bases")
    listed = shown(client, "events_list", counted="at_bases")
    assert "六月沙龙" in listed and "县级论坛" not in listed


def test_d14_the_page_of_large_events_says_which_number_counts_first(county, leader, signed_in):
    page = shown(signed_in(leader), "large_events")
    assert "300人不计入，301人起计入" in page


def test_d14_a_team_of_nineteen_lacks_one(county, leader, signed_in):
    MentorTeamFactory(division=county, members=19)
    assert "差1人" in shown(signed_in(leader), "teams")


def test_d14_three_hundred_people_present_do_not_count_and_the_page_says_why(
    county, leader, signed_in
):
    EventFactory(division=county, attendees_actual=300)
    assert "实到300人，未超过300人，不计入" in shown(signed_in(leader), "large_events")


def cells(page, *labels):
    """What the table's first row says under each label."""
    found = (re.search(rf'data-label="{label}">(.*?)</td>', page) for label in labels)
    return [re.sub(r"<[^>]+>", "", cell[1]) for cell in found]


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
    assert "counted=startup" in shown(signed_in(leader), "trained")
    assert cells(shown(signed_in(leader), "trained"), "人数", "人次") == ["&lt;3", "—"]
    assert cells(shown(signed_in(in_charge), "trained"), "人数", "人次") == ["1", "2"]


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
    assert "1条待核实" in page


WANTED = ("一", "预算合理安排就业相关资金")


def undertake(county, **changes):
    facts = {
        "clause": WANTED[0],
        "title": WANTED[1],
        "department": "财政局",
        "status": "done",
        "acted_on": dt.date(2018, 7, 1),
        "document_no": "柳财〔2018〕3号",
        "stage": "verified",
    }
    return Undertaking.objects.create(division=county, **(facts | changes))


def test_what_has_to_exist_is_told_with_its_document(county, leader, signed_in):
    record = undertake(county)
    page = shown(signed_in(leader), "undertakings")
    assert f"{county.name}：8项应落实事项中1项已落实" in page
    assert reverse("entrepreneurs:undertakings_record", args=[record.pk]) in page
    assert "柳财〔2018〕3号" in page


@pytest.mark.parametrize(
    "changes", [{"stage": "submitted"}, {"acted_on": dt.date(2018, 7, 11)}, {"clause": "三"}]
)
def test_what_is_not_verified_or_not_documented_by_the_day_is_not_there(
    changes, county, leader, signed_in
):
    undertake(county, **changes)
    assert "8项应落实事项中0项已落实" in shown(signed_in(leader), "undertakings")


def test_what_is_wanted_is_registered_in_one_step(county, in_charge, signed_in):
    client = signed_in(in_charge)
    address = reverse("entrepreneurs:undertakings_add")
    links = re.findall(rf'href="({address}[^"]*)"', shown(client, "undertakings"))
    assert len(links) == 8
    form = client.get(html.unescape(links[2])).content.decode()
    assert '<option value="一" selected>' in form
    assert f'value="{WANTED[1]}"' in form
    assert f'<option value="{county.pk}" selected>' in form


def test_the_city_is_asked_for_all_and_each_county_for_its_own(county, signed_in):
    planner = UserFactory(role=Role.CITY_PLANNER, jurisdiction=county.parent)
    undertake(county)
    CountyFactory(parent=county.parent)
    page = shown(signed_in(planner), "undertakings")
    # One thing is wanted of a county that this city does not have.
    assert "29项应落实事项中0项已落实" in page
    assert "2个中1个已完成" in page


def test_undertakings_are_listed_in_the_order_of_the_text(county, leader, signed_in):
    for clause in ("十一", "九", "三", "二十八"):
        undertake(county, clause=clause, title=f"第{clause}条的事项")
    page = shown(signed_in(leader), "undertakings_list")
    listed = re.findall(r"第(.+?)条的事项", page)
    assert list(dict.fromkeys(listed)) == ["三", "九", "十一", "二十八"]
