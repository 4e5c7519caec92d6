"""The statistical division code (统计用区划代码): 2+2+2+3+3 digits, always text.

The registry keeps 6 digits for cities and counties, 9 for townships, 12 for villages. The digits
name the place in the tree; the kind of a unit comes from its official name, never from digits.
"""

import re
import unicodedata

from geo.levels import Level

# A spreadsheet that took the code for a number: 2.11321E+11.
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")


class CodeError(ValueError):
    """The text is no division code. `reason` is `scientific`, `digits` or `length`."""

    def __init__(self, text: str, reason: str) -> None:
        self.text, self.reason = text, reason
        super().__init__(f"{text!r}: {reason}")


def parse(text: str) -> str:
    """The code in its kept form: 6, 9 or 12 digits.

    Accepts full-width digits, surrounding blanks, and codes padded with zeros to 12 digits;
    2 or 4 digits (`2113`) are padded to 6.

    Raises:
        CodeError: damaged by a spreadsheet, other signs than digits, or another length.

    >>> parse("２１１３２１０００００0"), parse("2113"), parse("211321224000")
    ('211321', '211300', '211321224')
    """
    code = unicodedata.normalize("NFKC", text).strip()
    if SCIENTIFIC.fullmatch(code):
        raise CodeError(text, "scientific")
    if not code.isascii() or not code.isdigit():
        raise CodeError(text, "digits")
    if len(code) in (2, 4):
        code = code.ljust(6, "0")
    if len(code) not in (6, 9, 12):
        raise CodeError(text, "length")
    if len(code) == 12 and code.endswith("000"):
        code = code[:9]
    if len(code) == 9 and code.endswith("000"):
        code = code[:6]
    return code


def level(code: str) -> Level:
    """The level that a kept code names.

    >>> level("211300").name, level("211321").name, level("211321224").name
    ('CITY', 'COUNTY', 'TOWNSHIP')
    """
    if len(code) == 12:
        return Level.VILLAGE
    if len(code) == 9:
        return Level.TOWNSHIP
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.CITY if code.endswith("00") else Level.COUNTY


def prefix(code: str) -> str:
    """The digits that every code at or under this one begins with.

    >>> prefix("211300"), prefix("211321"), prefix("210000")
    ('2113', '211321', '21')
    """
    if len(code) != 6:
        return code
    return {Level.PROVINCE: code[:2], Level.CITY: code[:4]}.get(level(code), code)


def parent(code: str) -> str:
    """The code one level up.

    >>> parent("211321224201"), parent("211321224"), parent("211321"), parent("211300")
    ('211321224', '211321', '211300', '210000')
    """
    if len(code) == 12:
        return code[:9]
    if len(code) == 9:
        return code[:6]
    return code[:4] + "00" if level(code) is Level.COUNTY else code[:2] + "0000"
