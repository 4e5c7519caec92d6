"""The registers for programs: the pages' forms, services and masking, one record and version at a
time."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from core.models import AuditEntry
from entrepreneurs.kinds import Stage
from entrepreneurs.models import (
    Entrepreneur,
    GuaranteedLoan,
    Incubator,
    JobsCount,
    Person,
    Training,
    TrainingEnrollment,
)
from entrepreneurs.registers import ALL
from tests.api.conftest import API, Program, codes
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    EventFactory,
    IncubatorFactory,
    ParkFactory,
    PersonFactory,
    SupportFactory,
    TrainingFactory,
    id_no,
)
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory

pytestmark = pytest.mark.django_db

ENTREPRENEURS = "/registry/entrepreneurs/"
NAME, NUMBER, PHONE = "欧阳隐秘", id_no(77), "13987650001"


@pytest.fixture
def township():
    return TownshipFactory(parent=CountyFactory())


@pytest.fixture
def village(township):
    return VillageFactory(parent=township)


def program_of(role: Role, jurisdiction, department: str = "") -> Program:
    return Program(UserFactory(role=role, jurisdiction=jurisdiction, department=department))


@pytest.fixture
def officer(township):
    return program_of(Role.TOWNSHIP_OFFICER, township)


@pytest.fixture
def department(township):
    """人社 of the county: verifies records of people."""
    return program_of(Role.DEPARTMENT, township.parent, "县人社局")


@pytest.fixture
def planner(township):
    return program_of(Role.CITY_PLANNER, township.parent)


def person(village, **changes):
    return {
        "name": NAME,
        "id_no": NUMBER,
        "phone": PHONE,
        "division": village.code,
        "legal_basis": "notice",
        "notified_on": "2018-05-02",
    } | changes


def starter(village, **changes):
    fit = {"person": person(village), "division": village.code, "industry": "specialties"}
    return fit | changes


def of(record) -> str:
    slug = next(register.slug for register in ALL if register.model is type(record))
    return f"/registry/{slug}/{record.pk}/"


def own_queries(captured) -> list[str]:
    """Without those of signing in and of the data version."""
    others = ("session", "accounts_user", "dataversion", "savepoint")
    return [q["sql"] for q in captured if not any(word in q["sql"].lower() for word in others)]


# What there is


def test_the_overview_lists_what_the_account_may_read_and_do(officer, planner, department):
    own = {row["name"]: row for row in officer.get("/registry/").json()}
    assert len(own) == len(ALL)
    assert own["entrepreneurs"]["is_personal"] and own["entrepreneurs"]["may_enter"]
    assert not own["entrepreneurs"]["may_verify"]
    parts = {part["name"]: part["may_change"] for part in own["entrepreneurs"]["parts"]}
    assert parts == {"categories": True, "support": False, "jobs": True}

    counts = {row["name"]: row for row in planner.get("/registry/").json()}
    assert "entrepreneurs" not in counts and "loans" not in counts
    assert not counts["trainings"]["may_enter"] and not counts["trainings"]["parts"]
    assert {row["name"] for row in department.get("/registry/").json() if row["may_verify"]} == {
        register.slug for register in ALL
    }


def test_registers_of_people_do_not_exist_for_roles_that_see_counts(planner, village):
    record = EntrepreneurFactory(division=village)
    support = SupportFactory(entrepreneur=record)
    for path in (ENTREPRENEURS, of(record), of(support), "/registry/loans/"):
        assert planner.get(path).status_code == 404
    assert planner.post(ENTREPRENEURS, starter(village)).status_code == 404
    assert planner.post(f"{of(record)}jobs/", {}, version='"1"').status_code == 404


# The list


def test_the_list_is_filtered_sorted_and_paged_like_the_page(officer, township):
    for name, kind, opened_on in (("甲", "base", "2016-01-01"), ("乙", "park", "2017-01-01")):
        IncubatorFactory(name=name, kind=kind, division=township, opened_on=opened_on)
    IncubatorFactory(name="丙", division=township, stage=Stage.DRAFT)
    IncubatorFactory()  # of another county

    def names(**question):
        rows = officer.get("/registry/incubators/", **question).json()["results"]
        return [row["name"] for row in rows]

    assert sorted(names()) == sorted("甲乙丙")
    assert names(stage="draft") == ["丙"]
    assert names(search="乙", stage="verified") == ["乙"]
    assert names(sort="opened_on", limit=1) == ["甲"]
    assert sorted(names(kind="base")) == sorted("甲丙")
    page = officer.get("/registry/incubators/", limit=2, page=2, sort="name").json()
    assert (page["count"], len(page["results"]), page["next"]) == (3, 1, None)


def test_a_list_shows_what_a_figure_counts(officer, village):
    helped, other = (EntrepreneurFactory(division=village) for _n in range(2))
    SupportFactory(entrepreneur=helped)
    question = {"counted": "supported", "on": "2018-09-30"}
    rows = officer.get(ENTREPRENEURS, **question).json()["results"]
    assert [row["id"] for row in rows] == [str(helped.pk)]
    assert officer.get(ENTREPRENEURS, counted="supported", on="2017-01-01").json()["count"] == 0
    assert str(other.pk) in officer.get(ENTREPRENEURS).content.decode()


def test_questions_that_cannot_be_understood_are_refused_by_name(officer):
    assert codes(officer.get(ENTREPRENEURS, search="王")) == {"search": "unknown_parameter"}
    assert codes(officer.get(ENTREPRENEURS, q="王")) == {"q": "unknown_parameter"}
    for name, value in (("stage", "x"), ("sort", "person"), ("counted", "x"), ("on", "30.9.")):
        answer = officer.get(ENTREPRENEURS, **{name: value})
        assert answer.status_code == 400
        assert list(codes(answer)) == [name]
    assert officer.get(ENTREPRENEURS, division="110000").status_code == 404


@pytest.mark.parametrize("slug", ["entrepreneurs", "supports"])
def test_a_list_of_a_hundred_takes_few_queries(slug, officer, village):
    for _n in range(100):
        record = EntrepreneurFactory(person=PersonFactory(division=village))
        SupportFactory(entrepreneur=record)
    officer.get(f"/registry/{slug}/", limit=1)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        rows = officer.get(f"/registry/{slug}/", limit=100).json()["results"]
    assert len(rows) == 100
    assert all(row["person"]["name"] == "王**" for row in rows)
    assert len(own_queries(captured)) <= 4


# Entering


def test_a_person_is_entered_with_the_record_and_told_masked(officer, village):
    answer = officer.post(ENTREPRENEURS, starter(village))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["stage"], told["division"], told["industry"]) == (
        "draft",
        village.code,
        "specialties",
    )
    assert told["may"] == {"edit": True, "submit": True, "verify": False, "send_back": False}
    assert told["person"]["name"] == "欧**" and told["person"]["phone"].startswith("139****")
    assert answer["Location"] == f"http://testserver{API}{ENTREPRENEURS}{told['id']}/"
    assert answer["ETag"] == officer.version(f"{ENTREPRENEURS}{told['id']}/")
    for clear in (NAME, NUMBER, PHONE):
        assert clear not in answer.content.decode()
        assert clear not in officer.get(ENTREPRENEURS).content.decode()


def test_a_record_sent_twice_is_kept_once(officer, village):
    sent = starter(village, id=str(uuid.uuid4()), person=person(village, id_no=""))
    first, second = officer.post(ENTREPRENEURS, sent), officer.post(ENTREPRENEURS, sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first["ETag"] == second["ETag"]
    assert (Entrepreneur.objects.count(), Person.objects.count()) == (1, 1)

    elsewhere = EntrepreneurFactory()
    answer = officer.post(ENTREPRENEURS, sent | {"id": str(elsewhere.pk)})
    assert answer.status_code == 404


def test_a_known_person_is_opened_and_not_doubled(officer, village):
    known = PersonFactory(name=NAME, id_no=NUMBER, division=village)
    answer = officer.post(ENTREPRENEURS, starter(village))
    assert answer.status_code == 201
    assert answer.json()["person"]["id"] == str(known.pk)
    assert "欧**" in answer.json()["notes"][0]
    assert Person.objects.count() == 1


def test_nothing_is_kept_of_a_record_that_is_refused(officer, village):
    lead = starter(village, is_lead=True)
    answer = officer.post(ENTREPRENEURS, lead)
    assert answer.status_code == 400
    assert not Person.objects.exists() and not Entrepreneur.objects.exists()
    wrong = starter(village, person=person(village, id_no="211302198506150019", notified_on=None))
    answer = officer.post(ENTREPRENEURS, wrong)
    assert set(codes(answer)) == {"person.id_no", "person.notified_on"}
    assert not Person.objects.exists()


def test_every_field_that_is_wrong_is_named(officer, village):
    elsewhere = VillageFactory()
    sent = starter(village, industry="x", started_on="2018", colour="red", stage="verified")
    sent["person"] = person(elsewhere)
    assert codes(officer.post(ENTREPRENEURS, sent)) == {
        "industry": "invalid_choice",
        "started_on": "invalid",
        "colour": "unknown_field",
        "stage": "read_only",
        "person.division": "unknown_division",
    }
    answer = officer.post(ENTREPRENEURS, {})
    assert codes(answer) == dict.fromkeys(("person", "division", "industry"), "required")
    # An organization without a name, a place at a level where no such record stands.
    sent = starter(village, organization={"name": "甲", "uscc": "91211300000000000X"})
    assert list(codes(officer.post(ENTREPRENEURS, sent))) == ["organization.uscc"]


def test_what_such_a_record_does_not_have_is_refused(officer, village):
    loan = {
        "product": "micro_enterprise",
        "division": village.code,
        "amount_yuan": "100000.00",
        "term_months": 24,
        "signed_on": "2018-05-02",
        "bank": "农商行",
        "organization": {"name": "北沟果蔬合作社"},
    }
    answer = officer.post("/registry/loans/", loan | {"person": person(village)})
    assert codes(answer) == {"person": "not_asked"}
    answer = officer.post("/registry/loans/", loan | {"high_tech_evidence": "证书"})
    assert codes(answer) == {"high_tech_evidence": "not_asked"}
    assert not GuaranteedLoan.objects.exists() and not Person.objects.exists()


def test_places_amounts_and_organizations_keep_what_was_given(department, township):
    sent = {
        "name": "北沟孵化基地",
        "kind": "base",
        "division": township.code,
        "opened_on": "2017-01-01",
        "area_m2": 120.5,
        "space_kinds": ["coworking"],
        "organization": {"name": "北沟果蔬合作社"},
        "location": {"lon": "120.455300", "lat": "41.580200", "crs": "gcj02"},
    }
    kinds = dict(Incubator._meta.get_field("space_kinds").base_field.choices)
    sent["space_kinds"] = [next(iter(kinds))]
    answer = department.post("/registry/incubators/", sent | {"is_submitted": True})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["stage"], told["area_m2"]) == ("submitted", 120.5)
    assert told["organization"]["name"] == "北沟果蔬合作社"
    assert told["location_given"] == {"lon": "120.455300", "lat": "41.580200", "crs": "gcj02"}
    assert told["location"]["crs"] == "cgcs2000" and told["location"]["lon"] != 120.4553

    path = f"/registry/incubators/{told['id']}/"
    year = {"year": 2018, "income_yuan": "1234567.89", "tenants": 12}
    answer = department.post(f"{path}years/", year, version=department.version(path))
    assert answer.status_code == 201, answer.content
    [row] = answer.json()["parts"]["years"]
    assert (row["income_yuan"], row["investment_yuan"]) == ("1234567.89", None)


# Changing


def test_a_change_names_its_version_and_leaves_the_rest(officer, village):
    path = f"{ENTREPRENEURS}{officer.post(ENTREPRENEURS, starter(village)).json()['id']}/"
    before = officer.get(path)
    change = {"returned_from": "沈阳"}
    assert officer.patch(path, change).status_code == 428
    answer = officer.patch(path, change, version=before["ETag"])
    assert answer.status_code == 200, answer.content
    same = {"returned_from", "updated_at", "notes"}
    now, then = answer.json(), before.json()
    assert now["returned_from"] == "沈阳"
    assert {k: v for k, v in now.items() if k not in same} == {
        k: v for k, v in then.items() if k not in same
    }
    assert officer.patch(path, change, version=before["ETag"]).status_code == 412
    answer = officer.patch(path, {"person": person(village)}, version=answer["ETag"])
    assert codes(answer) == {"person": "read_only"}


def test_a_change_by_the_township_asks_for_verification_anew_and_none_for_nothing(officer, village):
    record = EntrepreneurFactory(division=village, person=PersonFactory(id_no=id_no(5)))
    path = of(record)
    answer = officer.patch(path, {}, version=officer.version(path))
    assert (answer.status_code, answer.json()["stage"]) == (200, "verified")
    answer = officer.patch(path, {"industry": "finance"}, version=answer["ETag"])
    assert (answer.status_code, answer.json()["stage"]) == (200, "submitted")


def test_rows_are_added_changed_and_removed_from_the_records_version(officer, village):
    path = of(EntrepreneurFactory(division=village))
    version = officer.version(path)
    sent = {"counted_on": "2018-06-30", "jobs": 3}
    assert officer.post(f"{path}jobs/", sent).status_code == 428
    answer = officer.post(f"{path}jobs/", sent, version=version)
    assert answer.status_code == 201, answer.content
    [row] = answer.json()["parts"]["jobs"]
    assert (row["counted_on"], row["jobs"]) == ("2018-06-30", 3)
    # Sent again after a lost answer, it is not entered again.
    assert officer.post(f"{path}jobs/", sent, version=version).status_code == 412

    one = f"{path}jobs/{row['id']}/"
    answer = officer.patch(one, {"jobs": 5}, version=answer["ETag"])
    assert answer.json()["parts"]["jobs"][0] == row | {"jobs": 5}
    stale = answer["ETag"]
    JobsCount.objects.update(jobs=6)  # somebody else, on the page
    assert officer.patch(one, {"jobs": 7}, version=stale).status_code == 412
    removed = officer.client.delete(API + one, headers={"If-Match": officer.version(path)})
    assert (removed.status_code, removed.json()["parts"]["jobs"]) == (200, [])
    assert not JobsCount.objects.exists()


def test_trainees_are_entered_masked_and_do_not_exist_for_those_who_see_counts(
    officer, planner, department, township, village
):
    training = TrainingFactory(division=township)
    path = of(training)
    sent = {"person": person(village), "group": "migrant", "is_completed": True}
    answer = officer.post(f"{path}trainees/", sent, version=officer.version(path))
    assert answer.status_code == 201, answer.content
    [row] = answer.json()["parts"]["trainees"]
    assert (row["person"]["name"], row["is_completed"]) == ("欧**", True)
    again = officer.post(f"{path}trainees/", sent, version=answer["ETag"])
    assert again.status_code in (400, 409)
    assert TrainingEnrollment.objects.count() == 1

    told = planner.get(path)
    assert told.json()["parts"]["trainees"] is None and "欧" not in told.content.decode()
    assert planner.post(f"{path}trainees/", sent, version=told["ETag"]).status_code == 404
    assert "欧**" in department.get(path).content.decode()


# Steps


def test_d13_a_record_is_handed_in_returned_mended_and_verified(officer, department, village):
    path = f"{ENTREPRENEURS}{officer.post(ENTREPRENEURS, starter(village)).json()['id']}/"
    assert officer.post(f"{path}submit/").status_code == 428
    assert officer.step(path, "submit").json()["stage"] == "submitted"
    assert officer.step(path, "verify").status_code == 403
    assert codes(department.step(path, "return")) == {"reason": "required"}
    told = department.step(path, "return", {"reason": "补身份证明"}).json()
    assert (told["stage"], told["return_reason"]) == ("returned", "补身份证明")
    assert department.step(path, "verify").status_code == 409

    mended = {"started_on": "2018-03-01", "is_submitted": True}
    answer = officer.patch(path, mended, version=officer.version(path))
    assert answer.json()["stage"] == "submitted"
    assert department.step(path, "verify").json()["stage"] == "verified"
    assert AuditEntry.objects.filter(action="person.unmasked").count() == 0


def test_d13_without_an_id_number_a_record_stays_a_draft(officer, village):
    sent = starter(village, person=person(village, id_no=""))
    path = f"{ENTREPRENEURS}{officer.post(ENTREPRENEURS, sent).json()['id']}/"
    answer = officer.step(path, "submit")
    assert answer.status_code == 400 and "身份证号" in answer.json()["message"]
    assert officer.get(path).json()["stage"] == "draft"


def test_a_department_does_not_verify_what_it_handed_in_itself(department, village):
    sent = starter(village, is_submitted=True)
    path = f"{ENTREPRENEURS}{department.post(ENTREPRENEURS, sent).json()['id']}/"
    assert not department.get(path).json()["may"]["verify"]
    assert department.step(path, "verify").status_code == 403


def test_records_outside_the_jurisdiction_do_not_exist(officer):
    for record in (EntrepreneurFactory(), ParkFactory(), TrainingFactory(), EventFactory()):
        path = of(record)
        assert officer.get(path).status_code == 404
        assert officer.patch(path, {}, version='"1"').status_code == 404
        assert officer.post(f"{path}submit/", version='"1"').status_code == 404


def test_roles_that_enter_nothing_change_nothing(planner, township):
    training = TrainingFactory(division=township)
    path = of(training)
    version = planner.version(path)
    assert planner.post("/registry/trainings/", {}).status_code == 403
    assert planner.patch(path, {"name": "x"}, version=version).status_code == 403
    assert planner.step(path, "return", {"reason": "x"}).status_code == 403
    assert Training.objects.get().name == training.name


# Figures

FIGURES = ("people", "bases", "teams", "trained", "events", "lending", "ventures", "distances")


@pytest.mark.parametrize("name", [*FIGURES, "scoreboard"])
def test_figures_are_told_to_every_role(name, officer, planner, department, village):
    SupportFactory(entrepreneur=EntrepreneurFactory(division=village, categories=["graduate"]))
    for program in (officer, planner, department):
        answer = program.get(f"/registry/figures/{name}/", on="2018-09-30")
        assert answer.status_code == 200, answer.content
        assert answer.json()["on"] == "2018-09-30"
        assert "王" not in re.sub(r'"name": *"[^"]*"', "", answer.content.decode())
    assert planner.get(f"/registry/figures/{name}/", year=2018).json()["on"] == "2018-12-31"
    assert list(codes(planner.get(f"/registry/figures/{name}/", year="x"))) == ["year"]
    assert codes(planner.get(f"/registry/figures/{name}/", colour="x"))
    assert planner.get(f"/registry/figures/{name}/", division="110000").status_code == 404


def test_small_counts_are_ranges_for_those_who_see_counts(officer, planner, village):
    SupportFactory(entrepreneur=EntrepreneurFactory(division=village, categories=["graduate"]))
    question = {"on": "2018-09-30", "division": village.parent.code}
    seen = officer.get("/registry/figures/people/", **question).json()
    hidden = planner.get("/registry/figures/people/", **question).json()
    assert seen["persons"] == {"low": 1, "high": 1}
    assert hidden["persons"] == {"low": 1, "high": 2}
    assert hidden["by_category"]["graduate"] == {"low": 1, "high": 2}
    assert planner.get("/registry/figures/lending/", **question).json()["amount_yuan"] is None
    board = planner.get("/registry/figures/scoreboard/", **question).json()
    assert board["persons"] is None
