"""Outlets for programs: the same records, rules and scope as the pages; every change from the
version that was read."""

import datetime as dt
import json
import uuid

import pytest
from django.utils import timezone

from accounts.models import Role
from core.models import AuditEntry
from outlets.kinds import Stage, Status
from outlets.models import Organization, Outlet
from tests.api.conftest import codes
from tests.factories.accounts import UserFactory
from tests.factories.geo import TownshipFactory, VillageFactory
from tests.factories.outlets import OutletFactory
from tests.factories.outlets_reports import VisitFactory
from tests.factories.registration import awaiting_acceptance, on_notice, people_of, submitted
from tests.shapes import point

pytestmark = pytest.mark.django_db

OUTLETS = "/outlets/"


@pytest.fixture
def village():
    return VillageFactory(name="柳树村民委员会", short_name="柳树", seat=point(0))


@pytest.fixture
def people(village):
    return people_of(village)


@pytest.fixture
def officer(people, program):
    return program(people.officer)


@pytest.fixture
def reviewer(people, program):
    return program(people.reviewer)


def of(outlet):
    return f"{OUTLETS}{outlet.pk if isinstance(outlet, Outlet) else outlet}/"


def fit(village, **changes):
    return {"village": village.code, "name": "柳树电商服务站", "kind": "convenience"} | changes


# The list


def test_the_list_holds_established_outlets_of_the_jurisdiction(officer, village):
    own = OutletFactory(village=village, location=point(30))
    OutletFactory(village=VillageFactory(parent=TownshipFactory(parent=village.parent.parent)))
    officer.post(OUTLETS, fit(village))

    answer = officer.get(OUTLETS).json()
    assert [row["id"] for row in answer["results"]] == [str(own.pk)]
    assert answer["count"] == 1
    [row] = answer["results"]
    assert (row["status"], row["township"]) == ("operating", village.code[:9])
    assert row["location"]["crs"] == "cgcs2000"
    assert officer.get(OUTLETS, stage="draft").json()["count"] == 1
    assert officer.get(OUTLETS, stage="any").json()["count"] == 2


def test_the_list_is_filtered_by_status_place_box_and_words(reviewer, village):
    near = OutletFactory(village=village, name="近站", location=point(0))
    other = TownshipFactory(parent=village.parent.parent)
    far = OutletFactory(
        village=VillageFactory(parent=other),
        name="远站",
        location=point(20_000),
        status="closed",
        status_since=dt.date(2018, 1, 1),
    )

    def found(**question):
        return [row["id"] for row in reviewer.get(OUTLETS, **question).json()["results"]]

    assert found(status="operating") == [str(near.pk)]
    assert found(status="closed") == [str(far.pk)]
    assert found(status="closed", on="2017-12-31") == []
    assert found(status="not_open", on="2010-01-01") == [str(near.pk), str(far.pk)]
    assert found(township=other.code) == [str(far.pk)]
    assert found(search="近站") == [str(near.pk)]
    x, y = near.location.x, near.location.y
    assert found(bbox=f"{x - 0.001},{y - 0.001},{x + 0.001},{y + 0.001}") == [str(near.pk)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bbox", "1,2,3"),
        ("bbox", "5,5,4,6"),
        ("status", "open"),
        ("stage", "x"),
        ("division", "21A"),
        ("on", "2018-13-01"),
        ("counting", "yes"),
        ("page", "0"),
        ("limit", "201"),
        ("limit", "x"),
        ("stauts", "closed"),
    ],
)
def test_a_filter_that_is_no_filter_is_refused_by_name(officer, name, value):
    answer = officer.get(OUTLETS, **{name: value})
    assert answer.status_code == 400
    fields = codes(answer)
    assert name in fields
    if name == "stauts":
        assert fields[name] == "unknown_parameter"


def test_pages_have_bounds_and_addresses(officer, village):
    for _n in range(5):
        OutletFactory(village=village)
    first = officer.get(OUTLETS, limit=2).json()
    assert (first["count"], first["previous"], len(first["results"])) == (5, None, 2)
    second = officer.client.get(first["next"]).json()
    last = officer.client.get(second["next"]).json()
    assert (last["page"], last["next"], len(last["results"])) == (3, None, 1)
    seen = {row["id"] for page in (first, second, last) for row in page["results"]}
    assert len(seen) == 5
    assert officer.get(OUTLETS, page=99).json()["results"] == []


