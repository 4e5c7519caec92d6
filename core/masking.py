"""Hides what identifies a person from people who have no need of it."""

import re
from typing import Any

# A resident's ID number, told from other long ones by the day of birth in it; a mobile number; a
# landline with its area code. Typed in one piece or in the usual groups, half or full width.
NUMBERS = re.compile(
    r"(?<![0-9A-Za-z.])(?:"
    r"[1-8]\d{5}[ -]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx]"
    r"|(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
    r"|0\d{2,3}-\d{7,8}"
    r")(?![0-9A-Za-z])"
)
HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－　＋", "0123456789Xx- +")


def masked_phone(phone: str) -> str:
    """`138****5678`; a number too short to keep both ends is hidden whole.

    >>> masked_phone("13804215678"), masked_phone("0421-2812345"), masked_phone("12345")
    ('138****5678', '042****2345', '****')
    """
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 8 else "****"


def masked_name(name: str) -> str:
    """The family name's first sign.

    >>> masked_name("王小明"), masked_name("")
    ('王**', '')
    """
    return f"{name[0]}**" if name else ""


def tells_number(text: str) -> bool:
    """Whether a text holds what looks like somebody's ID number or telephone.

    >>> tells_number("见211302198506150011的申请"), tells_number("电话１３９ 0421 0001")
    (True, True)
    >>> tells_number("朝银发〔2017〕1号, 网点211321224201-01, 91110000710931053X")
    False
    """
    return NUMBERS.search(text.translate(HALF_WIDTH)) is not None


def without_numbers(text: str) -> str:
    """The text with everything that looks like somebody's number hidden whole.

    >>> without_numbers("“13904210001”不是姓名")
    '“********”不是姓名'
    """
    if not any(sign.isdigit() for sign in text):  # most texts
        return text
    found, hidden = text.translate(HALF_WIDTH), text
    for match in reversed(list(NUMBERS.finditer(found))):
        hidden = f"{hidden[: match.start()]}********{hidden[match.end() :]}"
    return hidden


def no_numbers_in(said: Any) -> Any:
    """The same for all texts of lists and objects that are kept as JSON."""
    if isinstance(said, str):
        return without_numbers(said)
    if isinstance(said, dict):
        return {name: no_numbers_in(value) for name, value in said.items()}
    return [no_numbers_in(one) for one in said] if isinstance(said, list | tuple) else said
