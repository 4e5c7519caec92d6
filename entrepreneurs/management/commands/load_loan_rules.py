"""Load the loan rules that the policy states; rules that people entered stay.

manage.py load_loan_rules
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from entrepreneurs.loans.loading import load_rules


class Command(BaseCommand):
    help = "Load the loan rules of the city's policy file for products without any."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_("%(number)s loan rules were added.") % {"number": load_rules()})
