"""What text may hold: signs that people can see. The one rule for cells, forms and programs.

Control signs, signs without width and those that turn the direction of writing make two names look
alike that differ, or one look like another. `cleaned` takes them out at every door: what is pasted
brings them along, and nobody could find them to take them out by hand.
"""

import unicodedata
from functools import lru_cache

# Letters and marks by their category, and yet nothing that anybody sees: fillers and joiners.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
HIDDEN_CATEGORIES = ("Cc", "Cf", "Cs")
KEPT = 4096  # texts whose cleaned form is remembered: a table says the same words again and again


def is_hidden(sign: str) -> bool:
    """Control signs, signs without width, those that turn the direction, and what is no sign.

    Signs that this Python does not know yet stay: rare characters of names are among them.
    """
    if sign in UNSEEN or unicodedata.category(sign) in HIDDEN_CATEGORIES:
        return True
    return ord(sign) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(sign) <= 0xFDEF


@lru_cache(KEPT)
def cleaned(text: str) -> str:
    """One line of signs that can be seen: no blanks (ideographic ones neither) around it, single
    blanks inside.

    >>> cleaned(" 柳树\\u200b村\\u202e\\n 网点\\x00 ")
    '柳树村 网点'
    """
    if text.isprintable() and UNSEEN.isdisjoint(text):  # most text
        return " ".join(text.split())
    seen = (" " if sign.isspace() else sign for sign in text)
    return " ".join("".join(sign for sign in seen if not is_hidden(sign)).split())
