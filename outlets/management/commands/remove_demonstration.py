"""Remove the invented registry; real records stay.

manage.py remove_demonstration
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from outlets import demonstration


class Command(BaseCommand):
    help = "Remove every demonstration outlet."

    def handle(self, *args: Any, **options: Any) -> None:
        number = demonstration.remove(actor=None)
        self.stdout.write(_("%(number)s demonstration outlets were removed.") % {"number": number})
