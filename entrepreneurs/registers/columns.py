"""Columns that several registers show."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from entrepreneurs import privacy
from entrepreneurs.registers.base import Column


def full_place(record: Any) -> str:
    """County, township and village, as far as the record's division goes down."""
    division = record.division
    above = [division]
    while above[-1].parent_id and len(above[-1].code) > 6:
        above.append(above[-1].parent)
    return " ".join(d.short_name or d.name for d in reversed(above))


place_of = Column(_("Place"), full_place, sort="division__code")
stage_of = Column(_("Stage"), lambda record: record.get_stage_display(), sort="stage")


def masked_person(path: str) -> Any:
    """What shows of the person at `path` of a record: `王**`."""

    def show(record: Any) -> str:
        for name in path.split("."):
            record = getattr(record, name)
            if record is None:
                return ""
        return privacy.shown(record).name

    return show
