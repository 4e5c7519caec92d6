"""Nothing that identifies a person leaves the registry in clear without the right and a purpose.

Persons with unmistakable names stand in records of every register, thousands more in some, and in
files that were sent; every address is asked as every role that may not see them whole, and the
whole database and every kept file are read for what should not stand in them.
"""

import datetime as dt
import logging
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from accounts.models import Role, User
from core import import_runs
from core.errors import IdentifyingTextError
from core.models import AuditEntry, ImportRun, ImportState
from entrepreneurs import approval, vault
from entrepreneurs.kinds import LegalBasis, Stage
from entrepreneurs.models import (
    Award,
    Entrepreneur,
    GuaranteedLoan,
    Instalment,
    JobsCount,
    LoanPartner,
    Mentor,
    MentoringSession,
    MentorMembership,
    Person,
    PersonKey,
    SupportRecord,
    Training,
    TrainingEnrollment,
    Venture,
)
from entrepreneurs.people import erase_person
from entrepreneurs.records import add_record
from entrepreneurs.registers import ALL
from geo.models import AdministrativeDivision
from layers.ogc.collections import COLLECTIONS
from layers.sources import SOURCES
from outlets.models import Organization
from outlets.registration.steps import RefusedRecordError
from tests.contracts.test_urls import ADDRESSES, VALUES
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    MentorFactory,
    MentorTeamFactory,
    PersonFactory,
    SupportFactory,
    TrainingFactory,
    id_no,
)
from tests.factories.geo import BoundaryFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.imports import confirmed
from tests.factories.outlets import OutletFactory
from tests.shapes import point, square

pytestmark = pytest.mark.django_db

NAMES = ("欧阳隐秘", "司徒匿迹", "诸葛藏锋")
NUMBERS = tuple(id_no(n) for n in (901, 902, 903))
PHONES = ("13987650901", "13987650902", "13987650903")
CLEAR = (*NAMES, *NUMBERS, *PHONES)
# The many: what identifies any of them is told by its form.
MANY = 5000
BORN = dt.date(1966, 6, 1)
# Not a part of a record's key, which may hold such a number by chance.
CROWD = re.compile(
    r"(?<![\da-f-])(?:2113021966060\d{4}[\dX]|1328\d{7})(?![\da-f-])|隐[\u4e00-\u9fff]{2}"
)
MASKED = re.compile(r"[欧司诸隐]\*\*|139\*\*\*\*")
# The answer to each takes a second or more and is asked by one role only.
SLOW = ("print/", "map/export", "map/take", "atlas", "schema", "export.", "sheet")
# Layers and collections by name, in place of the one that stands in addresses.
LAYERS = sorted({*SOURCES, *COLLECTIONS, "ventures"})
SEE_MASKED = (Role.TOWNSHIP_OFFICER, Role.COUNTY_REVIEWER, Role.AUDITOR)
SEE_COUNTS = (Role.CITY_PLANNER, Role.LEADER, Role.ADMINISTRATOR, Role.DEPARTMENT)
DAY = dt.date(2018, 6, 1)


