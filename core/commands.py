"""What every management command of the registry does alike."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from core.errors import DomainError


class DomainCommand(BaseCommand):
    """A command whose domain errors end it with their sentence, not with a traceback."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except DomainError as error:
            raise CommandError(str(error.message)) from error


class ProgressBar:
    """How far a command is: one line that is written over, on a terminal only."""

    WIDTH = 30

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out
        self._longest = 0

    def __call__(self, share: float, message: str = "") -> None:
        """Show the share done, 0 to 1, and what is being done."""
        if not self.out.isatty():
            return
        done = round(share * self.WIDTH)
        line = f"{'█' * done}{'░' * (self.WIDTH - done)} {share:4.0%} {message}"
        width = _width(line)
        self.out.write(f"\r{line}{' ' * (self._longest - width)}", ending="")
        self.out.flush()
        self._longest = max(self._longest, width)

    def end(self) -> None:
        """Go on in the next line."""
        if self._longest:
            self.out.write("")


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
