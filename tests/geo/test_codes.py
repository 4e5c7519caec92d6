"""Codes and the other pure modules: the examples in their docstrings hold."""

import doctest
from types import ModuleType

import pytest

from geo import approximate, codes, directory, repair
from geo.codes import CodeError
from geo.importers import quality


@pytest.mark.parametrize("module", [approximate, codes, directory, quality, repair])
def test_the_examples_in_docstrings_hold(module: ModuleType):
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2.11321E+11", "scientific"),
        ("２.１１３２１ｅ１１", "scientific"),
        ("21132l224000", "digits"),
        ("", "digits"),
        ("-21132", "digits"),
        ("21132122400", "length"),
        ("2113212240001", "length"),
    ],
)
def test_what_is_no_code_is_refused_with_its_reason(text, reason):
    with pytest.raises(CodeError) as refused:
        codes.parse(text)
    assert refused.value.reason == reason


def test_padding_with_zeros_is_taken_off_at_every_level():
    assert [codes.parse(code) for code in ("211300000000", "211321000", "211321224000")] == [
        "211300",
        "211321",
        "211321224",
    ]
