"""Makes an export: at once when it is small, in the background when it is large."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import InvalidQuestionError
from layers import standalone
from layers.exports.contents import content, expected_rows
from layers.exports.formats import FORMATS, Format
from layers.exports.questions import ExportQuestion, export_within
from layers.models import PreparedFile
from layers.preparing import Made, Progress, maker
from layers.preparing import request as request_file
from targets import findings, reports

KIND = "map_export"
FORMAT = "format"


class Export(NamedTuple):
    """What is asked for, and in which format."""

    asked: ExportQuestion
    format: Format

    @property
    def is_large(self) -> bool:
        return expected_rows(self.asked) > settings.EXPORT_AT_ONCE_ROWS


def read(values: Mapping[str, str], user: User) -> Export:
    """The export that a form or a job asks for, within the user's jurisdiction.

    Raises:
        InvalidQuestionError: an unknown format, or a value that cannot be understood.
        UnknownDivisionError: the division lies outside the user's jurisdiction.
    """
    name = values.get(FORMAT, "")
    if name not in FORMATS:
        message = _("There is no format “%(text)s”. Known are: %(known)s.")
        known = ", ".join(FORMATS)
        raise InvalidQuestionError(message % {"text": name[:40], "known": known}, field=FORMAT)
    return Export(export_within(values, user), FORMATS[name])


def make(export: Export, actor: User | None, folder: Path) -> Made:
    """Write the file into an empty folder; recorded.

    Raises:
        UnknownDivisionError: there is no such division on the day.
        ConflictError: the registry is being written to all the while.
    """
    asked, form = export
    path = folder / f"export{form.suffix}"
    if form.write is None:
        page = standalone.build(asked.question)
        path.write_text(page.html, encoding="utf-8")
        rows, fingerprint = None, page.fingerprint
    else:
        found = content(asked)
        form.write(found, path)
        rows, fingerprint = found.rows, found.fingerprint
    detail = {
        "question": asked.question.key,
        "format": form.name,
        "layers": ",".join(asked.layers),
        "list": asked.part.value,
        "rows": rows,
        "fingerprint": fingerprint,
    }
    audit.record(actor, "map.exported", subject=asked.question.division, detail=detail)
    return Made(path, file_name(export))


def file_name(export: Export) -> str:
    """What the file is called: division, what it shows, the day, and the format's ending."""
    asked, form = export
    division = findings.called(reports.division_asked(asked.question))
    shown = asked.part.label if asked.layers == ("gaps",) else asked.question.definition.label
    title = _("%(division)s %(shown)s %(on)s") % {
        "division": division,
        "shown": shown,
        "on": asked.question.on.isoformat(),
    }
    return re.sub(r'[\\/:*?"<>|\s]+', "-", title) + form.suffix


def request(export: Export, actor: User) -> PreparedFile:
    """Have the export made in the background.

    Raises:
        UnknownDivisionError: there is no such division on the day.
        ConflictError: too many files are being made for the actor.
    """
    question = export.asked.as_dict() | {FORMAT: export.format.name}
    return request_file(kind=KIND, question=question, actor=actor, title=file_name(export))


@maker(KIND)
def _make_in_background(question: dict[str, str], actor: User, progress: Progress) -> Made:
    progress(0.1, _("Reading the registry"))
    made = make(read(question, actor), actor, progress.folder)
    progress(0.95, _("Putting the file away"))
    return made
