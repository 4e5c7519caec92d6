"""What is in the registry before anybody signs in: schema, divisions, demonstration, accounts."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bootstrap import commands, database, places, venv
from bootstrap.messages import step
from bootstrap.places import PROJECT

SETTINGS = "config.settings.local"


@dataclass(frozen=True)
class Task:
    """A management command, run again only when one of the files it reads has changed.

    One that reads no file is run once for each database.
    """

    zh: str
    en: str
    command: Sequence[str]
    reads: Sequence[str] = ()

    @property
    def name(self) -> str:
        return self.command[0]

    def digest(self) -> str:
        digest = hashlib.sha256(" ".join(self.command).encode())
        for path in sorted(self._files()):
            digest.update(os.fsencode(path.relative_to(PROJECT)))
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def _files(self) -> Iterator[Path]:
        for pattern in self.reads:
            yield from filter(Path.is_file, PROJECT.glob(pattern))


TRANSLATIONS = Task(
    "编译译文", "Compiling translations", ["compile_translations"], ["[!.]*/locale/**/*.po"]
)
DIVISIONS = Task(
    "载入行政区划",
    "Loading the divisions",
    ["load_divisions", "--commit"],
    ["data/**/*", "geo/importers/*.py"],
)
LOAN_RULES = Task(
    "载入贷款规则", "Loading the loan rules", ["load_loan_rules"], ["data/policy/*.toml"]
)
DEMONSTRATION = Task(
    "载入演示数据",
    "Loading the demonstration",
    ["load_demonstration"],
    ["*/demonstration*.py", "*/demonstration/*.py"],
)
ACCOUNTS = Task("创建账号", "Making accounts", ["create_accounts", "--out", str(places.ACCOUNTS)])
STATIC = Task(
    "收集静态文件",
    "Collecting static files",
    ["collectstatic", "--noinput", "--clear"],
    ["[!.]*/static/**/*", "config/settings/*.py", "requirements.txt"],
)


def prepare(*, demonstration: bool) -> None:
    """Bring the database up to date and fill it, doing only what has not been done yet."""
    do(TRANSLATIONS)
    with step("更新数据库结构", "Bringing the database schema up to date"):
        manage("migrate", "--noinput")
    do(DIVISIONS)
    do(LOAN_RULES)
    if demonstration:
        do(DEMONSTRATION)
    do(ACCOUNTS)
    do(STATIC)


def do(task: Task) -> None:
    stamp = database.folder_of_what_was_done() / task.name
    digest = task.digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    with step(task.zh, task.en):
        manage(*task.command)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)


def manage(*arguments: str) -> None:
    commands.run([venv.PYTHON, "manage.py", *arguments], env={"DJANGO_SETTINGS_MODULE": SETTINGS})
