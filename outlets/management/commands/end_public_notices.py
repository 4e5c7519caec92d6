"""Send outlets whose public notice is over to acceptance, as the daily job does.

manage.py end_public_notices
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from outlets.registration import end_due_notices


class Command(BaseCommand):
    help = "End every public notice whose days are over."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_("Public notices ended: %(number)s.") % {"number": end_due_notices()})
