"""List what is wrong with divisions: no boundary, no seat, seats outside, overlaps, gaps.

manage.py check_boundaries                        the whole city, today
manage.py check_boundaries --division 211321      one county
"""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.commands import DomainCommand
from geo import codes, problems
from geo.levels import Level
from geo.models import AdministrativeDivision

SHOWN = 20


class Command(DomainCommand):
    help = "List divisions without boundary or seat, seats outside, overlaps and gaps."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--division", help="code; the city when left out")
        parser.add_argument("--on", type=dt.date.fromisoformat, help="day; today when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["on"] or timezone.localdate()
        under = codes.parse(options["division"] or settings.CITY_CODE)
        divisions = AdministrativeDivision.objects.at_or_under(under).as_of(day)
        names = dict(divisions.values_list("code", "name"))
        for kind in problems.KINDS:
            found = kind.among(divisions, day)
            self._list(str(kind.sentence), [f"{d.code} {d.name}" for d in found])
        for level in (Level.COUNTY, Level.TOWNSHIP):
            shared = problems.overlaps(under=under, level=level, on=day)
            lines = [
                f"{o.first} {names[o.first]} · {o.second} {names[o.second]}: {_km2(o.area_m2)}"
                for o in shared
            ]
            self._list(_("Two divisions claim the same ground."), lines)
        for level in (Level.CITY, Level.COUNTY):
            open_ground = problems.gaps(under=under, level=level, on=day)
            lines = [
                f"{g.code} {names[g.code]}: {_km2(g.uncovered_m2)}, {_km2(g.beyond_m2)}"
                for g in open_ground
            ]
            self._list(_("Those below it leave ground uncovered, or reach beyond it."), lines)

    def _list(self, sentence: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write(f"{len(lines):>6}  {sentence}")
        for line in lines[:SHOWN]:
            self.stdout.write(f"        {line}")
        if len(lines) > SHOWN:
            self.stdout.write("        …")


def _km2(area_m2: float) -> str:
    return f"{area_m2 / 1e6:.2f} km²"
