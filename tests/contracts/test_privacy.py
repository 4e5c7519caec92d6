"""Nothing that identifies a person leaves the registry in clear without the right and a purpose.

Persons with unmistakable names stand in records of every register; every address is asked as every
role that may not see them whole, and the whole database is read for what should not stand in it.
"""

import datetime as dt
import logging
import re
from io import BytesIO

import pytest
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from accounts.models import Role
from core.models import AuditEntry
from entrepreneurs import vault
from entrepreneurs.kinds import LegalBasis, Stage
from entrepreneurs.models import (
    Award,
    GuaranteedLoan,
    Instalment,
    JobsCount,
    LoanPartner,
    MentoringSession,
    MentorMembership,
    Person,
    PersonKey,
    TrainingEnrollment,
    Venture,
)
from entrepreneurs.registers import ALL
from geo.models import AdministrativeDivision
from outlets.models import Organization
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
from tests.factories.outlets import OutletFactory
from tests.shapes import point, square

pytestmark = pytest.mark.django_db

NAMES = ("欧阳隐秘", "司徒匿迹", "诸葛藏锋")
NUMBERS = tuple(id_no(n) for n in (901, 902, 903))
PHONES = ("13987650901", "13987650902", "13987650903")
CLEAR = (*NAMES, *NUMBERS, *PHONES)
MASKED = re.compile(r"[欧司诸]\*\*|139\*\*\*\*")
# The answer to each takes a second or more and is asked by one role only.
SLOW = ("print/", "map/export", "map/take", "atlas", "schema")
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
    for name, address in ADDRESSES:
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
    return [clear for clear in CLEAR if clear in text]


@pytest.mark.parametrize("role", [*SEE_MASKED, *SEE_COUNTS])
def test_no_address_tells_who_somebody_is(role, county, said, signed_in):
    client = signed_in(user_of(role, county))
    is_first = role == Role.TOWNSHIP_OFFICER
    answered = masked = 0
    for name, address in addresses():
        if "logout" in name or (not is_first and any(slow in address for slow in SLOW)):
            continue
        response = client.get(address)
        assert response.status_code < 500, address
        answered += response.status_code == 200
        text = told_by(response)
        assert not clear_in(text), address
        masked += name.startswith("entrepreneurs:") and bool(MASKED.search(text))
    assert answered > 50
    assert bool(masked) == (role in SEE_MASKED)  # who sees counts sees nobody, not even masked
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


def test_nothing_in_the_database_tells_who_somebody_is(county, signed_in):
    client = signed_in(UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="人社局"))
    person = Person.objects.earliest("created_at")
    client.post(reverse("entrepreneurs:person_find"), {"words": NAMES[0]})
    client.post(reverse("entrepreneurs:person_unmask", args=[person.pk]), {"purpose": "核对"})
    client.post(reverse("entrepreneurs:person_unmask", args=[person.pk]), {"purpose": NAMES[0]})
    client.post(reverse("entrepreneurs:person_copy", args=[person.pk]), {"purpose": "查阅"})
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s', ["|".join(CLEAR)]
            )
            assert cursor.fetchone() == (0,), table


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


def test_five_thousand_persons_are_listed_in_four_queries(signed_in, django_assert_max_num_queries):
    village = VillageFactory()
    persons, keys = [], []
    for number in range(5000):
        person = Person(division=village, legal_basis=LegalBasis.STATUTORY_DUTY)
        keys.append(vault.keep(person, {"name": f"王{number}", "phone": f"138{number:08}"}))
        persons.append(person)
    Person.objects.bulk_create(persons)
    for key, person in zip(keys, persons, strict=True):
        key.person = person
    PersonKey.objects.bulk_create(keys)
    client = signed_in(UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=village.parent))
    address = reverse("entrepreneurs:person_list")
    client.get(address)
    with django_assert_max_num_queries(4 + 3):  # and session, user, data version
        page = client.get(address, {"category": "none"}).content.decode()
    assert re.search("5[,, ]?000", page) and "王**" in page and "13800000" not in page
