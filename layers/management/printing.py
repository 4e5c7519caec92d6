"""The options that the printing commands share."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from layers.printing import PrintOrder
from layers.sheets.options import Theme, options_of
from layers.sheets.papers import Orientation, Paper
from targets.definitions import Definition, ask, parse_day


def add_choices(parser: ArgumentParser) -> None:
    """What is printed, on which paper, into which file."""
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--paper", choices=list(Paper.__members__), default="A3")
    parser.add_argument("--theme", choices=Theme.values, default="coverage")
    parser.add_argument("--on", help="day judged, YYYY-MM-DD; today when left out")
    parser.add_argument("--from", dest="since", help="earlier day, for the theme change")
    parser.add_argument(
        "--orientation",
        choices=[way.value for way in Orientation],
        default="",
        help="by the division's shape when left out",
    )
    parser.add_argument("--mono", action="store_true", help="for printers that have black only")
    parser.add_argument("--definition", choices=Definition.values, default="administrative")
    parser.add_argument("--radius-m", type=int, default=3000, help="metres, for spatial")
    parser.add_argument("--site", default="", help="address of the registry, for the QR code")


def order_of(options: Mapping[str, Any]) -> PrintOrder:
    """The order that the options put.

    Raises:
        InvalidQuestionError: a value that cannot be understood.
    """
    question = ask(
        on=options["on"],
        division=options["code"],
        definition=options["definition"],
        radius_m=options["radius_m"],
    )
    since = options["since"]
    chosen = options_of(
        question,
        paper=options["paper"],
        orientation=options["orientation"],
        theme=options["theme"],
        is_mono=options["mono"],
        since=parse_day(since, field="since") if since else None,
    )
    return PrintOrder(question, chosen)


def write(path: Path, content: bytes) -> None:
    """Write a finished file.

    Raises:
        CommandError: it cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        message = _("%(file)s cannot be written: %(why)s")
        raise CommandError(message % {"file": path, "why": error.strerror}) from error