def test_a_longer_list_takes_no_more_queries(officer, village, django_assert_max_num_queries):
    for _n in range(20):
        OutletFactory(village=village, location=point(10))
    with django_assert_max_num_queries(5):  # session, user, count, rows
        assert len(officer.get(OUTLETS).json()["results"]) == 20


def test_one_outlet_takes_a_handful_of_queries_whatever_it_has(
    officer, village, django_assert_max_num_queries
):
    others = [VillageFactory(parent=village.parent) for _n in range(5)]
    outlet = OutletFactory(village=village, serves=others)
    with django_assert_max_num_queries(8):
        assert len(officer.get(of(outlet)).json()["served_villages"]) == 5


# One outlet


def test_roles_that_do_not_answer_for_the_record_see_the_keeper_masked(village, people, program):
    outlet = OutletFactory(village=village, keeper_name="王小明", keeper_phone="13804215678")

    seen = program(people.officer).get(of(outlet)).json()
    assert (seen["keeper_name"], seen["keeper_phone"]) == ("王小明", "13804215678")
    assert AuditEntry.objects.filter(action="outlet.keeper_seen").count() == 1

    for role in (Role.CITY_PLANNER, Role.LEADER, Role.DEPARTMENT, Role.AUDITOR):
        answer = program(UserFactory(role=role)).get(of(outlet))
        assert answer.json()["keeper_phone"] == "138****5678"
        assert answer.json()["is_keeper_masked"] is True
        assert "小明" not in answer.content.decode()
    assert AuditEntry.objects.filter(action="outlet.keeper_seen").count() == 1


def test_an_outlet_elsewhere_does_not_exist(officer, village):
    other = OutletFactory(village=VillageFactory(parent=TownshipFactory()))
    answer = officer.get(of(other))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    steps = ("submit", "approve", "return", "object", "end-notice", "accept", "withdraw", "status")
    for step in steps:
        assert officer.post(f"{of(other)}{step}/", {}, version='"1-0"').status_code == 404
    assert officer.patch(of(other), {"name": "x"}, version='"1-0"').status_code == 404


def test_what_has_no_address_is_said_in_json(officer):
    for path in ("/outlets/no-uuid/", "/nothing/", "/outlets"):
        answer = officer.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


# Registering


def test_an_outlet_is_registered_as_a_draft(officer, village):
    answer = officer.post(
        OUTLETS,
        fit(
            village,
            location={"lon": "120.455300", "lat": 41.5802, "crs": "gcj02"},
            location_accuracy_m=12.5,
            service_kinds=["bills", "parcel_in", "bills"],
        ),
    )
    assert answer.status_code == 201, answer.content
    outlet = Outlet.objects.get()
    assert answer["Location"].endswith(f"/api/v1/outlets/{outlet.pk}/")
    assert answer["ETag"] == officer.version(of(outlet))
    assert outlet.stage == Stage.DRAFT
    assert outlet.location_raw == {"lon": "120.455300", "lat": "41.5802"}
    assert outlet.location_crs_origin == "gcj02"
    assert outlet.location.x != pytest.approx(120.4553, abs=1e-4)
    told = answer.json()
    assert told["location_given"] == {"lon": "120.455300", "lat": "41.5802", "crs": "gcj02"}
    assert told["location"]["crs"] == "cgcs2000"
    assert told["service_kinds"] == ["bills", "parcel_in"]


