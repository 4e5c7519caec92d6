"""An atlas: cover, contents, and a sheet for a division and each of those below it.

manage.py print_atlas --out atlas.pdf
manage.py print_atlas --paper A4 --mono --out atlas.zip
manage.py print_atlas --code 211321 --theme gaps --on 2018-09-30 --out 朝阳县.pdf
"""

import os
from argparse import ArgumentParser
from io import BytesIO
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.commands import DomainCommand, ProgressBar
from layers import atlas_files
from layers.management.printing import add_choices, order_of, write
from layers.sheets import atlas as atlases
from layers.sheets.atlas_plan import AtlasOrder
from targets.definitions import city_code


class Command(DomainCommand):
    help = "Draw the atlas of the city, or of one division, as a PDF or as a zip of PDFs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", default=city_code(), help="code; the city when left out")
        parser.add_argument(
            "--workers", type=int, default=min(2, os.cpu_count() or 1), help="processes"
        )
        add_choices(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        out = options["out"]
        if out.suffix not in (".pdf", ".zip"):
            raise CommandError(_("Name a file that ends in .pdf or .zip."))
        if options["workers"] < 1:
            raise CommandError(_("At least one process is needed."))
        asked = order_of(options)
        order = AtlasOrder(asked.question, asked.options, site=options["site"].rstrip("/"))
        bar = ProgressBar(self.stderr)
        atlas = atlases.make_atlas(order, workers=options["workers"], progress=bar)
        target = BytesIO()
        draw = atlases.write_zip if out.suffix == ".zip" else atlases.write_pdf
        count = draw(atlas, target, printed_at=timezone.now(), progress=bar)
        bar.end()
        write(out, target.getvalue())
        atlas_files.record(None, atlas)
        kind = "files" if out.suffix == ".zip" else "pages"
        self.stdout.write(f"{out}: {len(atlas.drawn)} sheets, {count} {kind}")
        for failure in atlas.failures:
            self.stdout.write(f"  {failure.code} {failure.name}: {failure.problem}")
