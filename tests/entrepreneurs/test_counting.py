"""The counting rules: persons once, strict and inclusive numbers, only what is verified."""

import datetime as dt

import pytest

from entrepreneurs.counting.held import base_months, large_events, why_not_large
from entrepreneurs.counting.mentoring import teams_by_county
from entrepreneurs.counting.supported import supported
from entrepreneurs.counting.thresholds import threshold
from entrepreneurs.counting.trained import poor_labour_trained, trained, trained_by_county
from entrepreneurs.kinds import Category, Stage
from entrepreneurs.models import MentorMembership, TrainingEnrollment
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    EventFactory,
    IncubatorFactory,
    MentorTeamFactory,
    PersonFactory,
    SupportFactory,
    TrainingFactory,
)
from tests.factories.geo import CountyFactory, TownshipFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2018, 9, 30)
CITY = "211300"


def test_d13_one_person_in_two_categories_and_a_lead_counts_once_in_each_and_once_in_all():
    person = EntrepreneurFactory(
        categories=["veteran", "returning_migrant"],
        is_lead=True,
        recognised_on=dt.date(2017, 5, 1),
        recognition_document_no="朝人社〔2017〕9号",
    )
    SupportFactory(entrepreneur=person)
    SupportFactory(entrepreneur=person, kind="tax_relief")

    found = supported(CITY, DAY)

    assert found.by_category[Category.VETERAN] == 1
    assert found.by_category[Category.RETURNING_MIGRANT] == 1
    assert found.by_category[Category.GRADUATE] == 0
    assert (found.leads, found.persons) == (1, 1)


def test_without_verified_support_nobody_counts_and_the_number_is_said():
    SupportFactory(entrepreneur=EntrepreneurFactory(categories=["veteran"]), stage=Stage.SUBMITTED)
    SupportFactory(entrepreneur=EntrepreneurFactory(stage=Stage.SUBMITTED, categories=["veteran"]))
    found = supported(CITY, DAY)
    assert (found.by_category["veteran"], found.persons, found.without_support) == (0, 0, 1)


def test_support_and_recognition_count_from_their_own_day():
    person = EntrepreneurFactory(
        is_lead=True,
        recognised_on=dt.date(2018, 1, 1),
        recognition_document_no="1号",
        categories=["graduate"],
    )
    SupportFactory(entrepreneur=person, granted_on=dt.date(2017, 6, 1))
    before = supported(CITY, dt.date(2017, 5, 31))
    between = supported(CITY, dt.date(2017, 6, 1))
    assert (before.by_category["graduate"], between.by_category["graduate"]) == (0, 1)
    assert (between.leads, supported(CITY, dt.date(2018, 1, 1)).leads) == (0, 1)


def test_a_county_counts_those_whose_business_is_there():
    SupportFactory()
    other = SupportFactory()
    county = other.entrepreneur.division.code[:6]
    assert (supported(county, DAY).persons, supported(CITY, DAY).persons) == (1, 2)


def test_d14_nineteen_mentors_lack_one_and_twenty_make_a_team():
    county, other = CountyFactory(), CountyFactory()
    MentorTeamFactory(division=county, members=19)
    MentorTeamFactory(division=other, members=20)

    found = {teams.county.code: teams for teams in teams_by_county(CITY, DAY)}

    assert (found[county.code].teams[0].lacking, found[county.code].is_met) == (1, False)
    assert (found[other.code].teams[0].members, found[other.code].is_met) == (20, True)


def test_d14_two_teams_of_ten_are_no_team_of_twenty():
    county = CountyFactory()
    MentorTeamFactory(division=county, members=10)
    MentorTeamFactory(division=county, members=10)
    found = next(t for t in teams_by_county(CITY, DAY) if t.county.code == county.code)
    assert [team.members for team in found.teams] == [10, 10]
    assert not found.is_met


def test_a_member_who_left_counts_no_longer():
    team = MentorTeamFactory(members=20)
    membership = MentorMembership.objects.first()
    membership.valid_to = dt.date(2018, 9, 1)
    membership.save()
    code = team.division.code
    assert teams_by_county(code, dt.date(2018, 8, 31))[0].is_met
    assert teams_by_county(code, DAY)[0].teams[0].lacking == 1


def test_d14_three_hundred_people_are_not_over_three_hundred():
    at, over = EventFactory(attendees_actual=300), EventFactory(attendees_actual=301)
    assert "300" in why_not_large(at) and why_not_large(over) == ""
    assert [large.counts for large in large_events(CITY, 2018)] == [True, False]


@pytest.mark.parametrize(
    "changes",
    [{"evidence": ""}, {"state": "cancelled"}, {"state": "planned"}, {"stage": Stage.SUBMITTED}],
)
def test_an_event_without_proof_or_not_held_does_not_count_however_large(changes):
    assert why_not_large(EventFactory(attendees_actual=500, **changes))


def test_over_leaves_the_number_out_and_at_least_includes_it():
    assert not threshold("large_events").is_met_by(300)
    assert threshold("mentor_team").is_met_by(20)


def test_d14_each_month_since_a_base_opened_wants_one_activity():
    base = IncubatorFactory(opened_on=dt.date(2018, 3, 20))
    EventFactory(incubator=base, department="", held_on=dt.date(2018, 4, 2))
    EventFactory(incubator=base, department="", held_on=dt.date(2018, 5, 2), state="cancelled")

    (found,) = base_months(CITY, 2018, today=dt.date(2018, 7, 10))

    assert found.months[:7] == ("not_open", "not_open", "none", "held", "none", "none", "ahead")
    assert not found.is_met


def test_only_incubation_bases_are_asked_for_monthly_activities():
    IncubatorFactory(kind="makerspace")
    assert base_months(CITY, 2018, today=DAY) == []


def enrol(training, person, **changes):
    given = {"group": "entrepreneur", "is_completed": True} | changes
    return TrainingEnrollment.objects.create(training=training, person=person, **given)


def test_d14_a_trainee_of_two_courses_is_one_person_and_two_attendances():
    county, person = CountyFactory(), PersonFactory()
    for _ in range(2):
        enrol(TrainingFactory(division=county), person)
    found = trained(county.code, 2018)
    assert (found.persons, found.attendances) == (1, 2)
    assert trained_by_county(CITY, 2018)[county.code] == found


def test_who_did_not_complete_or_learned_something_else_is_not_a_trained_entrepreneur():
    training = TrainingFactory()
    enrol(training, PersonFactory(), is_completed=False)
    enrol(TrainingFactory(kind="farming_skills"), PersonFactory())
    enrol(TrainingFactory(stage=Stage.SUBMITTED), PersonFactory())
    assert trained(CITY, 2018).persons == 0


def test_a_training_belongs_to_the_year_in_which_it_ended():
    training = TrainingFactory(begins_on=dt.date(2017, 12, 28), ends_on=dt.date(2018, 1, 5))
    enrol(training, PersonFactory())
    assert (trained(CITY, 2017).persons, trained(CITY, 2018).persons) == (0, 1)


def test_poor_workers_count_in_whatever_they_were_trained():
    enrol(TrainingFactory(kind="farming_skills"), PersonFactory(), group="poor_labour")
    assert poor_labour_trained(CITY, 2018).persons == 1


def test_a_township_sees_its_county_teams_only():
    team = MentorTeamFactory(members=1)
    township = TownshipFactory(parent=team.division)
    MentorTeamFactory(members=1)
    assert [t.county.code for t in teams_by_county(township.code, DAY)] == [team.division.code]
