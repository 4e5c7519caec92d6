"""Columns that several registers show."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.changes import shown
from core.templatetags.measures import day
from entrepreneurs import privacy
from entrepreneurs.models import Person
from entrepreneurs.registers.base import Column


def of(model: type[Model], name: str, **options: Any) -> Column:
    """The column of a model's field, by the field's own name and words."""
    field: Any = model._meta.get_field(name)
    words = f"get_{name}_display"

    def value(record: Any) -> object:
        found = getattr(record, words)() if field.choices else getattr(record, name)
        return shown(found) if isinstance(found, bool) else found

    return Column(label_of(field), value, **({"sort": name} | options))


def label_of(field: Any) -> Any:
    """A field's words; of money with its unit."""
    if not field.name.endswith("_yuan"):
        return field.verbose_name
    return format_lazy(_("{amount} (yuan)"), amount=field.verbose_name)


def full_place(record: Any) -> str:
    """County, township and village, as far as the record's division goes down."""
    division = getattr(record, "division", None) or record.entrepreneur.division
    above = [division]
    while above[-1].parent_id and len(above[-1].code) > 6:
        above.append(above[-1].parent)
    return " ".join(d.short_name or d.name for d in reversed(above))


place_of = Column(_("place"), full_place, sort="division__code")
position_of = Column(_("Position"), lambda record: _lon_lat(record.location))
stage_of = Column(_("stage"), lambda record: record.get_stage_display(), sort="stage")


def _lon_lat(point: Any) -> str:
    return f"{point.x:.6f}, {point.y:.6f}" if point else ""


def closed(record: Any) -> Iterator[str]:
    """What a page says of a place that has closed."""
    if record.closed_on and record.closed_on <= timezone.localdate():
        yield gettext("Closed since %(day)s: it counts up to the day before.") % {
            "day": day(record.closed_on)
        }


def masked_person(path: str) -> Any:
    """What shows of the person at `path` of a record: `王**`."""

    def show(record: Any) -> str:
        for name in path.split("."):
            record = getattr(record, name)
            if record is None:
                return ""
        return privacy.shown(record).name

    return show


def person_at(path: str, *, model: type[Model] = Person, **options: Any) -> Column:
    """The column of the person at `path`, masked, under the words for `model`."""
    words = model._meta.verbose_name
    assert words, "every model has its words"
    return Column(words, masked_person(path), **options)


def person_title(path: str = "person") -> Any:
    """The title of a record about a person: the masked name and the place."""
    name = masked_person(path)
    return lambda record: f"{name(record)} {full_place(record)}"
