"""What every management command of the registry does alike."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError


class DomainCommand(BaseCommand):
    """A command whose domain errors end it with their sentence, not with a traceback."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except DomainError as error:
            raise CommandError(str(error.message)) from error


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows of a table as lines for a terminal, two blanks between columns."""
    widths = [max(_width(row[n]) for row in rows) for n in range(len(rows[0]))] if rows else []
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
