"""Registers as tables: what arrives, what is refused, what a preview shows, and taking it back."""

import csv
import datetime as dt
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from openpyxl import Workbook
from stdnum.cn import uscc

from accounts.models import Role
from core import import_errors, import_kinds, import_runs
from core.audit import acting
from core.importing import plan
from core.models import ImportState
from entrepreneurs import approval, vault
from entrepreneurs.import_kinds import tables
from entrepreneurs.importers.blanks import blank_for
from entrepreneurs.importers.tables import columns_of, importer_for
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


def test_a_second_row_for_a_second_category_is_told_where_that_belongs(officer, village):
    rows = [entrepreneur(village, 人员类别=words) for words in ("返乡农民工", "大学生")]
    run = sent("entrepreneurs", officer, *rows)
    assert (run.counts["new"], run.counts["duplicate"]) == (1, 1)
    own = str(EntrepreneurCategory._meta.verbose_name_plural)
    assert own in run.problems[0]["message"]
    assert any("人员类别" in note for note in run.notes)


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
    undone = import_runs.undo(run=run, actor=officer)
    assert (Person.objects.count(), PersonKey.objects.count()) == (1, 1)
    assert not Entrepreneur.objects.exists()
    assert str(Person.objects.get()) in {kept["subject"] for kept in undone.undo["kept"]}


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


def test_every_blank_workbook_is_read_again_and_holds_no_row(department):
    for table in tables():
        content = blank_for(table, department)
        assert content.startswith(b"PK")
        report = plan(
            importer_for(table, department, None), content, file_name="空白表.xlsx"
        ).report
        assert (report.counts["new"], report.problems, report.notes) == (0, [], []), table.name


def office_workbook(village, *people):
    """A sheet as offices keep it: a title over all columns, a unit, totals and signatures."""
    headings = [
        "序号",
        "姓名",
        "身份证号",
        "联系电话",
        "户籍乡镇",
        "户籍村",
        "处理依据",
        "乡镇",
        "村",
        "创业领域",
        "创业日期",
    ]
    book = Workbook()
    sheet = book.active
    sheet.append(["返乡创业人员登记表"])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(headings))
    sheet.append(["填报单位：县人社局"])
    sheet.append(headings)
    township = village.parent.name
    for number, (name, id_number, day) in enumerate(people, start=1):
        place = (township, village.name)
        phone = "１３９ 0421 0001"
        sheet.append([number, name, id_number, phone, *place, "法定职责", *place, "土特产", day])
    sheet.append(["合计", f"{len(people)}人"])
    sheet.append(["审核人：张三"])
    kept = io.BytesIO()
    book.save(kept)
    return SimpleUploadedFile("返乡人员.xlsx", kept.getvalue())


def test_an_office_workbook_is_read_as_it_is_kept(officer, village):
    whole = id_no(3)
    file = office_workbook(
        village,
        ("王小明", id_no(1), "2018.3.5"),
        ("李 四", f" {whole[:6]} {whole[6:]} ", dt.date(2018, 3, 5)),
        ("赵五", float(id_no(4)[:17] + "0"), "2018年3月5日"),
        ("钱六", "2.11E+17", "43164"),
    )
    run = import_runs.preview(
        run=import_runs.receive(kind="entrepreneurs", file=file, actor=officer)
    )
    assert (run.counts["new"], run.counts["bad"]) == (2, 2), run.problems
    assert {problem["code"] for problem in run.problems} == {"damaged_number"}
    assert id_no(4)[:10] not in json.dumps(run.problems)
    written(run, officer)
    assert set(Entrepreneur.objects.values_list("started_on", flat=True)) == {dt.date(2018, 3, 5)}
    assert Person.objects.filter(source=Source.IMPORT).count() == 2


def loan_of(person, department, day="2018-06-01"):
    """A row of the table of loans about a person of the table of entrepreneurs."""
    table = next(one for one in tables() if one.name == "loans")
    heading = {c.field: c.heading for c in columns_of(table, table.form(user=department))}
    told = {name: text for name, text in list(person.items())[:6]}
    return told | {
        heading["product"]: GuaranteedLoan(product="personal").get_product_display(),
        heading["amount_yuan"]: "5万元",
        heading["term_months"]: "12",
        heading["signed_on"]: day,
        heading["bank"]: "农商行",
    }


def test_two_rows_about_a_new_person_open_one(department, village):
    load_rules()
    person = entrepreneur(village)
    loans = [loan_of(person, department, day) for day in ("2018-06-01", "2018-09-01")]
    runs = [sent("loans", department, *loans) for _copy in range(2)]
    assert [run.counts["new"] for run in runs] == [2, 2], runs[0].problems
    for run in runs:  # the second finds that nothing is left to do
        written(run, department)
    assert (Person.objects.count(), GuaranteedLoan.objects.count()) == (1, 2)
    assert runs[1].__class__.objects.get(pk=runs[1].pk).counts["unchanged"] == 2


@pytest.mark.django_db(transaction=True)
def test_files_of_the_same_people_confirmed_at_once_enter_each_once(department, village):
    load_rules()
    people = [
        entrepreneur(village, 姓名=name, 身份证号=id_no(n))
        for n, name in enumerate(("王大山", "李小海", "赵一川"))
    ]
    runs = [sent("entrepreneurs", department, *people) for _copy in range(2)]
    runs.append(sent("loans", department, *(loan_of(person, department) for person in people)))
    assert [run.counts["new"] for run in runs] == [3, 3, 3], runs[2].problems
    for run in runs:
        import_runs.confirm(run=run, actor=department)

    def write(run):
        try:
            import_runs.carry_out(uid=run.uid)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, runs))
    for run in runs:
        run.refresh_from_db()
    assert {run.state for run in runs} == {ImportState.DONE}, [run.message for run in runs]
    assert sorted(run.counts["new"] for run in runs) == [0, 3, 3]
    counts = [m.objects.count() for m in (Person, PersonKey, Entrepreneur, GuaranteedLoan)]
    assert counts == [3, 3, 3, 3]


def test_undo_leaves_a_record_that_was_verified_since_and_says_so(officer, department, village):
    other = entrepreneur(village, 身份证号=id_no(2), 姓名="李四")
    run = written(sent("entrepreneurs", officer, entrepreneur(village), other), officer)
    first = Entrepreneur.objects.get(person__id_no_hash=vault.hash_of("id_no", id_no(1)))
    approval.verify(record=first, actor=department, seen_at=first.updated_at)
    undone = import_runs.undo(run=run, actor=officer)
    assert Entrepreneur.objects.get() == first
    assert Person.objects.get() == first.person and PersonKey.objects.count() == 1
    assert "王" not in json.dumps(undone.undo, ensure_ascii=False) and undone.undo["kept"]


def test_an_organization_is_registered_once_by_its_code(officer, village):
    code = "91211300MA0P4L6X7" + uscc.calc_check_digit("91211300MA0P4L6X7")
    rows = [
        entrepreneur(village, 身份证号=id_no(n), 单位名称="合作社", 统一社会信用代码=code)
        for n in (1, 2)
    ]
    run = sent("entrepreneurs", officer, *rows)
    assert run.problems == []
    written(run, officer)
    assert Organization.objects.get().uscc == code
    assert set(Entrepreneur.objects.values_list("organization__name", flat=True)) == {"合作社"}
