"""The menu by which a page's content is taken away as a file."""

from typing import Any

from django import template

from layers.exports.formats import FORMATS
from targets.coverage import Part
from targets.definitions import Definition, Question

register = template.Library()

# Where the page has tables of its own to take away.
SPATIAL = ("gpkg", "shp", "geojson", "kml")


@register.inclusion_tag("layers/_take_away.html")
def take_away(
    question: Question | None = None,
    *,
    part: Part | None = None,
    since: str = "",
    is_up: bool = False,
) -> dict[str, Any]:
    """The menu; its buttons belong to the form of `layers/_take_away_form.html`.

    Args:
        question: what the page shows; left out where the page's address says it.
        part: the list of villages that alone is taken away, with `since` where it compares.
        is_up: whether the menu opens upwards.
    """
    return {
        "formats": [FORMATS[name] for name in (SPATIAL if question else FORMATS)],
        "fields": _fields(question, part, since) if question else {},
        "is_of_map": question is None,
        "is_up": is_up,
    }


def _fields(question: Question, part: Part | None, since: str) -> dict[str, str]:
    fields = {
        "division": question.division,
        "on": question.on.isoformat(),
        "definition": question.definition.value,
        "radius_m": str(question.radius_m) if question.definition is Definition.SPATIAL else "",
        "kind": question.outlets.kind,
        "model": question.outlets.operating_model,
        "platform": question.outlets.platform,
    }
    if part:
        fields |= {"take": "gaps", "show": part.value, "since": since}
    return {name: value for name, value in fields.items() if value}
