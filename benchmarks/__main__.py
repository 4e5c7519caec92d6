"""Run every benchmark and print its figures as Markdown.

.venv/bin/python -m benchmarks               about a minute, once the peers are installed
.venv/bin/python -m benchmarks --rounds 200
"""

import argparse
import os
import platform
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    _prepare()
    from benchmarks import answers, atlas, coverage, importing, scale, sheets
    from benchmarks.timing import race, table

    scale.tidy()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    for title, contestants, reference in answers.races():
        race(contestants, rounds=rounds)
        print(table(title, contestants, reference), flush=True)
    for definition in ("administrative", "spatial"):
        contestants = coverage.contestants(definition)
        race(contestants, rounds=rounds)
        title = f"Coverage of the whole city, {definition}, by township"
        print(table(title, contestants, "bare SQL"), flush=True)
    print(scale.measure())
    print(importing.measure())
    print(sheets.measure())
    print(atlas.measure())
    return 0


def _prepare() -> None:
    """Make the database and let this process use it."""
    from benchmarks import database
    from config.env import database as configured

    settings = configured()
    database.make(settings)
    os.environ["DATABASE_URL"] = database.address(settings)
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