@pytest.fixture
def county() -> AdministrativeDivision:
    """A county whose records speak of the three persons in every way there is."""
    county = CountyFactory()
    BoundaryFactory(division=county, geom=square(side_m=40_000))
    township = TownshipFactory(parent=county)
    village = VillageFactory(parent=township, seat=point(0, 0), short_name="北沟")
    OutletFactory(village=village, location=point(100))
    one, two, three = (
        PersonFactory(name=name, id_no=number, phone=phone, division=village)
        for name, number, phone in zip(NAMES, NUMBERS, PHONES, strict=True)
    )
    starter = EntrepreneurFactory(person=one, categories=["graduate"])
    JobsCount.objects.create(entrepreneur=starter, counted_on=DAY, jobs=3)
    SupportFactory(entrepreneur=starter)
    company = Organization.objects.create(name="北沟果蔬合作社")
    Venture.objects.create(
        organization=company,
        entrepreneur=starter,
        division=village,
        industry="specialties",
        opened_on=DAY,
        stage=Stage.VERIFIED,
    )
    mentor = MentorFactory(person=two, division=county)
    team = MentorTeamFactory(division=county)
    MentorMembership.objects.create(team=team, mentor=mentor, valid_from=DAY)
    MentoringSession.objects.create(
        mentor=mentor, entrepreneur=starter, team=team, held_on=DAY, hours=2, topic="选品"
    )
    training = TrainingFactory(division=county)
    TrainingEnrollment.objects.create(training=training, person=three, group="migrant")
    loan = GuaranteedLoan.objects.create(
        division=village,
        product="partnership",
        borrower=one,
        amount_yuan=100_000,
        term_months=24,
        signed_on=DAY,
        bank="农商行",
        stage=Stage.VERIFIED,
    )
    LoanPartner.objects.create(loan=loan, person=two)
    Instalment.objects.create(loan=loan, due_on=DAY, due_yuan=1000)
    Award.objects.create(
        kind="youth_pioneer",
        person=three,
        division=county,
        awarded_on=DAY,
        document_no="1号",
        stage=Stage.VERIFIED,
    )
    return county


