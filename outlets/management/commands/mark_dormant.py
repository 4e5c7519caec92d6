"""Set outlets that fell silent, or were found closed, to dormant, as the daily job does.

manage.py mark_dormant [--dry-run]
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from outlets.dormancy import find_dormant, mark_dormant


class Command(BaseCommand):
    help = "Set outlets to dormant by the rules of the settings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only list them, with reasons")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            for outlet, reason in find_dormant(timezone.localdate()):
                self.stdout.write(f"{outlet.outlet_no} {outlet.name}: {reason}")
            return
        self.stdout.write(
            _("Outlets set to dormant: %(number)s.") % {"number": len(mark_dormant())}
        )
