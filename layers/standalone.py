"""The coverage map as one HTML file that opens with no network and nothing beside it."""

import json
import re
from collections import Counter
from hashlib import sha256
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import data_version, database
from core.demonstration import is_loaded
from geo.levels import Level
from geo.models import AdministrativeDivision
from layers import figures as panel
from layers import folium_maps, styles
from layers.inline import inline
from layers.labels import place_labels
from layers.sentences import network_part
from layers.sources import SOURCES
from layers.steady import steadily
from layers.venture_counts import collection, venture_counts
from outlets.kinds import OperatingModel, Status
from targets import findings, reports
from targets.definitions import Definition, Question
from targets.policy import read_policy

DRAWN = (
    *("counties", "townships", "villages", "outlets", "incubators", "parks"),
    *("neighbours", "rivers"),
)
FARTHEST_SHOWN = 10
DIGITS_OF_FINGERPRINT = 12
_GENERATED_NAME = re.compile(r"_([0-9a-f]{32})(?![0-9a-f])")


class StandaloneMap(NamedTuple):
    """A finished file.

    Attributes:
        fingerprint: names question and data: equal for files that show the same.
    """

    html: str
    name: str
    fingerprint: str


class _Data(NamedTuple):
    """Report, figures and layers of one data version, and the fingerprint of their texts."""

    version: int
    report: reports.CoverageReport
    figures: dict[str, Any]
    layers: dict[str, Any]
    fingerprint: str


def build(question: Question) -> StandaloneMap:
    """The map that answers a question, in the language now active.

    Raises:
        UnknownDivisionError: no such division on the day.
        ConflictError: the registry is being written to all the while.
    """
    data = steadily(lambda: _read(question))
    layers = _slim(data.layers)
    layers["outline"] = (
        layers["counties"] if layers["counties"]["features"] else layers["townships"]
    )
    _shorten(layers["counties"], question)
    layers["labels"] = place_labels(question.division, layers)
    drawing = folium_maps.draw(question.division, layers)
    context = _context(question, data) | {
        "layers": {"layers": layers, "styles": styles.as_dict(), "texts": _texts()},
        "head": drawing.head,
        "body": drawing.body,
        "script": drawing.script,
    }
    html = inline(_steadily_named(render_to_string("layers/standalone.html", context)))
    return StandaloneMap(html, _file_name(question, data.figures["name"]), data.fingerprint)


def _read(question: Question) -> _Data:
    version = data_version.current()
    report = reports.coverage_report(question)
    texts = {"figures": panel.figures(question)}
    texts |= {name: database.text(*SOURCES[name](question)) for name in DRAWN}
    # A file leaves the registry: small counts are told to nobody.
    texts["ventures"] = collection(venture_counts(question, sees=False))
    digest = sha256("\n".join([question.key, *texts.values()]).encode()).hexdigest()
    content = {name: json.loads(text) for name, text in texts.items()}
    return _Data(version, report, content.pop("figures"), content, digest[:DIGITS_OF_FINGERPRINT])


def _slim(layers: dict[str, Any]) -> dict[str, Any]:
    """The layers with what the file shows and no more; each area with the class of its rate.

    The class is found from the counts, as in the legend; the rate in the layer is rounded.
    """
    for name in ("counties", "townships"):
        for feature in layers[name]["features"]:
            row = feature["properties"]
            rate = row["covered"] / row["villages"] if row["villages"] else None
            row["class"] = styles.class_of(rate)
    for feature in layers["outlets"]["features"]:
        del feature["id"], feature["properties"]["village"]
    for name in ("incubators", "parks"):
        for feature in layers[name]["features"]:
            del feature["id"], feature["properties"]["code"]
    for feature in layers["ventures"]["features"]:
        row = feature["properties"]
        row["radius"] = styles.venture_radius(row["high"])
    return layers


def _shorten(counties: dict[str, Any], question: Question) -> None:
    """Give each county the name that fits on a map: 喀左县 for 喀喇沁左翼蒙古族自治县."""
    divisions = AdministrativeDivision.objects.as_of(question.on).counties()
    short = dict(divisions.values_list("code", "short_name"))
    for feature in counties["features"]:
        row = feature["properties"]
        row["short"] = short[row["code"]] + row["name"][-1]


