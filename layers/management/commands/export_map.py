"""The coverage map as one HTML file that opens with no network.

manage.py export_map --out map.html
manage.py export_map --out map.html --on 2018-09-30 --division 211321
manage.py export_map --out map.html --definition spatial --radius-m 5000
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from core import audit
from core.commands import DomainCommand
from layers import standalone
from targets.definitions import Definition, ask


class Command(DomainCommand):
    help = "Write the coverage map as one HTML file that opens with no network."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="the file to write")
        parser.add_argument("--on", help="day judged, YYYY-MM-DD; today when left out")
        parser.add_argument("--division", help="code of the division; the city when left out")
        parser.add_argument("--definition", choices=Definition.values, default="administrative")
        parser.add_argument("--radius-m", type=int, default=3000, help="metres, for spatial")

    def handle(self, *args: Any, **options: Any) -> None:
        question = ask(**{name: options[name] for name in QUESTION})
        made = standalone.build(question)
        try:
            options["out"].write_text(made.html, encoding="utf-8")
        except OSError as error:
            message = _("%(file)s cannot be written: %(why)s")
            raise CommandError(message % {"file": options["out"], "why": error.strerror}) from error
        audit.record(
            None,
            "map.exported",
            subject=question.division,
            detail={"question": question.key, "fingerprint": made.fingerprint},
        )
        size_kb = len(made.html.encode()) // 1000
        self.stdout.write(f"{options['out']}: {size_kb} kB, {made.fingerprint}")


QUESTION = ("on", "division", "definition", "radius_m")
