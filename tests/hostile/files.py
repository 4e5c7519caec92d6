"""What a bad file is: its name, its bytes, and what is to become of it."""

from collections.abc import Sequence
from typing import NamedTuple


class Bad(NamedTuple):
    """
    Args:
        refused: a pattern of the English sentence with which the whole file is refused; null for
            a file that is read.
        kinds: the kinds of import that it is tried with; all that take its suffix by default.
        codes: what is wrong with its rows, in any order, as patterns; nothing by default.
        every_kind: try kinds that do not take its suffix too.
    """

    name: str
    content: bytes
    refused: str | None
    kinds: Sequence[str] = ()
    codes: Sequence[str] = ()
    every_kind: bool = False