def _context(question: Question, data: _Data) -> dict[str, Any]:
    figures = data.figures
    total, denominators = figures["total"], figures["denominators"]
    policy = denominators["policy"]
    return {
        "figures": figures,
        "on": question.on,
        "finding": findings.finding(data.report),
        "definition": findings.definition_note(question),
        "covered_heading": findings.covered_heading(question.definition),
        "network_part": network_part(question),
        "policy_rate": total["covered"] / policy if policy else None,
        "policy_difference": abs(policy - denominators["registry"]) if policy else None,
        "policy": read_policy() if policy else None,
        "served_uncovered": figures["states"]["served"] if _is_administrative(question) else 0,
        "rows": figures["rows"] if figures["level"] in (Level.CITY, Level.COUNTY) else [],
        "farthest": [gap for gap in figures["gaps"] if gap["nearest_m"] is not None][
            :FARTHEST_SHOWN
        ],
        "gap_count": len(figures["gaps"]),
        "all_approximate": total["approximate"] == total["villages"],
        "states": _states(question, figures["states"]),
        "outlets": _outlets(figures["network"]),
        "outlet_count": sum(part["outlets"] for part in figures["network"]),
        "not_target": _not_target(figures),
        "incubators": _kinds("incubators", data.layers),
        "parks": _kinds("parks", data.layers),
        "ventures": data.layers["ventures"]["total"] if data.layers["ventures"]["features"] else "",
        "classes": _classes(figures["classes"]),
        "county_classes": _classes(_class_counts(figures["rows"])),
        "has_counties": figures["level"] == Level.CITY,
        "has_demonstration": is_loaded(),
        "map_approval_number": settings.MAP_APPROVAL_NUMBER,
        "data_version": data.version,
        "fingerprint": data.fingerprint,
        "made_at": timezone.now(),
        "language": get_language(),
    }


def _is_administrative(question: Question) -> bool:
    return question.definition is Definition.ADMINISTRATIVE


def _states(question: Question, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The legend of villages: the states that the definition knows, with their counts."""
    return [
        {"state": style.state, "label": style.label, "count": counts[style.state]}
        for style in styles.states_of(question.definition)
    ]


def _outlets(network: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The legend of outlets: the operating by model, the others by status."""
    counts: Counter[tuple[str, str]] = Counter()
    for part in network:
        operating = part["status"] == Status.OPERATING
        counts[part["status"], part["model"] if operating else ""] += part["outlets"]
    models = {model.value: model.label for model in OperatingModel} | {"": _("model not stated")}
    return [
        {
            "css": styles.STATUS_STYLES[Status(status)],
            "sign": styles.MODEL_SIGNS[model] if status == Status.OPERATING else "",
            "status": Status(status).label,
            "model": models[model] if status == Status.OPERATING else "",
            "count": counts[status, model],
        }
        for status in Status.values
        for model in (*OperatingModel.values, "")
        if counts[status, model]
    ]


def _kinds(name: str, layers: dict[str, Any]) -> list[dict[str, Any]]:
    """The legend of incubators or parks: the kinds there are, with their counts."""
    counts = Counter(row["properties"]["kind"] for row in layers[name]["features"])
    return [
        row | {"count": counts[row["kind"]]}
        for row in styles.as_dict()[name]
        if counts[row["kind"]]
    ]


def _not_target(figures: dict[str, Any]) -> str:
    """Why the legend counts more operating outlets than the figure; empty when it does not."""
    operating = sum(p["outlets"] for p in figures["network"] if p["status"] == Status.OPERATING)
    if not (more := operating - figures["outlets"]["operating"]):
        return ""
    text = _("Operating at township or county level, not counted towards the target: {count}")
    return text.format(count=more)


def _classes(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"label": label, "colour": colour, "count": counts[str(number)]}
        for number, (label, colour) in enumerate(
            zip(styles.CLASS_LABELS, styles.SCREEN_RAMP, strict=True)
        )
    ] + [{"label": _("no village"), "colour": styles.NO_VILLAGE, "count": counts["none"]}]


def _class_counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    counts = Counter(str(styles.class_of(row["rate"])).lower() for row in rows)
    return {key: counts[key] for key in (*map(str, range(len(styles.CLASS_LABELS))), "none")}


def _texts() -> dict[str, str]:
    """What the script says."""
    return {
        "rate": _("Coverage"),
        "villages": _("Villages covered"),
        "uncovered": _("Not covered"),
        "unlocated": _("Without a position"),
        "outlets": _("Operating outlets"),
        "noVillage": _("No administrative village"),
        "approximateArea": _("Boundary only approximate"),
        "approximatePlace": _("Position only approximate"),
        "atSeat": _("Drawn at the seat of its village"),
        "notLocated": _("Not located, drawn where its division is"),
        "ventures": _("Ventures"),
        "openSince": _("open since"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "map": _("Coverage map"),
    }


def _steadily_named(html: str) -> str:
    """Short running numbers for the random names that folium gives its elements."""
    names: dict[str, str] = {}
    return _GENERATED_NAME.sub(lambda found: names.setdefault(found[1], f"_{len(names) + 1}"), html)


def _file_name(question: Question, division: str) -> str:
    title = _("%(division)s coverage map %(on)s") % {
        "division": division,
        "on": question.on.isoformat(),
    }
    return re.sub(r'[\\/:*?"<>|\s]+', "-", title) + ".html"
