"""Atlases as files that are made in the background."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import audit
from layers import printing
from layers.preparing import Made, Progress, maker
from layers.printing import PrintOrder
from layers.sheets import atlas as atlases
from layers.sheets.atlas import Atlas, Failure
from layers.sheets.atlas_plan import AtlasOrder

KIND = "atlas"
WORKERS = 2
NAMED_FAILURES = 3


def question_for(order: PrintOrder, *, site: str, is_zip: bool) -> dict[str, str]:
    """What the maker is given: plain JSON."""
    return order.values() | {"site": site, "form": "zip" if is_zip else "pdf"}


@maker(KIND)
def make(question: Mapping[str, Any], actor: User, progress: Progress) -> Made:
    """Make the atlas within what the actor may see now; recorded."""
    order = printing.asked(question, actor)
    atlas_order = AtlasOrder(order.question, order.options, site=question.get("site", ""))
    is_zip = question.get("form") == "zip"
    name = atlases.file_name(atlas_order, is_zip=is_zip)
    atlas = atlases.make_atlas(atlas_order, workers=WORKERS, progress=progress)
    path = progress.folder / name
    write = atlases.write_zip if is_zip else atlases.write_pdf
    write(atlas, path, printed_at=timezone.now(), progress=progress)
    record(actor, atlas)
    return Made(path, name, note(atlas.failures))


def record(actor: User | None, atlas: Atlas) -> None:
    """Note in the audit what was printed."""
    order = PrintOrder(atlas.order.question, atlas.order.options)
    audit.record(
        actor,
        "map.printed",
        subject=order.question.division,
        detail=order.values()
        | {
            "sheets": len(atlas.drawn),
            "failed": [failure.code for failure in atlas.failures],
        },
    )


def note(failures: list[Failure]) -> str:
    """Which sheets are missing and why; empty where none is."""
    if not failures:
        return ""
    count = len(failures)
    told = [
        _("%(name)s (%(problem)s)") % {"name": failure.name, "problem": failure.problem}
        for failure in failures[:NAMED_FAILURES]
    ]
    if more := count - len(told):
        told.append(_("and %(count)s more") % {"count": more})
    return ngettext(
        "%(count)s sheet could not be drawn: %(which)s",
        "%(count)s sheets could not be drawn: %(which)s",
        count,
    ) % {"count": count, "which": _("; ").join(told)}
