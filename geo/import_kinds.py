"""Which files of divisions can be imported, and by whom.

All of them can be undone: new units and figures go, names, seats and lines become what they were.
What stays is the entry of a boundary release, which then has no lines, and whatever somebody
changed or built upon since; those are listed.
"""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import cells
from core.errors import UnreadableFileError
from core.import_kinds import TABLES, ImportKind, Option, Sender, SentFile, register, table_kind
from core.importing import Plan, Question
from geo import frames
from geo.crs import CANDIDATE_SRIDS, CoordinateSystem
from geo.importers import vectors
from geo.importers.boundaries import Terms as BoundaryTerms
from geo.importers.boundaries import plan_boundaries
from geo.importers.columns import BOUNDARY_COLUMNS, vector_rows
from geo.importers.division_list import DivisionListImporter
from geo.importers.seats import Source, plan_seats
from geo.importers.seats import Terms as SeatTerms
from geo.importers.village_years import VillageYearImporter
from geo.judging import Placed, judge_numbers
from geo.levels import LocationQuality

MAINTAIN_DIVISIONS = "geo.maintain_divisions"

SHIFTS = tuple((system.value, system.label) for system in CoordinateSystem)
SYSTEMS = tuple((f"EPSG:{srid}", f"EPSG:{srid}") for srid in CANDIDATE_SRIDS)
QUALITIES = tuple((quality.value, quality.label) for quality in LocationQuality)


def may_maintain(sender: Sender) -> bool:
    """Whether the sender keeps the divisions of the city."""
    return sender.has_perm(MAINTAIN_DIVISIONS)


def _quality(options: Mapping[str, str], otherwise: LocationQuality) -> LocationQuality:
    return LocationQuality(options.get("quality") or otherwise)


def _boundaries(sent: SentFile) -> Plan:
    frame = vectors.read_as_given(sent.path, shown=sent.name)
    question = None
    if frame.crs is None:
        frame, question = _declared(frame, sent)
    try:
        kept = frames.to_registry(frame)
    except Exception as error:
        raise UnreadableFileError(
            _("%(file)s is damaged, or not what its name says.") % {"file": sent.name}
        ) from error
    terms = BoundaryTerms(_quality(sent.options, LocationQuality.OFFICIAL))
    plan = plan_boundaries(kept, name=sent.name, sha256=sent.sha256, terms=terms)
    if question:
        plan.report.questions.append(question)
    return plan


def _declared(frame: gpd.GeoDataFrame, sent: SentFile) -> tuple[gpd.GeoDataFrame, Question | None]:
    """The frame in the system that the sender chose, else the one that its places speak for."""
    if chosen := sent.options.get("crs"):
        return frames.declared(frame, chosen), None
    rows = vector_rows(frame, BOUNDARY_COLUMNS, {}, shown=sent.name)
    placed = [
        Placed(cells.compact(row.text("code")), middle.x, middle.y)
        for row, middle in zip(rows, frame.representative_point(), strict=True)
        if middle is not None and not middle.is_empty
    ]
    judgement = judge_numbers(placed)
    system = judgement.suggested or judgement.counts[0].value
    return frames.declared(frame, system), judgement.question("crs")


def _seats(sent: SentFile) -> Plan:
    chosen = sent.options.get("crs")
    terms = SeatTerms(
        CoordinateSystem(chosen) if chosen else None,
        _quality(sent.options, LocationQuality.MATCHED),
        replace=sent.options.get("replace") == "yes",
    )
    return plan_seats(Source(sent.path, sent.name, sent.sha256), terms)


def _village_years(sent: SentFile) -> VillageYearImporter:
    return VillageYearImporter(sent.scope)


def _options(systems: Any, *more: Option) -> tuple[Option, ...]:
    return (
        Option(
            "crs",
            gettext_lazy("coordinate system"),
            systems,
            gettext_lazy("Only for a file that does not name it itself; else it is judged."),
        ),
        Option(
            "quality",
            gettext_lazy("quality"),
            QUALITIES,
            gettext_lazy("Of rows that do not say theirs."),
        ),
        *more,
    )


register(
    table_kind(
        "divisions",
        label=gettext_lazy("Divisions"),
        hint=gettext_lazy("One row for each unit: its code and name. Units not listed stay."),
        importer=lambda sent: DivisionListImporter(),
        is_offered_to=may_maintain,
    )
)
register(
    ImportKind(
        "boundaries",
        gettext_lazy("Boundaries"),
        gettext_lazy("Areas with code and name: zipped shapefile, GeoPackage, GeoJSON or KML."),
        (".zip", ".gpkg", ".geojson", ".json", ".kml"),
        may_maintain,
        _boundaries,
        _options(SYSTEMS),
    )
)
register(
    ImportKind(
        "seats",
        gettext_lazy("Positions of divisions"),
        gettext_lazy("Code, name and place: points, or a table with longitude and latitude."),
        (".zip", ".gpkg", ".geojson", ".json", ".kml", *TABLES),
        may_maintain,
        _seats,
        _options(
            SHIFTS,
            Option(
                "replace",
                gettext_lazy("let worse positions replace better ones"),
                (("yes", gettext_lazy("yes")),),
            ),
        ),
    )
)
register(
    table_kind(
        "village_years",
        label=gettext_lazy("Villages by year"),
        hint=gettext_lazy("Households, population and more; one row for each village and year."),
        importer=_village_years,
        is_offered_to=may_maintain,
    )
)
