"""Registers as tables: what arrives, what is refused, what a preview shows, and taking it back."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from core import import_errors, import_kinds, import_runs
from core.audit import acting
from core.models import ImportState
from entrepreneurs.import_kinds import tables
from entrepreneurs.importers.tables import columns_of
from entrepreneurs.kinds import Source, Stage
from entrepreneurs.loans.loading import load_rules
from entrepreneurs.models import (
    Entrepreneur,
    EntrepreneurCategory,
    GuaranteedLoan,
    LoanRule,
    Park,
    Person,
    PersonKey,
    TrainingEnrollment,
)
from outlets.models import Organization
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    ParkFactory,
    PersonFactory,
    TrainingFactory,
    id_no,
)
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.imports import confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def county():
    return CountyFactory()


@pytest.fixture
def township(county):
    return TownshipFactory(parent=county, name="本乡")


@pytest.fixture
def village(township):
    return VillageFactory(parent=township, name="川心店村")


@pytest.fixture
def officer(township):
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=township)


@pytest.fixture
def department(county):
    return UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="县人社局")


def sent(kind, actor, *rows):
    """The previewed run of a table of rows by heading."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile(f"{kind}.csv", text.getvalue().encode())
    run = import_runs.preview(run=import_runs.receive(kind=kind, file=file, actor=actor))
    assert run.state == ImportState.PREVIEWED, run.message
    return run


def written(run, actor):
    run = confirmed(run, actor=actor)
    assert run.state == ImportState.DONE, run.message
    return run


def entrepreneur(village, **more):
    return {
        "姓名": "王小明",
        "身份证号": id_no(1),
        "联系电话": "13904210001",
        "户籍区划代码": village.code,
        "处理依据": "法定职责",
        "区划代码": village.code,
        "创业领域": "土特产",
        "创业日期": "2018.3.1",
    } | more


def test_every_register_has_its_kind_with_headings_of_its_own(department):
    names = [table.name for table in tables()]
    assert len(set(names)) == len(names)
    offered = {kind.name for kind in import_kinds.kinds_for(department)}
    assert set(names) <= offered
    for table in tables():
        headings = [column.heading for column in columns_of(table, table.form(user=department))]
        assert len(set(headings)) == len(headings), (table.name, headings)
        assert all(not heading.isascii() for heading in headings), (table.name, headings)
        assert table.key and all(hasattr(table.model, name) for name in table.key)


def test_kinds_are_offered_to_those_who_may_enter_such_records(officer):
    planner = UserFactory(role=Role.COUNTY_REVIEWER, jurisdiction=officer.jurisdiction)
    for_officer = {kind.name for kind in import_kinds.kinds_for(officer)}
    for_reviewer = {kind.name for kind in import_kinds.kinds_for(planner)}
    assert {"entrepreneurs", "parks"} <= for_officer
    assert "parks" in for_reviewer and "entrepreneurs" not in for_reviewer


def test_a_park_arrives_submitted_and_again_changes_nothing(officer, township):
    row = {"园区名称": "特色园", "园区类别": Park(kind="small_business").get_kind_display()}
    row["乡镇"] = "本乡"
    run = sent("parks", officer, row)
    assert (run.counts["new"], run.problems) == (1, [])
    assert not Park.objects.exists()
    written(run, officer)
    park = Park.objects.get()
    assert (park.stage, park.source, park.division) == (Stage.SUBMITTED, Source.IMPORT, township)
    again = sent("parks", officer, row)
    assert again.counts["unchanged"] == 1, (again.rows, again.problems)


def test_a_row_changes_what_it_says_and_leaves_the_rest(officer, township):
    park = ParkFactory(division=township, name="特色园", industries="杏仁", address="街1号")
    row = {"园区名称": "特色园", "园区类别": park.get_kind_display(), "乡镇": "本乡"}
    run = sent("parks", officer, row | {"地址": "街2号"})
    assert run.counts["changed"] == 1, run.rows
    assert run.rows[0]["changes"][0]["new"] == "街2号"
    written(run, officer)
    park.refresh_from_db()
    assert (park.address, park.industries, park.stage) == ("街2号", "杏仁", Stage.SUBMITTED)


def test_a_row_outside_the_jurisdiction_is_refused(officer):
    other = TownshipFactory(parent=CountyFactory())
    row = {"园区名称": "园", "园区类别": Park(kind="innovation").get_kind_display()}
    run = sent("parks", officer, row | {"区划代码": other.code})
    assert run.counts["new"] == 0 and run.problems[0]["column"] == "区划代码"