def test_the_same_outlet_sent_twice_is_kept_once(officer, village):
    made = fit(village, id=str(uuid.uuid4()))
    assert officer.post(OUTLETS, made).status_code == 201
    assert officer.post(OUTLETS, made).status_code == 200
    answer = officer.post(OUTLETS, made | {"name": "别的站"})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Outlet.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("village", "211399999999", "unknown_village"),
        ("village", 211321224201, "invalid"),
        ("village", None, "null"),
        ("name", 5, "invalid"),
        ("name", "长" * 101, "max_length"),
        ("kind", "castle", "invalid_choice"),
        ("is_funded", "yes", "invalid"),
        ("service_kinds", "bills", "not_a_list"),
        ("outlet_no", "X-1", "read_only"),
        ("stage", "established", "read_only"),
        ("status", "operating", "read_only"),
        ("submitted_at", None, "read_only"),
        ("colour", "red", "unknown_field"),
        ("opened_on", "2018-01-01", "read_only"),
    ],
)
def test_what_cannot_be_set_is_refused_by_name(officer, village, field, value, code):
    answer = officer.post(OUTLETS, fit(village) | {field: value})
    assert answer.status_code == 400
    assert codes(answer) == {field: code}
    assert not Outlet.objects.exists()


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({"lon": 120.4, "lat": 41.5}, "location.crs"),
        ({"lon": 120.4, "lat": 41.5, "crs": "epsg:4326"}, "location.crs"),
        ({"lon": 181, "lat": 41.5, "crs": "wgs84"}, "location.lon"),
        ({"lon": "NaN", "lat": 41.5, "crs": "wgs84"}, "location.lon"),
        ({"lon": True, "lat": 41.5, "crs": "wgs84"}, "location.lon"),
        ({"lon": "1e2", "lat": 41.5, "crs": "wgs84"}, "location.lon"),
        ({"lon": 120.4, "lat": -91, "crs": "wgs84"}, "location.lat"),
        ({"lon": 120.4, "lat": 41.5, "crs": "wgs84", "z": 1}, "location.z"),
        ([120.4, 41.5], "location"),
    ],
)
def test_a_place_says_two_numbers_and_their_system(officer, village, place, field):
    answer = officer.post(OUTLETS, fit(village, location=place))
    assert answer.status_code == 400
    assert field in codes(answer)


@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', "[" * 100_000, '{"village": NaN}', "nul"])
def test_a_body_that_is_no_object_is_refused(officer, body):
    answer = officer.client.post("/api/v1/outlets/", body, content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message", "fields"}


def test_lone_halves_of_signs_are_left_out(officer, village):
    body = json.dumps(fit(village, name="站")).replace("\\u7ad9", "\\ud800站\\u200b")
    answer = officer.client.post("/api/v1/outlets/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["name"]) == (201, "站")


def test_other_roles_register_nothing(village, program):
    for role in (Role.CITY_PLANNER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR):
        answer = program(UserFactory(role=role)).post(OUTLETS, fit(village))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_messages_are_in_the_pages_language_or_the_one_asked_for(officer, village):
    chinese = officer.post(OUTLETS, fit(village, colour="red"))
    assert chinese["Content-Language"] == "zh-hans"
    english = officer.client.post(
        "/api/v1/outlets/?lang=en", {"colour": "red"}, content_type="application/json"
    )
    assert english["Content-Language"] == "en"
    messages = {field["field"]: field["message"] for field in english.json()["fields"]}
    assert messages["colour"] == "There is no such field."
    assert messages["village"] == "This field is required."


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("91350100M000100Y4Z", "末位应为3，现为Z（Z不在代码字符集）"),
        ("0" * 18, "重复"),
    ],
)
def test_d04_a_wrong_credit_code_is_refused_with_what_is_wrong(officer, village, code, told):
    answer = officer.post(OUTLETS, fit(village, organization={"name": "某公司", "uscc": code}))
    assert answer.status_code == 400
    [field] = answer.json()["fields"]
    assert (field["field"], field["code"]) == ("organization.uscc", "bad_credit_code")
    assert told in field["message"]
    assert not Outlet.objects.exists() and not Organization.objects.exists()


def test_d04_fifteen_digits_are_an_old_number_and_full_width_is_put_right(officer, village):
    old = {"name": "大庙供销社", "uscc": "211321000012345"}
    told = officer.post(OUTLETS, fit(village, organization=old)).json()["organization"]
    assert (told["uscc"], told["old_registration_no"]) == (None, "211321000012345")

    wide = {"name": "某公司", "uscc": "９１110000600037341l"}
    told = officer.post(OUTLETS, fit(village, organization=wide)).json()["organization"]
    assert told["uscc"] == "91110000600037341L"


