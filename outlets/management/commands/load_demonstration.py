"""Add an invented registry, so that every page has something to show.

manage.py load_demonstration
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core.errors import DomainError
from outlets import demonstration


class Command(BaseCommand):
    help = "Add invented outlets to a registry that has none."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = demonstration.load(actor=None)
        except DomainError as error:  # nothing to do is no failure
            self.stdout.write(str(error.message))
            return
        self.stdout.write(_("%(number)s demonstration outlets were added.") % {"number": number})
