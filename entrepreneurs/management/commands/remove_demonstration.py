"""Remove the invented registry; real records stay.

manage.py remove_demonstration
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.commands import DomainCommand
from entrepreneurs import demonstration as people
from outlets import demonstration as outlets


class Command(DomainCommand):
    help = "Remove every invented outlet, person and what supports them."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        number = people.remove(actor=None)
        self.stdout.write(_("%(number)s invented people were removed.") % {"number": number})
        number = outlets.remove(actor=None)
        self.stdout.write(_("%(number)s demonstration outlets were removed.") % {"number": number})
