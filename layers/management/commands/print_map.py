"""One printed sheet as a PDF.

manage.py print_map 211321 --out 朝阳县.pdf
manage.py print_map 2113 --paper A1 --theme gaps --on 2018-09-30 --mono --out gaps.pdf
manage.py print_map 211321 --theme change --from 2018-01-01 --on 2018-09-30 --out change.pdf
"""

from argparse import ArgumentParser
from io import BytesIO
from typing import Any

from django.utils import timezone

from core import audit
from core.commands import DomainCommand
from layers.management.printing import add_choices, order_of, write
from layers.printing import PrintOrder
from layers.sheets.document import draw_sheet


class Command(DomainCommand):
    help = "Draw one division's printed sheet as a PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="code of the city, of a county or a township")
        add_choices(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        order = order_of(options)
        target = BytesIO()
        sheet = draw_sheet(
            target,
            order.question,
            order.options,
            printed_at=timezone.now(),
            address=_address(order, options["site"]),
        )
        write(options["out"], target.getvalue())
        audit.record(
            None,
            "map.printed",
            subject=order.question.division,
            detail=order.values() | {"number": sheet.number, "fingerprint": sheet.fingerprint},
        )
        self.stdout.write(f"{options['out']}: {sheet.number}, {sheet.pages} p., {sheet.title}")


def _address(order: PrintOrder, site: str) -> str:
    return f"{site.rstrip('/')}{order.live()}" if site else ""
