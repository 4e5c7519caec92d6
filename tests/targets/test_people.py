"""The promises about people: each figure against its target, for whom it may be told."""

import datetime as dt
import io
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Role
from entrepreneurs.models import Project, ProjectStage
from targets.people import scoreboard
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    EventFactory,
    IncubatorFactory,
    MentorTeamFactory,
    ParkFactory,
    PersonFactory,
    SupportFactory,
)
from tests.factories.geo import CityFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2018, 9, 30)
OF_TRAINING = ("二十一", "二十三", "二十五")


@pytest.fixture
def city():
    return CityFactory(code="211300")


@pytest.fixture
def county(city):
    return CountyFactory(parent=city)


def figures(division, **options):
    return {figure.key: figure for figure in scoreboard(division, DAY, **options).figures}


def help_one(county, **changes):
    village = VillageFactory(parent=TownshipFactory(parent=county))
    given = {
        "person": PersonFactory(division=village),
        "categories": ["veteran", "returning_migrant"],
        "is_lead": True,
        "recognised_on": dt.date(2017, 5, 1),
        "recognition_document_no": "朝人社〔2017〕9号",
    }
    return SupportFactory(entrepreneur=EntrepreneurFactory(**(given | changes)))


def test_d13_one_person_counts_once_in_each_group_and_once_in_all(city, county):
    help_one(county)
    found = scoreboard(city, DAY)
    numbers = {figure.key: figure.value for figure in found.figures}
    assert numbers["people.veteran"] == numbers["people.returning_migrant"] == 1
    assert numbers["people.lead"] == 1
    assert found.persons == 1


def test_every_figure_of_the_policy_file_names_its_clause_and_words(city):
    found = figures(city)
    assert found["people.veteran"].target == 30
    clauses = {figure.promise.clause for figure in found.values()}
    assert clauses == {*"五六七八九十", "十一", "十二", "十三", "十四", "十八", *OF_TRAINING}
    assert all(figure.promise.quote for figure in found.values())
    assert found["people.veteran"].year is None and found["yearly.large_events"].year == 2018


def test_the_city_targets_are_not_put_on_a_county(county):
    found = figures(county)
    assert found["people.veteran"].target is None
    assert found["county.mentor_teams"].target == 1


def test_d14_four_events_of_more_than_three_hundred_meet_the_target(city, county):
    for _ in range(4):
        EventFactory(division=county, attendees_actual=301)
    EventFactory(division=county, attendees_actual=300)
    found = figures(city)["yearly.large_events"]
    assert (found.value, found.is_met, len(found.notes)) == (4, True, 1)


def test_d14_a_target_of_each_county_is_met_when_every_county_meets_it(city, county):
    other = CountyFactory(parent=city)
    MentorTeamFactory(division=county, members=20)
    MentorTeamFactory(division=other, members=19)
    found = figures(city)["county.mentor_teams"]
    met = {cell.code: cell.is_met for cell in found.cells}
    assert (met[county.code], met[other.code]) == (True, False)
    assert (found.value, found.target, found.is_met) == (1, len(met), False)


def test_a_park_counts_for_its_county_from_the_day_it_opened(city, county):
    township = TownshipFactory(parent=county)
    ParkFactory(division=township, opened_on=dt.date(2018, 10, 1))
    assert figures(city)["county.small_business_parks"].value == 0
    ParkFactory(division=township, opened_on=dt.date(2018, 9, 30))
    assert figures(city)["county.small_business_parks"].value == 1


def test_without_a_year_before_lending_is_not_judged(city):
    assert figures(city)["yearly.lending"].is_met is None


def test_small_counts_of_persons_are_hidden_from_those_who_may_not_see_them(city, county):
    help_one(county)
    found = figures(city, sees_persons=False)["people.veteran"]
    assert [cell.shown for cell in found.cells] == ["<3"]
    assert figures(city)["people.veteran"].cells[0].shown == "1"


@pytest.fixture
def planner(city):
    return UserFactory(role=Role.CITY_PLANNER, jurisdiction=city)


@pytest.fixture
def in_charge(county):
    return UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="县人社局")


