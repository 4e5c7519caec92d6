"""The checks that `./test` runs, from the quickest to the slowest."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from bootstrap import venv
from bootstrap.commands import Command
from bootstrap.messages import say
from bootstrap.places import PROJECT

SETTINGS = "config.settings.test"
MOST_PROCESSES = 4
APPS = ("config", "core", "geo", "accounts", "outlets", "entrepreneurs", "targets", "layers")


def run_all() -> int:
    """Run every check up to the first that fails; return the exit status."""
    for name, command in _checks():
        status = _run(name, command)
        if status:
            return status
    # A database for each process; more of them than this wait for one another.
    return run_pytest(["-n", str(min(MOST_PROCESSES, os.cpu_count() or 1))])


def run_pytest(arguments: Sequence[str]) -> int:
    return _run("pytest", [*_module("pytest"), *arguments])


def _checks() -> list[tuple[str, Command]]:
    manage: Command = [venv.PYTHON, "manage.py"]
    templates = sorted(app / "templates" for app in map(PROJECT.joinpath, APPS))
    return [
        ("ruff check", [*_module("ruff"), "check"]),
        ("ruff format", [*_module("ruff"), "format", "--check"]),
        ("import-linter", [venv.VENV / "bin" / "lint-imports"]),
        ("mypy", _module("mypy")),
        ("manage.py check", [*manage, "check"]),
        ("makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("djlint", [*_module("djlint"), "--lint", *filter(Path.exists, templates)]),
    ]


def _run(name: str, command: Command) -> int:
    print(f"\n── {name} " + "─" * (60 - len(name)), flush=True)
    started = time.monotonic()
    status = subprocess.call(
        command, cwd=PROJECT, env=os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS}
    )
    seconds = f"{time.monotonic() - started:.1f} s"
    if status:
        say(f"{name} 没有通过（{seconds}）", f"{name} failed.")
    else:
        say(f"{name} 通过（{seconds}）", "passed")
    return status


def _module(name: str) -> list[str | Path]:
    return [venv.PYTHON, "-m", name]
