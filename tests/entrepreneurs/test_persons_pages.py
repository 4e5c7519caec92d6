"""A person's pages: masked, whole for a purpose, found without a name in an address, erased."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Role
from core.models import AuditEntry
from entrepreneurs import vault
from entrepreneurs.models import Entrepreneur, Person
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import (
    EntrepreneurFactory,
    PersonFactory,
    SupportFactory,
    TrainingFactory,
    id_no,
)
from tests.factories.geo import CountyFactory, TownshipFactory, VillageFactory

NAME, PHONE, NUMBER = "欧阳明月", "13804215678", id_no(7)


@pytest.fixture
def county():
    return CountyFactory()


@pytest.fixture
def village(county):
    return VillageFactory(parent=TownshipFactory(parent=county), short_name="北沟")


@pytest.fixture
def department(county):
    return UserFactory(role=Role.DEPARTMENT, jurisdiction=county, department="县人社局")


@pytest.fixture
def officer(village):
    return UserFactory(role=Role.TOWNSHIP_OFFICER, jurisdiction=village.parent)


@pytest.fixture
def person(village):
    return PersonFactory(name=NAME, phone=PHONE, id_no=NUMBER, division=village)


def address(name, person):
    return reverse(f"entrepreneurs:{name}", args=[person.pk])


def is_clear(response) -> bool:
    text = response.content.decode()
    return any(clear in text for clear in (NAME, PHONE, NUMBER))


@pytest.mark.django_db
def test_the_page_is_masked_and_leads_to_the_records(person, department, signed_in):
    support = SupportFactory(entrepreneur=EntrepreneurFactory(person=person))
    page = signed_in(department).get(address("person", person))
    assert not is_clear(page) and "欧**" in page.content.decode()
    assert reverse("entrepreneurs:supports_record", args=[support.pk]) in page.content.decode()


@pytest.mark.django_db
def test_whole_data_is_shown_once_for_a_purpose_that_is_kept(person, department, signed_in):
    client = signed_in(department)
    refused = client.post(address("person_unmask", person), {"purpose": " "})
    assert (refused.status_code, is_clear(refused)) == (422, False)
    assert not AuditEntry.objects.exists()

    page = client.post(address("person_unmask", person), {"purpose": "核对贷款申请"})
    assert is_clear(page) and "no-store" in page["Cache-Control"]
    entry = AuditEntry.objects.get()
    assert (entry.subject, entry.detail) == (str(person.pk), {"purpose": "核对贷款申请"})
    again = client.get(address("person", person))
    assert not is_clear(again) and "核对贷款申请" in again.content.decode()


@pytest.mark.django_db
def test_a_purpose_that_tells_the_name_is_refused(person, department, signed_in):
    page = signed_in(department).post(address("person_unmask", person), {"purpose": f"查{NAME}"})
    assert page.status_code == 422
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_an_officer_sees_a_person_masked_only(person, officer, signed_in):
    client = signed_in(officer)
    assert client.get(address("person", person)).status_code == 200
    for name in ("person_unmask", "person_copy", "person_erase"):
        page = client.post(address(name, person), {"purpose": "x", "reason": "x", "is_sure": "on"})
        assert (page.status_code, is_clear(page)) == (403, False)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CITY_PLANNER, Role.LEADER, Role.ADMINISTRATOR])
def test_a_person_does_not_exist_for_roles_that_see_counts(role, person, signed_in):
    client = signed_in(UserFactory(role=role))
    for name in ("person", "person_edit", "person_copy", "person_history"):
        assert client.get(address(name, person)).status_code == 404
    assert client.get(reverse("entrepreneurs:person_list")).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("words", [NAME, "138 0421 5678", f" {NUMBER.lower()}"])
def test_a_person_is_found_by_what_is_whole(words, person, officer, signed_in):
    PersonFactory(division=person.division)
    page = signed_in(officer).post(reverse("entrepreneurs:person_find"), {"words": words})
    assert page.content.decode().count("/registry/persons/") - 3 <= 2
    assert address("person", person) in page.content.decode()


@pytest.mark.django_db
def test_names_are_not_asked_for_in_addresses(officer, signed_in):
    page = signed_in(officer).get(reverse("entrepreneurs:entrepreneurs_list"), {"q": NAME})
    assert page.status_code == 400


@pytest.mark.django_db
def test_an_edit_keeps_what_is_not_typed_anew(person, officer, signed_in):
    given = {
        "phone": "13904215678",
        "division": person.division_id,
        "legal_basis": "notice",
        "notified_on": "2018-09-01",
        "seen_at": person.updated_at.isoformat(),
    }
    client = signed_in(officer)
    assert not is_clear(client.get(address("person_edit", person)))
    assert client.post(address("person_edit", person), given).status_code == 302
    kept = Person.objects.get()
    assert vault.reveal(kept, "phone") == "13904215678"
    assert (vault.reveal(kept, "name"), vault.reveal(kept, "id_no")) == (NAME, NUMBER)
    history = client.get(address("person_history", person))
    assert not is_clear(history) and "13904215678" not in history.content.decode()

    assert client.post(address("person_edit", person), given).status_code == 422  # stale by now


@pytest.mark.django_db
def test_erasing_asks_for_reason_and_confirmation(person, department, signed_in):
    client = signed_in(department)
    assert client.get(address("person_erase", person)).status_code == 200
    client.post(address("person_erase", person), {"reason": "本人申请"})
    assert Person.objects.get().erased_on is None
    client.post(address("person_erase", person), {"reason": "本人申请", "is_sure": "on"})
    assert Person.objects.get().erased_on
    assert client.get(address("person", person)).status_code == 200


@pytest.mark.django_db
def test_a_copy_holds_everything_and_is_recorded(person, department, signed_in):
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    SupportFactory(entrepreneur=EntrepreneurFactory(person=person), document_no="朝人社发1号")
    client = signed_in(department)
    answer = client.post(address("person_copy", person), {"purpose": "本人查阅复制"})
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    told = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    assert all(clear in told for clear in (NAME, PHONE, NUMBER, "朝人社发1号", "本人查阅复制"))
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.get().action == "person.produced"


@pytest.mark.django_db
def test_those_who_see_counts_see_no_trainees(village, person, signed_in):
    training = TrainingFactory(division=village.parent)
    training.enrollments.create(person=person, group="migrant")
    page = signed_in(UserFactory(role=Role.CITY_PLANNER)).get(
        reverse("entrepreneurs:trainings_record", args=[training.pk])
    )
    assert page.status_code == 200 and "欧**" not in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_officers_sending_the_same_person_at_once_make_one(village, officer, signed_in):
    given = {
        "person_name": NAME,
        "person_id_no": NUMBER,
        "person_division": village.pk,
        "person_legal_basis": "statutory_duty",
        "division": village.pk,
        "industry": "specialties",
    }
    clients = [signed_in(officer), signed_in(officer)]

    def send(client):
        try:
            return client.post(reverse("entrepreneurs:entrepreneurs_add"), given).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, clients))
    assert answers == [302, 422]  # the second is told that the entrepreneur is registered
    assert (Person.objects.count(), Entrepreneur.objects.count()) == (1, 1)
