"""What a file says of itself: of which day it is, by which definition, from where, how exact."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.measures import day, moment
from geo.crs import CGCS2000_SRID, GEOGRAPHIC_SRID
from layers.exports.contents import Content
from outlets.kinds import OperatingModel, OutletKind, Platform
from targets import findings
from targets.coverage import Part
from targets.definitions import Definition

Item = tuple[str, str]

CGCS2000 = f"CGCS2000 (EPSG:{CGCS2000_SRID})"
# Formats that know one system only. The two agree within centimetres here; see geo.crs.
WGS84 = f"WGS 84 (EPSG:{GEOGRAPHIC_SRID})"


def about(content: Content, *, system: str = CGCS2000) -> list[Item]:
    """What the file is about, as pairs of a label and a text, the most telling first.

    Args:
        system: the coordinate system as the format names it.
    """
    return list(_items(content, system))


def title(content: Content) -> str:
    """What the export finds: the sentence that is the title of its page."""
    asked = content.asked
    if asked.layers == ("gaps",):
        name = findings.called(content.report.division)
        return findings.list_title(asked.question, asked.part, name, len(content.layers[0]))
    return findings.finding(content.report)


def _items(content: Content, system: str) -> Iterator[Item]:
    question = content.asked.question
    if content.has_demonstration:
        yield (
            _("Demonstration data"),
            _("The outlets and people shown are invented and are no real records."),
        )
    yield _("Finding"), title(content)
    yield _("As of"), day(question.on)
    yield _("Division"), f"{content.report.division.name} {question.division}"
    yield _("Definition of coverage"), findings.definition_note(question)
    if question.definition is Definition.SPATIAL:
        yield _("Radius"), findings.radius(question.radius_m)
    if part := _part_of_network(content):
        yield _("Only these outlets count"), part
    if "gaps" in content.asked.layers and content.asked.part is not Part.GAPS:
        yield _("List"), str(content.asked.part.label)
    if content.asked.since:
        yield _("Compared with"), day(content.asked.since)
    for layer in content.layers:
        yield layer.title, _rows(len(layer), layer.approximate)
        yield from layer.notes
    yield (
        _("Positions"),
        _(
            "Rows marked “only approximate” only show the rough place: villages and townships by"
            " public sources, outlets at the seat of their village. They are no proof of ownership."
        ),
    )
    yield _("Coordinate system"), _system(system)
    yield (
        _("Sources"),
        _("County lines: Tianditu. Villages and outlets: the registry, on the day named."),
    )
    yield _("Marking"), _marking()
    yield _("Data version"), f"{content.version} · {content.fingerprint}"
    yield _("Made at"), moment(timezone.now())


def _part_of_network(content: Content) -> str:
    """The part of the network asked about, in words; empty for the whole."""
    part = content.asked.question.outlets
    labels = (
        OutletKind(part.kind).label if part.kind else "",
        OperatingModel(part.operating_model).label if part.operating_model else "",
        Platform(part.platform).label if part.platform else "",
    )
    return " · ".join(str(label) for label in labels if label)


def _rows(rows: int, approximate: int) -> str:
    text = ngettext("%(n)s row", "%(n)s rows", rows) % {"n": rows}
    if not approximate:
        return text
    more = ngettext("%(n)s only approximate", "%(n)s only approximate", approximate)
    return f"{text} · {more % {'n': approximate}}"


def _system(system: str) -> str:
    if system == CGCS2000:
        return _("%(system)s, degrees; longitude before latitude") % {"system": system}
    return _(
        "%(system)s, degrees; longitude before latitude. The positions are CGCS2000, which agrees"
        " with it within centimetres; no transformation was made."
    ) % {"system": system}


def _marking() -> str:
    if number := settings.MAP_APPROVAL_NUMBER:
        return _("Map approval number: %(number)s") % {"number": number}
    return _("Internal material, for official use only")
