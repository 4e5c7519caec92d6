"""Make one account.

manage.py create_user zhangsan --role township_officer --division 211321224
manage.py create_user zhangsan --role city_planner --division 2113 --generate
echo "$PASSWORD" | manage.py create_user li --role department --division 2113 \
    --department 市人社局 --password-stdin
"""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.services import create_user, random_password
from geo import codes
from geo.models import AdministrativeDivision


class Command(BaseCommand):
    help = "Make one account; the password is asked for, read, or made and printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="user name")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--division", required=True, help="code of the jurisdiction")
        parser.add_argument("--department", default="")
        password = parser.add_mutually_exclusive_group()
        password.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )
        password.add_argument(
            "--generate", action="store_true", help="make a password and print it once"
        )

    def handle(self, *args: Any, name: str, role: str, division: str, **options: Any) -> None:
        jurisdiction = self._division(division)
        password = self._password(options)
        try:
            create_user(
                username=name,
                role=role,
                jurisdiction=jurisdiction,
                department=options["department"],
                password=password,
                actor=None,
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        text = _("%(name)s may sign in as %(role)s for %(division)s.")
        names = {"name": name, "role": Role(role).label, "division": jurisdiction.name}
        self.stdout.write(text % names)
        if options["generate"]:
            self.stdout.write(_("Password: %(password)s") % {"password": password})

    def _division(self, text: str) -> AdministrativeDivision:
        try:
            code = codes.parse(text)
        except codes.CodeError as error:
            raise CommandError(
                _("“%(text)s” is no division code: 6, 9 or 12 digits.") % {"text": text}
            ) from error
        division = AdministrativeDivision.objects.filter(code=code, valid_to=None).first()
        if division is None:
            text = _("No division has the code %(code)s. Load the divisions first, or mend it.")
            raise CommandError(text % {"code": code})
        return division

    def _password(self, options: dict[str, Any]) -> str:
        if options["generate"]:
            return random_password()
        if options["password_stdin"]:
            return sys.stdin.readline().rstrip("\r\n")
        password = getpass(_("Password: "))
        if getpass(_("The same again: ")) != password:
            raise CommandError(_("The two passwords differ; no account was made."))
        return password