def crowd(number: int) -> dict[str, str]:
    """What identifies one of the many; the form is that of `CROWD`."""
    day = BORN + dt.timedelta(number // 1000)
    name = "隐" + chr(0x4E00 + number % 500) + chr(0x5000 + number // 500)
    return {
        "name": name,
        "id_no": id_no(number % 1000, born_on=day),
        "phone": f"1328{number:07}",
    }


@pytest.fixture
def thousands(county) -> None:
    """Many persons of the county, in records of every register that speaks of persons."""
    village = county.children.get().children.get()
    persons, keys = [], []
    for number in range(MANY):
        person = Person(division=village, legal_basis=LegalBasis.STATUTORY_DUTY)
        keys.append(vault.keep(person, crowd(number)))
        persons.append(person)
    Person.objects.bulk_create(persons)
    for key, person in zip(keys, persons, strict=True):
        key.person = person
    PersonKey.objects.bulk_create(keys)
    verified = {"division": village, "stage": Stage.VERIFIED}
    starters = Entrepreneur.objects.bulk_create(
        Entrepreneur(person=one, industry="fruit_vegetables", started_on=DAY, **verified)
        for one in persons[:2000]
    )
    SupportRecord.objects.bulk_create(
        SupportRecord(entrepreneur=one, kind="premises", granted_on=DAY, stage=Stage.VERIFIED)
        for one in starters
    )
    Mentor.objects.bulk_create(
        Mentor(person=one, division=county, appointed_on=DAY, stage=Stage.VERIFIED)
        for one in persons[2000:2200]
    )
    TrainingEnrollment.objects.bulk_create(
        TrainingEnrollment(training=Training.objects.get(), person=one, group="migrant")
        for one in persons[2200:3200]
    )
    GuaranteedLoan.objects.bulk_create(
        GuaranteedLoan(
            borrower=one,
            product="personal",
            amount_yuan=50_000,
            term_months=24,
            signed_on=DAY,
            bank="农商行",
            **verified,
        )
        for one in persons[3200:3700]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def table_of(village, numbers, *, bad=()) -> ContentFile:
    """A file of entrepreneurs as an office sends it; `bad` ones have something wrong."""
    heads = "姓名 身份证号 联系电话 户籍区划代码 处理依据 区划代码 创业领域 创业日期"
    rows = [heads.split()]
    for number in numbers:
        told = crowd(number)
        day = told["phone"] if number in bad else "2018.3.5"  # a telephone in the wrong column
        code = village.code
        rows.append([*told.values(), code, "法定职责", code, "果蔬", day])
    text = "\n".join(",".join(row) for row in rows)
    name = f"返乡人员{crowd(numbers[0])['phone']}.csv"
    return ContentFile(text.encode("gb18030"), name=name)


def sent(actor, village, numbers, *, bad=()) -> ImportRun:
    file = table_of(village, numbers, bad=bad)
    return import_runs.preview(
        run=import_runs.receive(kind="entrepreneurs", file=file, actor=actor)
    )


@pytest.fixture
def files(county, django_capture_on_commit_callbacks) -> list[ImportRun]:
    """Imports of persons: one waits, one is written with errors, one undone, one cancelled."""
    village = county.children.get().children.get()
    officer = user_of(Role.TOWNSHIP_OFFICER, county)
    runs = [
        sent(officer, village, range(9000 + 10 * n, 9008 + 10 * n), bad=[9001, 9011, 9021, 9031])
        for n in range(4)
    ]
    assert all(run.state == ImportState.PREVIEWED and run.problems for run in runs)
    written = [confirmed(run, actor=officer) for run in runs[1:3]]
    with django_capture_on_commit_callbacks(execute=True):  # files go when that is certain
        import_runs.undo(run=written[1], actor=officer)
        import_runs.cancel(run=runs[3], actor=officer)
    for run in runs:
        run.refresh_from_db()
    states = [run.state for run in runs]
    assert states == ["previewed", "done", "undone", "cancelled"]
    return runs


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def said():
    """What was logged while the test ran."""
    lines: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    listener = Listener(logging.INFO)
    loggers = [logging.getLogger(name) for name in ("", "django")]
    for logger in loggers:
        logger.addHandler(listener)
    yield lines
    for logger in loggers:
        logger.removeHandler(listener)


def user_of(role: Role, county):
    is_small = role == Role.TOWNSHIP_OFFICER
    jurisdiction = county.children.get() if is_small else county
    department = "县发改局" if role == Role.DEPARTMENT else ""
    return UserFactory(role=role, jurisdiction=jurisdiction, department=department)


def addresses():
    """Every address of the site, with the keys of records that there are."""
    runs = [str(run.uid) for run in ImportRun.objects.all()]
    for name, address in ADDRESSES:
        if "/imports/" in address and VALUES["pk"] in address:
            yield from ((name, address.replace(VALUES["pk"], run)) for run in runs)
        elif "/villages" in address:
            yield from ((name, address.replace("/villages", f"/{one}")) for one in LAYERS)
        else:
            yield name, _with_keys(address)


def _with_keys(address: str) -> str:
    if "/persons/" in address:
        return address.replace(VALUES["pk"], str(Person.objects.earliest("created_at").pk))
    for register in ALL:
        if f"/{register.slug}/" not in address:
            continue
        record = register.model._default_manager.first()
        if record is None:
            return address
        for placeholder in (VALUES["record"], VALUES["pk"]):
            address = address.replace(placeholder, str(record.pk))
        for part in register.parts:
            if f"/{part.slug}/1/" in address and (row := part.rows_of(record).first()):
                address = address.replace("/1/", f"/{row.pk}/")
    return address.replace("211300", AdministrativeDivision.objects.get(level="county").code)


def told_by(response) -> str:
    """The answer's text: of a page, of a workbook's cells, of a sheet's PDF."""
    content = response.getvalue() if response.streaming else response.content
    if content[:2] == b"PK" and "sheet" in response["Content-Type"]:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    text = content.decode("utf-8", errors="replace")
    if content[:4] == b"%PDF":
        text += "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return text + str(response.headers)


def clear_in(text: str) -> list[str]:
    return [clear for clear in CLEAR if clear in text] + CROWD.findall(text)


def test_no_address_tells_who_somebody_is(county, thousands, files, said, signed_in):
    every = list(addresses())
    for role in (*SEE_MASKED, *SEE_COUNTS):
        client = signed_in(user_of(role, county))
        is_first = role == Role.TOWNSHIP_OFFICER
        answered, masked = 0, set()
        for name, address in every:
            if "logout" in name or (not is_first and any(slow in address for slow in SLOW)):
                continue
            response = client.get(address)
            assert response.status_code < 500, (role, address)
            answered += response.status_code == 200
            text = told_by(response)
            assert not clear_in(text), (role, address)
            if MASKED.search(text):
                masked.add(name)
        assert answered > 50, role
        assert bool(masked) == (role in SEE_MASKED), (role, masked)  # not even masked
    assert not clear_in("\n".join(said))


@pytest.mark.parametrize("role", [*SEE_MASKED, *SEE_COUNTS])
def test_asking_for_whole_data_without_the_right_is_refused(role, county, signed_in):
    client = signed_in(user_of(role, county))
    asked = {"purpose": "核对", "is_whole": "on", "reason": "核对", "is_sure": "on", "words": "x"}
    for name, address in addresses():
        if name.startswith("entrepreneurs:") and ("export" in name or "person" in name):
            assert not clear_in(told_by(client.post(address, asked))), address
    assert not AuditEntry.objects.filter(action__startswith="person.").exists()
    assert not Person.objects.exclude(erased_on=None).exists()


def test_the_api_tells_nobody_whole_even_to_those_who_may_ask_for_it(county, said, signed_in):
    client = signed_in(UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="人社局"))
    answered = masked = 0
    for name, address in addresses():
        if not name.startswith("api:") or any(slow in address for slow in SLOW):
            continue
        response = client.get(address)
        answered += response.status_code == 200
        masked += bool(MASKED.search(told_by(response)))
        assert not clear_in(told_by(response)), address
    assert answered > 2 * len(ALL)
    assert masked > 2 * len([register for register in ALL if register.is_personal]) - 2
    assert not clear_in("\n".join(said))


def test_nothing_in_the_database_tells_who_somebody_is(county, signed_in):
    client = signed_in(UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="人社局"))
    person = Person.objects.earliest("created_at")
    client.post(reverse("entrepreneurs:person_find"), {"words": NAMES[0]})
    client.post(reverse("entrepreneurs:person_unmask", args=[person.pk]), {"purpose": "核对"})
    client.post(reverse("entrepreneurs:person_unmask", args=[person.pk]), {"purpose": NAMES[0]})
    client.post(reverse("entrepreneurs:person_copy", args=[person.pk]), {"purpose": "查阅"})
    assert not clear_tables()


def clear_tables() -> list[str]:
    """The tables that hold something that identifies a person."""
    pattern = "|".join((*CLEAR, r"\y2113021966060\d{4}[\dX]\y|\y1328\d{7}\y|隐[\u4e00-\u9fff]{2}"))
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text ~ %s)', [pattern])
            found += [table] if cursor.fetchone() == (True,) else []
    return found


