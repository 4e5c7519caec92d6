"""What cannot be seen is taken out of files and named in forms."""

import pytest
from django.core.exceptions import ValidationError

from core.texts import cleaned, validate


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("　柳树　村 ", "柳树 村"),
        ("柳\u200b树\ufeff村", "柳树村"),
        ("\u202e村树柳\u202c", "村树柳"),
        ("柳树\x00村\x07", "柳树村"),
        ("柳树\u2028村", "柳树 村"),
        ("\u3164\u115f", ""),
        ("柳\ufdd0树\U0001ffff", "柳树"),
        ("𬇹\U000313500", "𬇹\U000313500"),  # rare characters, known to this Python or not
        ("葛\U000e0100", "葛\U000e0100"),  # the shape of a character that a name is written with
    ],
)
def test_a_cell_keeps_what_can_be_seen(given: str, kept: str):
    assert cleaned(given) == kept


def test_hidden_signs_are_named_where_somebody_can_correct_them():
    with pytest.raises(ValidationError, match="RIGHT-TO-LEFT OVERRIDE") as refusal:
        validate("柳树\u202e村")
    assert refusal.value.code == "hidden_signs"


def test_lines_of_a_remark_are_no_hidden_signs():
    validate("第一行\r\n第二行\t完")
