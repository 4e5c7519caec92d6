"""What text may hold: signs that people can see. The one rule for cells, forms and programs.

Control signs, signs without width and those that turn the direction of writing make two names look
alike that differ, or one look like another. `cleaned` takes them out, for what comes from files;
`validate` names them, for what somebody types and can correct.
"""

import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Letters and marks by their category, and yet nothing that anybody sees: fillers and joiners.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
HIDDEN_CATEGORIES = ("Cc", "Cf", "Cs")
LINE_ENDS = "\n\r"
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


def hidden_signs(text: str) -> list[str]:
    """The names of what cannot be seen in a text, each once, in its order; line ends count as
    seen.

    >>> hidden_signs("柳树\\u200b村\\u202e")
    ['U+200B ZERO WIDTH SPACE', 'U+202E RIGHT-TO-LEFT OVERRIDE']
    """
    found = dict.fromkeys(
        sign for sign in text if is_hidden(sign) and sign not in LINE_ENDS and sign != "\t"
    )
    return [f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip() for sign in found]


def validate(text: str) -> None:
    """A validator for fields of forms and serializers.

    Raises:
        ValidationError: `hidden_signs`, with the signs' names.
    """
    if found := hidden_signs(text):
        raise ValidationError(
            _("The text holds signs that cannot be seen (%(signs)s). Type it again by hand.")
            % {"signs": "、".join(found[:3])},
            code="hidden_signs",
        )