def test_neither_tables_nor_files_tell_whom_an_import_names(files, said, settings):
    assert not clear_tables()
    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(kept) == 2  # of the one that waits, and of the one with something to be corrected
    for path in kept:
        content = path.read_bytes()
        assert not any(clear_in(content.decode(code, "replace")) for code in ("utf-8", "gb18030"))
    assert not clear_in("\n".join(said))
    waiting, written, undone, cancelled = files
    assert waiting.file and written.file and not undone.file and not cancelled.file
    assert (undone.rows, undone.problems, cancelled.rows) == ([], [], [])
    assert undone.counts["new"] == cancelled.counts["new"] == 7  # numbers stay


def test_the_error_workbook_is_for_the_sender_alone(county, files, signed_in):
    written = files[1]
    address = reverse("layers:import_errors", args=[written.uid])
    sender = User.objects.get(pk=written.created_by_id)
    assert crowd(9011)["name"] in told_by(signed_in(sender).get(address))
    for role in (*SEE_MASKED, *SEE_COUNTS):
        response = signed_in(user_of(role, county)).get(address)
        assert response.status_code in (403, 404), role
    by_program = reverse("api:import-errors", args=[written.uid])
    reviewer = user_of(Role.COUNTY_REVIEWER, county)
    assert signed_in(reviewer).get(by_program).status_code == 403


