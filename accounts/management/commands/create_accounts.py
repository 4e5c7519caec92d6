"""One account for each role that has none, their passwords in a file of one's own.

manage.py create_accounts --out .local/accounts.txt
manage.py create_accounts --out accounts.txt --department 市农业农村局
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import passwords_file
from accounts.services import create_missing_accounts
from core.commands import DomainCommand


class Command(DomainCommand):
    help = "Make one account for each role that has none; passwords go to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="file for the passwords")
        parser.add_argument("--department", default="", help="department of that role's account")

    def handle(self, *args: Any, out: Path, department: str, **options: Any) -> None:
        try:
            # An account whose password could not be written down is not made.
            with transaction.atomic():
                made = create_missing_accounts(actor=None, department=department)
                if made:
                    passwords_file.write(out, made)
        except OSError as error:
            text = _("The passwords cannot be written to %(path)s: %(reason)s")
            raise CommandError(text % {"path": out, "reason": error.strerror}) from error
        if made:
            text = _("%(number)s accounts made; their passwords are in %(path)s (owner only).")
            self.stdout.write(text % {"number": len(made), "path": out})
        else:
            self.stdout.write(_("Every role has its account; nothing was changed."))
