"""Credit codes as people type them, and organizations kept once."""

import pytest
from django.utils import translation

from core.errors import DomainError
from outlets.models import Organization
from outlets.organizations import (
    CreditCodeError,
    get_or_register_organization,
    problem_of,
    read_code,
)

GOOD = "91110000600037341L"
# Published codes of large companies, and made-up ones of other registries.
REAL_FORMS = (
    "9144030071526726XG",
    "914403001922038216",
    "91330100799655058B",
    "911100007109250324",
    "91100000100003962T",
    "N1211321MF12345676",
    "12211300MB0000000B",
)


def said(text: str) -> str:
    with translation.override("zh-hans"), pytest.raises(CreditCodeError) as caught:
        read_code(text)
    return str(caught.value.message)


def test_d04_a_wrong_check_sign_is_named_with_the_right_one():
    assert "末位应为3，现为Z（Z不在代码字符集）" in said("91350100M000100Y4Z")


def test_d04_fifteen_digits_are_an_old_number_without_a_check():
    code = read_code("211321000012345")

    assert (code.uscc, code.old_registration_no) == ("", "211321000012345")
    assert len(code.notes) == 1


def test_d04_eighteen_zeros_are_refused_for_their_structure():
    """Their check sign would be right."""
    assert "重复" in said("0" * 18)


def test_d04_lower_case_and_full_width_are_put_right_and_shown():
    code = read_code(" ９１110000　600037341ｌ ")

    assert code.uscc == GOOD
    assert GOOD in code.notes[0]
    assert read_code(f"{GOOD}\n").notes == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("9111000060003734", "16"),
        ("91110000600037341l9", "19"),
        ("9111000060O037341L", "第11位"),
        ("A1110000600037341L", "末位"),
        ("B1110000600037341L", "首位"),
        ("91990000600037341L", "990000"),
        ("9111AB00600037341L", "11AB00"),
        ("91110000600037351L", "第17位"),
    ],
)
def test_the_message_names_what_is_wrong(text, told):
    assert told in said(text)


@pytest.mark.parametrize("code", REAL_FORMS)
def test_codes_of_every_kind_of_registry_are_accepted(code):
    assert problem_of(code) == ""


@pytest.mark.django_db
class TestRegistering:
    def test_a_code_is_registered_once(self):
        first = get_or_register_organization(name="朝阳电商", uscc=GOOD, actor=None)
        again = get_or_register_organization(name="朝阳电商", uscc=GOOD.lower(), actor=None)

        assert (first.is_new, again.is_new) == (True, False)
        assert first.organization == again.organization
        assert Organization.objects.count() == 1

    def test_a_known_code_under_another_name_is_said(self):
        get_or_register_organization(name="朝阳电商", uscc=GOOD, actor=None)
        again = get_or_register_organization(name="朝阳电子商务", uscc=GOOD, actor=None)

        assert again.organization.name == "朝阳电商"
        assert "朝阳电商" in again.notes[0]

    def test_an_old_number_is_known_again(self):
        old = "211321000012345"
        first = get_or_register_organization(name="老供销社", uscc=old, actor=None)
        again = get_or_register_organization(name="老供销社", old_registration_no=old, actor=None)

        assert (first.organization.uscc, first.organization.old_registration_no) == (None, old)
        assert again.organization == first.organization

    def test_people_of_one_name_without_any_number_are_not_confused(self):
        first = get_or_register_organization(name="王强", kind="person", actor=None)
        other = get_or_register_organization(name="王强", kind="person", actor=None)
        same = get_or_register_organization(
            name="王强", kind="person", actor=None, present=other.organization
        )

        assert first.organization != other.organization
        assert same.organization == other.organization

    @pytest.mark.parametrize(
        ("arguments", "field"),
        [
            ({"name": " "}, "name"),
            ({"name": "长" * 101}, "name"),
            ({"name": "甲", "uscc": "123"}, "uscc"),
            ({"name": "甲", "old_registration_no": "12345"}, "old_registration_no"),
        ],
    )
    def test_what_cannot_be_kept_is_refused_at_its_field(self, arguments, field):
        with pytest.raises(DomainError) as caught:
            get_or_register_organization(actor=None, **arguments)

        assert caught.value.field == field
        assert not Organization.objects.exists()