def test_d13_the_planner_sees_counts_and_the_department_reaches_the_records(
    county, planner, in_charge, signed_in
):
    support = help_one(county)
    address = reverse("targets:people")
    seen = signed_in(planner).get(address, {"on": DAY}).content.decode()
    assert "&lt;3" in seen and "counted=veteran" not in seen

    client = signed_in(in_charge)
    link = f"?counted=veteran&amp;on={DAY}&amp;division={county.code}"
    assert link in client.get(address, {"on": DAY}).content.decode()
    listed = client.get(reverse("entrepreneurs:entrepreneurs_list") + link.replace("&amp;", "&"))
    assert str(support.entrepreneur.pk) in listed.content.decode()


def test_each_county_tells_its_own_and_no_other(county, in_charge, signed_in):
    other = CountyFactory()
    page = signed_in(in_charge).get(reverse("targets:people"), {"division": other.code})
    assert page.status_code == 404


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_scoreboard_is_taken_away(form, planner, signed_in):
    page = signed_in(planner).get(reverse("targets:people"), {"format": form})
    assert page.status_code == 200
    assert "people-targets-211300" in page["Content-Disposition"]


def test_the_command_prints_what_scripts_read(city, county):
    help_one(county)
    out = io.StringIO()
    call_command("people_targets", on="2018-09-30", format="json", stdout=out)
    content = json.loads(out.getvalue())
    assert content["persons"] == 1
    row = next(row for row in content["figures"] if row["key"] == "people.veteran")
    assert (row["value"], row["target"], row["comparison"]) == (1, 30, "≥")


def test_what_lacks_can_still_come_while_there_is_no_deadline_or_the_year_goes_on(city, county):
    MentorTeamFactory(division=county, members=19)
    IncubatorFactory(division=TownshipFactory(parent=county), opened_on=dt.date(2018, 1, 1))
    found = figures(city)
    assert found["people.veteran"].verdict == "推进中"
    assert found["county.mentor_teams"].verdict == "推进中"
    assert found["yearly.large_events"].verdict == "推进中"
    assert found["yearly.base_activities"].verdict == "未达标"
    at_the_end = scoreboard(city, dt.date(2018, 12, 31)).figures
    verdicts = {figure.key: figure.verdict for figure in at_the_end}
    assert verdicts["yearly.large_events"] == "未达标"


def project(county, number, **facts):
    given = {"name": f"项目{number}", "owner": "筹备组", "stage": "verified", "industry": "other"}
    return Project.objects.create(division=county, **(given | facts))


def test_kinds_that_the_text_names_count_once_each_and_the_lacking_are_named(city, county):
    for number, kind in enumerate(("innovative", "innovative", "technology", "ecommerce", "other")):
        project(county, number, kind=kind)
    found = figures(city)["city.project_kinds"]
    assert (found.value, found.target, found.comparison, found.is_met) == (3, 4, "=", False)
    assert found.beside == "尚缺：创业创新基金类项目"


def test_a_dropped_project_is_in_no_field(city, county):
    dropped = project(county, 1, kind="other", industry="tourism")
    project(county, 2, kind="other", industry="culture")
    project(county, 3, kind="other", industry="finance", stage="submitted")
    ProjectStage.objects.create(project=dropped, stage="dropped", valid_from=dt.date(2018, 9, 1))
    assert figures(city)["city.project_fields"].value == 1


def test_each_makerspace_is_asked_for_all_four_spaces(city, county):
    township = TownshipFactory(parent=county)
    spaces = ["work", "network", "social", "resources"]
    IncubatorFactory(division=township, kind="makerspace", space_kinds=spaces)
    IncubatorFactory(division=township, kind="makerspace", space_kinds=spaces[:3])
    IncubatorFactory(division=township, kind="base", space_kinds=spaces)
    found = figures(city)["city.four_spaces"]
    assert (found.value, found.target, found.is_met) == (1, 2, False)


def test_the_operating_models_of_outlets_are_counted(city, county):
    village = VillageFactory(parent=TownshipFactory(parent=county))
    for model in ("public", "public", "commercial"):
        OutletFactory(village=village, operating_model=model, opened_on=dt.date(2018, 1, 1))
    found = figures(city)["city.operating_models"]
    assert (found.value, found.beside) == (2, "尚缺：半公益")


def test_a_range_of_the_city_is_not_put_on_a_county(city, county):
    assert figures(city)["city.innovation_parks"].target_shown == "1—2"
    assert figures(county)["city.innovation_parks"].target_shown == ""
