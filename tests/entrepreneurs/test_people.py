"""Persons: enciphered, found again, entered once, erased."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import connection

from core.errors import DomainError
from entrepreneurs import privacy, vault
from entrepreneurs.identities import IdentityError, read_id_no, read_phone
from entrepreneurs.kinds import LegalBasis
from entrepreneurs.models import Person, PersonKey
from entrepreneurs.people import PersonFacts, erase_person, open_person, revise_person
from tests.factories.accounts import UserFactory
from tests.factories.entrepreneurs import PersonFactory, id_no
from tests.factories.geo import VillageFactory

TODAY = dt.date(2018, 9, 1)


def facts(village, **changes) -> PersonFacts:
    given = {"name": "王小明", "division": village, "legal_basis": LegalBasis.STATUTORY_DUTY}
    return PersonFacts(**(given | changes))


@pytest.mark.django_db
@pytest.mark.parametrize("cipher", ["aes-gcm", "sm4-gcm"])
def test_nothing_that_identifies_a_person_stands_in_the_database_in_clear(settings, cipher):
    settings.PERSONAL_DATA_CIPHER = cipher
    person = PersonFactory(name="欧阳明月", id_no=id_no(7), phone="13804215678")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p::text || e::text FROM entrepreneurs_person p, entrepreneurs_personevent e"
        )
        kept = cursor.fetchone()[0]
    assert not any(clear in kept for clear in ("欧阳", id_no(7), "13804215678"))
    assert vault.reveal(person, "name") == "欧阳明月"
    assert vault.reveal(person, "id_no") == id_no(7)


@pytest.mark.django_db
def test_a_cipher_is_of_no_use_in_anothers_row():
    one, other = PersonFactory(name="王小明"), PersonFactory(name="李小红")
    other.name_cipher, other.key.wrapped = one.name_cipher, one.key.wrapped
    with pytest.raises(ValueError, match="another's"):
        vault.reveal(other, "name")


@pytest.mark.django_db
def test_the_same_id_number_opens_the_person_known_and_says_who_it_is():
    village = VillageFactory(short_name="北沟")
    first = open_person(facts=facts(village, id_no=id_no(1)), actor=None)
    again = open_person(facts=facts(village, id_no=f" {id_no(1).lower()} "), actor=None)

    assert (first.is_new, again.is_new) == (True, False)
    assert again.person.pk == first.person.pk
    assert "王**" in again.notes[-1] and "北沟" in again.notes[-1]
    assert "小明" not in again.notes[-1]


@pytest.mark.django_db(transaction=True)
def test_two_officers_entering_the_same_person_at_once_make_one():
    village = VillageFactory()

    def enter(_: int) -> Person:
        try:
            return open_person(facts=facts(village, id_no=id_no(2)), actor=None).person
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        persons = set(pool.map(enter, range(16)))
    assert len(persons) == 1
    assert (Person.objects.count(), PersonKey.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_erasing_the_key_erases_the_person_from_the_history_and_keeps_the_count():
    person = PersonFactory(name="王小明", id_no=id_no(3), phone="13804215678")
    revise_person(person=person, changes={"phone": "13904215678"}, actor=None)
    erase_person(person=person, reason="本人申请", actor=UserFactory())

    person = Person.objects.get()
    assert Person.objects.count() == 1
    assert privacy.shown(person).name in ("erased", "已删除")
    assert vault.reveal(person, "name") == ""
    versions = apps.get_model("entrepreneurs", "PersonEvent").objects.all()
    assert versions.count() == 3 and bytes(versions[0].name_cipher)
    assert not PersonKey.objects.exists()
    # The number is free again: nothing tells that it was here.
    assert PersonFactory(id_no=id_no(3)).pk != person.pk


@pytest.mark.django_db
def test_erasing_asks_for_a_reason():
    with pytest.raises(DomainError):
        erase_person(person=PersonFactory(), reason=" ", actor=UserFactory())


@pytest.mark.django_db
def test_a_notice_needs_its_day():
    with pytest.raises(DomainError) as refused:
        PersonFactory(legal_basis=LegalBasis.NOTICE)
    assert refused.value.field == "notified_on"


@pytest.mark.parametrize(
    "written",
    [
        "211302850615123",  # an old number
        "000000000000000000",
        "111111111111111111",
        id_no(1)[:-1] + ("0" if id_no(1)[-1] != "0" else "1"),
        "991302198506150018",  # no such province
        "21130219850230001X",  # no such day
        id_no(1, born_on=dt.date(2010, 1, 1)),  # eight years old
        "2113021985061500１x9",
    ],
)
def test_a_number_nobody_has_is_refused(written):
    with pytest.raises(IdentityError) as refused:
        read_id_no(written, today=TODAY)
    assert refused.value.field == "id_no"
    assert written not in str(refused.value)


def test_a_number_is_put_right_and_said_so():
    number = read_id_no(id_no(4).replace("2", "２"), today=TODAY)
    assert number.value == id_no(4) and number.notes
    assert number.born_on == dt.date(1985, 6, 15)


@pytest.mark.parametrize("written", ["12345", "1380421567", "0421", "二八一二三四五"])
def test_a_telephone_nobody_has_is_refused(written):
    with pytest.raises(IdentityError):
        read_phone(written)


def test_telephones_are_normalised():
    assert read_phone("+86 138 0421 5678") == "13804215678"
    assert read_phone("0421-2812345") == "0421-2812345"