# Versions


def test_a_change_says_from_which_version_it_was_made(officer, village):
    pk = officer.post(OUTLETS, fit(village)).json()["id"]
    version = officer.version(of(pk))

    missing = officer.patch(of(pk), {"name": "新名"})
    assert (missing.status_code, missing.json()["code"]) == (428, "version_required")
    assert officer.patch(of(pk), {"name": "新名"}, version="*").status_code == 428

    answer = officer.patch(of(pk), {"name": "新名"}, version=version)
    assert (answer.status_code, answer.json()["name"]) == (200, "新名")

    stale = officer.patch(of(pk), {"name": "旧念"}, version=version)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert Outlet.objects.get().name == "新名"
    assert officer.patch(of(pk), {"name": "再新"}, version="W/" + answer["ETag"]).status_code == 200


def test_a_new_status_is_a_new_version(reviewer, village):
    outlet = OutletFactory(village=village)
    before = reviewer.version(of(outlet))
    suspended = {"status": "suspended", "on": timezone.localdate().isoformat(), "reason": "装修"}
    assert reviewer.step(of(outlet), "status", suspended).json()["status"] == "suspended"
    assert reviewer.version(of(outlet)) != before
    again = {"status": "closed", "on": timezone.localdate().isoformat(), "reason": "x"}
    assert reviewer.post(f"{of(outlet)}status/", again, version=before).status_code == 412


# Changing


def test_a_change_of_an_established_outlet_leaves_the_rest_as_it_was(reviewer, village):
    neighbour = VillageFactory(parent=village.parent)
    outlet = OutletFactory(village=village, keeper_phone="13804215678", location=point(5))
    answer = reviewer.patch(
        of(outlet),
        {"address": "路口", "served_villages": [neighbour.code]},
        version=reviewer.version(of(outlet)),
    )
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["address"], told["served_villages"]) == ("路口", [neighbour.code])
    assert told["keeper_phone"] == "13804215678"
    assert told["location"]["lon"] == pytest.approx(outlet.location.x)
    assert told["status"] == "operating"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"keeper_phone": "12345"}, "bad_phone"),
        ({"keeper_name": "王**"}, "masked"),
        ({"name": "同名站"}, "same_name"),
        ({"name": ""}, "required"),
        ({"opened_on": "2999-01-01"}, "future_date"),
        ({"location": {"lon": "120.45", "lat": "41.58", "crs": "wgs84"}}, "coarse_position"),
    ],
)
def test_rules_of_a_record_hold_for_programs_too(reviewer, village, change, code):
    OutletFactory(village=village, name="同名站")
    outlet = OutletFactory(village=village)
    answer = reviewer.patch(of(outlet), change, version=reviewer.version(of(outlet)))
    assert answer.status_code == 400
    assert codes(answer) == {next(iter(change)): code}


def test_a_status_is_not_changed_in_passing(reviewer, village):
    outlet = OutletFactory(village=village)
    version = reviewer.version(of(outlet))
    answer = reviewer.patch(of(outlet), {"status": "closed"}, version=version)
    assert codes(answer) == {"status": "read_only"}


def test_a_planner_changes_no_outlet(planner, village, program):
    outlet, asking = OutletFactory(village=village), program(planner)
    version = asking.version(of(outlet))
    assert asking.patch(of(outlet), {"name": "x"}, version=version).status_code == 403
    status = {"status": "closed", "on": "2018-01-01", "reason": "x"}
    assert asking.post(f"{of(outlet)}status/", status, version=version).status_code == 403


# Steps


