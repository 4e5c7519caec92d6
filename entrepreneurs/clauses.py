"""The policy's clauses, by the numerals that it counts them with."""

import tomllib
from functools import cache

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, IntegerField, TextField, Value
from django.db.models.functions import Cast

DIGITS = "一二三四五六七八九"


def numeral(number: int) -> str:
    """一, 十, 十一, 二十, 二十八: numbers below a hundred."""
    tens, ones = divmod(number, 10)
    front = (DIGITS[tens - 1] if tens > 1 else "") + "十" if tens else ""
    return front + (DIGITS[ones - 1] if ones else "")


@cache
def clauses() -> tuple[str, ...]:
    """Every clause, in the order of the text."""
    content = tomllib.loads(settings.POLICY_FILE.read_text())
    return tuple(numeral(number) for number in range(1, content["clauses"] + 1))


def place_in_text(field: str) -> Func:
    """Orders rows by the clause in `field` as the text does; numerals sort otherwise."""
    every = Value(list(clauses()), output_field=ArrayField(TextField()))
    return Func(
        every,
        Cast(F(field), TextField()),
        function="array_position",
        output_field=IntegerField(),
    )
