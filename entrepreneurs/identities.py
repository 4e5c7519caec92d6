"""Names, ID numbers (公民身份号码) and telephones as typed: put right, checked, and said so."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as StdnumError

from core.cells import text
from core.errors import DomainError
from outlets.checks import LANDLINE, MOBILE

# GB/T 2260; 83 is given to residents from Taiwan. Which county a number names depends on the year.
PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
LONGEST_NAME = 40
YOUNGEST, OLDEST = 16, 100


class IdentityError(DomainError):
    """A name, number or telephone that nobody has; `field` says which."""

    code = "bad_identity"


@dataclass(frozen=True)
class IdNumber:
    """A checked number, and what was made of it as typed, for the form to show."""

    value: str
    born_on: dt.date
    sex: str  # "male" or "female"
    notes: tuple[str, ...] = ()


def read_name(written: str) -> str:
    """A name without signs that cannot be seen.

    Raises:
        IdentityError: none, too long, masked, or no name at all.
    """
    name = text(written)
    if not name:
        raise IdentityError(_("This must be filled in."), field="name")
    if len(name) > LONGEST_NAME:
        raise IdentityError(
            _("At most %(longest)s characters fit here.") % {"longest": LONGEST_NAME},
            field="name",
        )
    if "*" in name or any(sign.isdigit() for sign in name):
        raise IdentityError(
            _("“%(name)s” is no full name. Write it as on the ID card.") % {"name": name},
            field="name",
        )
    return name


def read_id_no(written: str, *, today: dt.date) -> IdNumber:
    """An ID number of 18 signs (GB 11643).

    Args:
        today: the day on which the person must be of working age.

    Raises:
        IdentityError: it cannot be right; the message names what is wrong.
    """
    number = "".join(unicodedata.normalize("NFKC", text(written)).split()).upper()
    notes: tuple[str, ...] = ()
    if number != written.strip():
        notes = (_("Changed to half-width capitals without blanks."),)
    if re.fullmatch(r"\d{15}", number):
        raise _wrong(_("15 digits are an old number. Enter the 18 signs of the present ID card."))
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise _wrong(_("An ID number has 17 digits and a digit or X."))
    if len(set(number[:17])) == 1:
        raise _wrong(_("The number is one digit repeated: nobody has it."))
    if not PROVINCES.match(number):
        raise _wrong(_("The first two digits name no province. Check the number."))
    try:
        born_on = ric.get_birth_date(number)
    except StdnumError as error:
        raise _wrong(_("Digits 7 to 14 are no day of birth. Check the number.")) from error
    expected = ric.calc_check_digit(number[:-1])
    if number[-1] != expected:
        raise _wrong(_("The 18th sign does not fit. Check the number against the ID card."))
    age = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    if not YOUNGEST <= age <= OLDEST:
        raise _wrong(
            _("By this number the person is %(age)s years old; %(least)s to %(most)s are possible.")
            % {"age": age, "least": YOUNGEST, "most": OLDEST}
        )
    sex = "male" if int(number[16]) % 2 else "female"
    return IdNumber(number, born_on, sex, notes)


def read_phone(written: str) -> str:
    """A mobile number, or a landline with its area code.

    Raises:
        IdentityError: neither.
    """
    phone = "".join(unicodedata.normalize("NFKC", text(written)).split())
    phone = re.sub(r"^(\+|00)86-?", "", phone)
    if phone and not (MOBILE.fullmatch(phone) or LANDLINE.fullmatch(phone)):
        raise IdentityError(
            _("Enter a mobile number of 11 digits, or a landline like 0421-2812345."),
            field="phone",
        )
    return phone


def _wrong(message: str) -> IdentityError:
    return IdentityError(message, field="id_no")