def test_an_outlet_comes_from_draft_to_operating(officer, reviewer, village):
    pk = officer.post(OUTLETS, fit(village)).json()["id"]
    assert officer.step(of(pk), "submit").json()["stage"] == "county_review"
    returned = reviewer.step(of(pk), "return", {"reason": "照片不清", "field": "photos"})
    assert returned.json()["stage"] == "returned"
    officer.patch(of(pk), {"address": "村口"}, version=officer.version(of(pk)))
    assert officer.step(of(pk), "submit").json()["outlet_no"].startswith(village.code)
    approved = reviewer.step(of(pk), "approve", {"document_no": "公示1号"}).json()
    assert (approved["stage"], bool(approved["notice_ends_on"])) == ("public_notice", True)

    early = reviewer.step(of(pk), "end-notice")
    assert (early.status_code, codes(early)) == (400, {"notice_ends_on": "invalid"})
    Outlet.objects.update(notice_ends_on=timezone.localdate())
    assert reviewer.step(of(pk), "end-notice").json()["stage"] == "acceptance"

    today = timezone.localdate().isoformat()
    assert reviewer.step(of(pk), "accept", {"opened_on": today}).status_code == 400
    VisitFactory(outlet=Outlet.objects.get(), kind="acceptance")
    accepted = reviewer.step(of(pk), "accept", {"opened_on": today}).json()
    assert (accepted["stage"], accepted["status"]) == ("established", Status.OPERATING)
    steps = list(Outlet.objects.get().transitions.values_list("step", flat=True))
    assert steps == ["submit", "return", "submit", "approve", "end_notice", "accept"]


def test_an_objection_brings_it_back_to_review(reviewer, village, people):
    outlet = on_notice(village, people)
    assert codes(reviewer.step(of(outlet), "object", {})) == {"reason": "required"}
    answer = reviewer.step(of(outlet), "object", {"reason": "距离太近"})
    assert answer.json()["stage"] == "county_review"


def test_a_step_that_the_stage_does_not_allow_is_a_conflict(officer, reviewer, village, people):
    outlet = awaiting_acceptance(village, people)
    for step, content in (
        ("approve", {}),
        ("return", {"reason": "x"}),
        ("object", {"reason": "x"}),
    ):
        answer = reviewer.step(of(outlet), step, content)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict"), step
    assert officer.step(of(outlet), "submit").status_code == 409


def test_steps_belong_to_roles_and_nobody_judges_their_own(officer, reviewer, village, people):
    outlet = submitted(village, officer=people.officer)
    assert officer.step(of(outlet), "approve").status_code == 403
    own = submitted(village, officer=people.reviewer, name="自报站")
    assert reviewer.step(of(own), "approve").json()["code"] == "not_allowed"
    withdrawn = officer.step(of(outlet), "withdraw", {"reason": "重复"})
    assert withdrawn.json()["stage"] == "withdrawn"


def test_a_step_takes_no_words_that_it_does_not_know(reviewer, village, people):
    outlet = submitted(village, officer=people.officer)
    answer = reviewer.step(of(outlet), "approve", {"reason": "好"})
    assert codes(answer) == {"reason": "unknown_field"}


def test_what_looks_like_another_outlet_needs_a_word(officer, village):
    OutletFactory(village=village, name="柳树电商服务站")
    pk = officer.post(OUTLETS, fit(village)).json()["id"]
    answer = officer.step(of(pk), "submit")
    assert (answer.status_code, answer.json()["code"]) == (409, "possible_duplicate")
    assert Outlet.objects.get(pk=pk).stage == Stage.DRAFT
    assert officer.step(of(pk), "submit", {"remark": "在村西头"}).status_code == 200


def test_every_problem_of_a_submission_is_told_at_once(officer, village):
    pk = officer.post(OUTLETS, {"village": village.code, "keeper_phone": "123"}).json()["id"]
    answer = officer.step(of(pk), "submit")
    assert answer.status_code == 400
    assert codes(answer) == {"name": "required", "kind": "required", "keeper_phone": "bad_phone"}


def test_methods_that_an_address_does_not_have_are_refused(officer, village):
    outlet = OutletFactory(village=village)
    for method in ("delete", "put"):
        answer = getattr(officer.client, method)(f"/api/v1{of(outlet)}")
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_another_kind_of_body_is_refused(officer):
    answer = officer.client.post("/api/v1/outlets/", "a=1", content_type="text/plain")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_a_body_beyond_all_measure_is_not_even_read(officer, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = officer.post(OUTLETS, {"name": "x" * 200})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
