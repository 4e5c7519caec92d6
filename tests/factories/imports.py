"""Files that somebody sends, taken through the steps of an import.

run = sent("outlets", content, actor=planner)                 # received and previewed
run = written("outlets", content, actor=planner, name="网点.xlsx")
"""

from typing import Any

from django.core.files.base import ContentFile

from core import import_runs
from core.models import ImportRun


def sent(
    kind: str, content: bytes, *, actor: Any, name: str = "网点.xlsx", **options: str
) -> ImportRun:
    file = ContentFile(content, name=name)
    run = import_runs.receive(kind=kind, file=file, actor=actor, options=options)
    return import_runs.preview(run=run)


def written(
    kind: str, content: bytes, *, actor: Any, name: str = "网点.xlsx", **options: str
) -> ImportRun:
    return confirmed(sent(kind, content, actor=actor, name=name, **options), actor=actor)


def confirmed(run: ImportRun, *, actor: Any) -> ImportRun:
    """Confirmed and written, as the background task would."""
    run = import_runs.confirm(run=run, actor=actor)
    import_runs.carry_out(uid=run.uid)
    run.refresh_from_db()
    return run
