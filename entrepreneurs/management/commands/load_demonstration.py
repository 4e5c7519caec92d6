"""Add an invented registry, so that every page has something to show.

manage.py load_demonstration
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core.errors import DomainError
from entrepreneurs import demonstration as people
from outlets import demonstration as outlets


class Command(BaseCommand):
    help = "Add invented outlets, people and what supports them to a registry that has none."

    def handle(self, *args: Any, **options: Any) -> None:
        self._load(outlets, _("%(number)s demonstration outlets were added."))
        self._load(people, _("%(number)s invented people were added, with what supports them."))

    def _load(self, part: Any, done: str) -> None:
        try:
            self.stdout.write(done % {"number": part.load(actor=None)})
        except DomainError as error:  # nothing to do is no failure
            self.stdout.write(str(error.message))