def test_a_person_is_entered_enciphered_and_masked_wherever_the_run_is_kept(officer, village):
    run = sent("entrepreneurs", officer, entrepreneur(village))
    assert (run.counts["new"], run.problems) == (1, [])
    kept = json.dumps([run.rows, run.problems, run.notes], ensure_ascii=False)
    for secret in ("王小明", id_no(1), "13904210001"):
        assert secret not in kept
    assert "王**" in kept
    written(run, officer)
    entered = Entrepreneur.objects.get()
    assert (entered.stage, entered.person.birth_year) == (Stage.SUBMITTED, 1985)
    assert sent("entrepreneurs", officer, entrepreneur(village)).counts["unchanged"] == 1


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"身份证号": "1.10101E+17"}, "damaged_number"),
        ({"身份证号": id_no(1)[:-1] + "?"}, "invalid"),
        ({"身份证号": ""}, "required"),
        ({"姓名": "王*明"}, "invalid"),
        ({"处理依据": "告知"}, "unknown_word"),
    ],
)
def test_what_cannot_be_right_is_named_and_never_told(officer, village, cells, code):
    run = sent("entrepreneurs", officer, entrepreneur(village, **cells))
    assert run.counts["bad"] == 1
    assert code in {problem["code"] for problem in run.problems}
    kept = json.dumps([run.rows, run.problems], ensure_ascii=False)
    for secret in ("王小明", "王*明", id_no(1)[:17]):
        assert secret not in kept


def test_a_number_known_under_another_name_and_one_said_twice_are_refused(officer, village):
    PersonFactory(name="李大山", id_no=id_no(1), division=village)
    run = sent("entrepreneurs", officer, entrepreneur(village))
    assert [problem["code"] for problem in run.problems] == ["name_disagrees"]
    other = entrepreneur(village, 身份证号=id_no(2))
    assert sent("entrepreneurs", officer, other, other).counts["duplicate"] == 1


def test_the_error_workbook_is_the_senders_own_sheet(officer, village):
    run = sent("entrepreneurs", officer, entrepreneur(village, 身份证号="1.10101E+17"))
    assert import_errors.error_workbook(run, user=None).startswith(b"PK")


def test_undo_removes_the_people_with_their_keys(officer, village):
    run = written(sent("entrepreneurs", officer, entrepreneur(village)), officer)
    assert PersonKey.objects.count() == 1
    import_runs.undo(run=run, actor=officer)
    run.refresh_from_db()
    assert run.state == ImportState.UNDONE
    left = [m.objects.count() for m in (Entrepreneur, Person, PersonKey)]
    assert left == [0, 0, 0]


def test_undo_leaves_a_person_whom_another_record_names(officer, village):
    run = written(sent("entrepreneurs", officer, entrepreneur(village)), officer)
    training = TrainingFactory(division=village.parent.parent)
    with acting(officer, "record.added"):
        TrainingEnrollment.objects.create(
            training=training, person=Person.objects.get(), group="entrepreneur"
        )
    import_runs.undo(run=run, actor=officer)
    assert (Person.objects.count(), PersonKey.objects.count()) == (1, 1)
    assert not Entrepreneur.objects.exists()


def test_categories_are_added_to_the_entrepreneur_with_the_number(officer, village):
    person = PersonFactory(name="王小明", id_no=id_no(1), division=village)
    EntrepreneurFactory(person=person)
    form = EntrepreneurCategory(category="veteran")
    row = {
        "身份证号": id_no(1),
        "类别": form.get_category_display(),
        "佐证": "退役证",
        "起": "2017-05-01",
    }
    table = next(one for one in tables() if one.name == "entrepreneurs_categories")
    headings = {c.field: c.heading for c in columns_of(table, table.form(user=officer))}
    row = dict(
        zip(
            ["身份证号", headings["category"], headings["evidence"], headings["valid_from"]],
            row.values(),
            strict=True,
        )
    )
    run = sent("entrepreneurs_categories", officer, row)
    assert (run.counts["new"], run.problems) == (1, [])
    assert id_no(1) not in json.dumps(run.rows)
    written(run, officer)
    assert EntrepreneurCategory.objects.get().entrepreneur.person == person
    assert sent("entrepreneurs_categories", officer, row).counts["unchanged"] == 1


def test_loans_are_held_to_the_rule_and_amounts_to_the_unit_of_the_heading(department, village):
    load_rules()
    table = next(one for one in tables() if one.name == "loans")
    heading = {c.field: c.heading for c in columns_of(table, table.form(user=department))}
    row = entrepreneur(village)
    row = {name: row[name] for name in list(row)[:6]} | {
        heading["product"]: GuaranteedLoan(product="personal").get_product_display(),
        f"{heading['amount_yuan']}(万元)": "12",
        heading["term_months"]: "24",
        heading["signed_on"]: "2018-06-01",
        heading["bank"]: "农商行",
    }
    run = sent("loans", department, row)
    assert [problem["code"] for problem in run.problems] == ["over_cap"]
    row[f"{heading['amount_yuan']}(万元)"] = "10"
    run = sent("loans", department, row)
    assert run.problems == []
    written(run, department)
    assert GuaranteedLoan.objects.get().amount_yuan == 100_000
    assert not Organization.objects.exists()


def test_rules_of_the_policy_are_loaded_once_and_those_of_people_stay():
    LoanRule.objects.create(
        product="personal", max_amount_yuan=1, document_no="新规", valid_from="2017-01-01"
    )
    assert load_rules() == 3
    assert load_rules() == 0
    assert LoanRule.objects.get(product="personal").document_no == "新规"