def test_what_was_sent_is_forgotten_after_some_days(
    files, settings, django_capture_on_commit_callbacks
):
    past = timezone.now() - dt.timedelta(settings.IMPORT_PERSONAL_DAYS, hours=1)
    ImportRun.objects.update(at=past)
    with django_capture_on_commit_callbacks(execute=True):
        import_runs.remove_old_files()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    for run in ImportRun.objects.all():
        assert (run.rows, run.problems, bool(run.file)) == ([], [], False)
        assert "返乡" not in run.file_name and run.counts["new"] == 7
    assert ImportRun.objects.filter(state=ImportState.CANCELLED).count() == 2


def test_a_person_erased_leaves_counts_and_no_data(county, files, signed_in):
    village = county.children.get().children.get()
    told = crowd(9010)
    person = Person.objects.get(id_no_hash=vault.hash_of("id_no", told["id_no"]))
    department = UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="人社局")
    client = signed_in(department)
    before = Entrepreneur.objects.filter(division=village).count()
    erase_person(person=person, reason="本人要求", actor=department)
    find = reverse("entrepreneurs:person_find")
    for words in told.values():
        assert str(person.pk) not in told_by(client.post(find, {"words": words}))
    page = told_by(client.get(reverse("entrepreneurs:person_history", args=[person.pk])))
    assert "隐" not in page
    assert Entrepreneur.objects.filter(division=village).count() == before
    assert not clear_tables()
    record = Entrepreneur.objects.get(person=person)
    for name in ("entrepreneurs_record", "entrepreneurs_history"):
        address = reverse(f"entrepreneurs:{name}", args=[record.pk])
        assert "隐" not in told_by(client.get(address))


def test_a_list_taken_whole_is_recorded_at_each_person(county, signed_in):
    client = signed_in(UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="人社局"))
    address = reverse("entrepreneurs:loans_export_csv")
    assert not clear_in(told_by(client.get(address)))
    assert not clear_in(told_by(client.post(address, {"purpose": "贴息核对"})))
    assert client.post(address, {"purpose": "", "is_whole": "on"}).status_code == 422
    assert not AuditEntry.objects.filter(action="person.unmasked").exists()

    told = told_by(client.post(address, {"purpose": "贴息核对", "is_whole": "on"}))
    assert clear_in(told) == [NAMES[0], NUMBERS[0], PHONES[0]]
    look = AuditEntry.objects.get(action="person.unmasked")
    borrower = GuaranteedLoan.objects.get().borrower
    assert (look.subject, look.detail["purpose"]) == (str(borrower.pk), "贴息核对")
    exported = AuditEntry.objects.filter(action="records.exported")
    assert {entry.detail["purpose"] for entry in exported} == {"贴息核对"}


def test_five_thousand_persons_are_listed_in_four_queries(
    county, thousands, signed_in, django_assert_max_num_queries
):
    client = signed_in(user_of(Role.TOWNSHIP_OFFICER, county))
    address = reverse("entrepreneurs:person_list")
    client.get(address)
    with django_assert_max_num_queries(4 + 3):  # and session, user, data version
        page = client.get(address, {"category": "none"}).content.decode()
    assert re.search("[35][,, ]?00", page) and "隐**" in page and not clear_in(page)


@pytest.mark.parametrize("words", ["见13904210001", "211302198506150011", "座机 0421-2812345"])
def test_numbers_of_persons_are_refused_in_reasons_and_purposes(county, words, signed_in):
    department = UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="人社局")
    client = signed_in(department)
    starter = Entrepreneur.objects.earliest("created_at")
    person = reverse("entrepreneurs:person_unmask", args=[starter.person_id])
    assert client.post(person, {"purpose": words}).status_code == 422
    with pytest.raises(IdentifyingTextError):
        approval.send_back(
            record=starter, reason=words, actor=department, seen_at=starter.updated_at
        )
    support = SupportRecord(
        entrepreneur=starter, kind="premises", granted_on=DAY, document_no=words
    )
    with pytest.raises(RefusedRecordError):
        add_record(record=support, actor=department)
    assert not AuditEntry.objects.filter(action__startswith="person.").exists()
