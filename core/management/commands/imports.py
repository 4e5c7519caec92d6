"""List imports, and take a file through the same steps as the page.

manage.py imports list
manage.py imports preview outlets.xlsx --kind outlets               what would be written
manage.py imports preview seats.csv --kind seats --option crs=gcj02 --as wangmin
manage.py imports confirm 5f3c…                                     write it, with a progress bar
manage.py imports errors 5f3c… --out errors.xlsx                    the file with what is wrong
manage.py imports undo 5f3c…                                        take it back
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files import File
from django.core.management import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core import import_errors, import_kinds, import_runs
from core.commands import DomainCommand, aligned
from core.errors import UnreadableFileError
from core.models import ImportRun

LISTED = 20
BAR_WIDTH = 40
SHOWN_PROBLEMS = 20
WORDS = ("new", "changed", "unchanged", "bad", "duplicate")


class Command(DomainCommand):
    help = "List, preview, confirm, cancel and undo imports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("list", help=f"the last {LISTED} imports")
        preview = steps.add_parser("preview", help="read a file and say what it would change")
        preview.add_argument("file", type=Path)
        preview.add_argument("--kind", required=True, help="e.g. outlets; see docs/importing.md")
        preview.add_argument("--as", dest="sender", help="account that sends it; the office's own")
        preview.add_argument("--option", action="append", default=[], metavar="NAME=VALUE")
        for name, words in (
            ("confirm", "write a previewed file"),
            ("cancel", "give a previewed file up"),
            ("undo", "take back what an import wrote"),
            ("errors", "the sender's own table with what is wrong"),
        ):
            step = steps.add_parser(name, help=words)
            step.add_argument("run", help="the beginning of its id, as listed")
            if name == "errors":
                step.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        getattr(self, f"_{step}")(**options)

    def _list(self, **options: Any) -> None:
        rows = [
            [
                str(run.uid)[:8],
                f"{timezone.localtime(run.at):%Y-%m-%d %H:%M}",
                run.actor_name,
                run.kind,
                run.get_state_display(),
                self._counts(run),
                run.file_name,
            ]
            for run in ImportRun.objects.all()[:LISTED]
        ]
        for line in aligned(rows):
            self.stdout.write(line)

    def _preview(
        self, file: Path, kind: str, sender: str | None, option: list[str], **options: Any
    ) -> None:
        actor = self._account(sender) if sender else None
        chosen = dict(self._pair(text) for text in option)
        try:
            with file.open("rb") as opened:
                run = import_runs.receive(
                    kind=kind, file=File(opened, name=file.name), actor=actor, options=chosen
                )
        except OSError as error:
            text = _("The file cannot be read: %(why)s")
            raise UnreadableFileError(text % {"why": error}) from error
        run = import_runs.preview(run=run, tell=self._bar)
        self._end_bar()
        self._print(run)

    def _confirm(self, run: str, **options: Any) -> None:
        found = self._run(run)
        done = import_runs.confirm_and_write(run=found, actor=None, tell=self._bar)
        self._end_bar()
        self._print(done)

    def _cancel(self, run: str, **options: Any) -> None:
        self._print(import_runs.cancel(run=self._run(run), actor=None))

    def _undo(self, run: str, **options: Any) -> None:
        undone = import_runs.undo(run=self._run(run), actor=None)
        self._print(undone)
        text = _("Removed %(removed)s, restored %(restored)s, left alone %(kept_rows)s.")
        self.stdout.write(text % undone.undo)
        for kept in undone.undo["kept"]:
            self.stdout.write(f"  {kept['model']} {kept['subject']}: {kept['reason']}")

    def _errors(self, run: str, out: Path, **options: Any) -> None:
        out.write_bytes(import_errors.error_workbook(self._run(run), user=None))

    def _print(self, run: ImportRun) -> None:
        state = f"{run.get_state_display()}  {self._counts(run)}"
        self.stdout.write(f"{str(run.uid)[:8]}  {run.file_name}  {state}")
        if run.message:
            self.stdout.write(run.message)
        for problem in run.problems[:SHOWN_PROBLEMS]:
            place = _("row %(row)s · %(column)s: %(message)s") % problem
            self.stdout.write(f"  {problem.get('sheet', '')} {place}".rstrip())
        if len(run.problems) > SHOWN_PROBLEMS:
            self.stdout.write("  …")
        for text in (*run.notes, *(question["message"] for question in run.questions)):
            self.stdout.write(text)

    def _counts(self, run: ImportRun) -> str:
        words = [word for word in WORDS if word in run.counts]
        shown = words or [name for name, count in run.counts.items() if count]
        return " ".join(f"{word}={run.counts[word]}" for word in shown)

    def _bar(self, share: float) -> None:
        """On a terminal only: a script reads lines."""
        if self.stderr.isatty():
            done = round(share * BAR_WIDTH)
            bar = "#" * done + "-" * (BAR_WIDTH - done)
            self.stderr.write(f"\r[{bar}] {share:4.0%}", ending="")
            self.stderr.flush()

    def _end_bar(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r" + " " * (BAR_WIDTH + 8) + "\r", ending="")

    def _run(self, beginning: str) -> ImportRun:
        """The only run whose id begins so; with enough runs eight signs may fit several."""
        found = [run for run in ImportRun.objects.all() if str(run.uid).startswith(beginning)]
        if len(found) != 1:
            raise CommandError(
                _("%(number)s imports have an id that begins with “%(id)s”.")
                % {"number": len(found), "id": beginning}
            )
        return found[0]

    def _account(self, name: str) -> import_kinds.Sender:
        users = get_user_model()._default_manager
        user: Any = users.filter(username=name, is_active=True).first()
        if user is None:
            raise CommandError(_("There is no account “%(name)s”.") % {"name": name})
        return user

    def _pair(self, text: str) -> tuple[str, str]:
        name, equals, value = text.partition("=")
        if not equals:
            raise CommandError(_("Write an option as NAME=VALUE: %(text)s") % {"text": text})
        return name, value
