"""The coverage map: the page around the layers and figures that `data` answers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.http import SignedInRequest
from entrepreneurs.rules import SEE_PERSONS
from geo.models import AdministrativeDivision, DivisionBoundary
from layers import styles
from layers.overview import short_label
from layers.sources import PERSONAL, SOURCES
from outlets.kinds import STAGES_IN_PROGRESS, OperatingModel, OutletKind, Platform
from outlets.rules import ADD
from targets.definitions import DEFAULT_RADIUS_M, Definition, Question
from targets.questions import question_of

# Metres offered for coverage within reach; the address takes any other.
RADII_M = (1_000, 2_000, 3_000, 5_000, 10_000)

# The scripts that `main.js` imports, fetched beside it and not one after another.
MODULES = [
    f"layers/map/{name}.js"
    for name in (
        "answers",
        "card",
        "card_parts",
        "drawing",
        "legend",
        "panel",
        "placing",
        "question",
        "strip",
        "support",
        "support_card",
        "support_symbols",
        "surface",
        "symbols",
    )
]

# A code that no record has: scripts put the real one in its place.
ANY_RECORD = "00000000-0000-0000-0000-000000000000"


def coverage_map(request: SignedInRequest) -> HttpResponse:
    """`/map/`: the map with its panel. The address carries the whole state.

    Raises:
        DomainError: the address asks for something unknown or out of scope.
    """
    question = question_of(request)
    return render(
        request,
        "layers/map.html",
        {
            "definitions": Definition.choices,
            "radii": [(radius_m, radius_m // 1000) for radius_m in RADII_M],
            "models": OperatingModel.choices,
            "platforms": Platform.choices,
            "today": timezone.localdate(),
            "map_settings": {"SPATIAL_EXTENT": _extent(question), "TILES_EXTENT": []},
            "config": _config(request),
            "modules": MODULES,
            "styles": styles.as_dict(),
            "texts": _texts(),
        },
    )


def _extent(question: Question) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the division asked about, for the map's first view."""
    boundary = (
        DivisionBoundary.objects.filter(
            division__code=question.division, superseded_by__isnull=True
        )
        .order_by("-valid_from")
        .first()
    )
    return boundary.geom.extent if boundary else None


def _config(request: SignedInRequest) -> dict[str, Any]:
    """Addresses and rights that the scripts need."""
    own = request.user.jurisdiction
    sees_persons = request.user.has_perm(SEE_PERSONS)
    names = [name for name in SOURCES if sees_persons or name not in PERSONAL]
    return {
        "layers": {name: reverse("layers:geojson", args=[name]) for name in names}
        | {"ventures": reverse("layers:ventures")},
        "figures": reverse("layers:figures"),
        "months": reverse("layers:months"),
        "gaps": reverse("targets:gaps"),
        "print": reverse("layers:print"),
        "outlet": reverse("outlets:detail", args=[ANY_RECORD]),
        "records": {
            "incubators": reverse("entrepreneurs:incubators_record", args=[ANY_RECORD]),
            "parks": reverse("entrepreneurs:parks_record", args=[ANY_RECORD]),
            "venture_places": reverse("entrepreneurs:ventures_record", args=[ANY_RECORD]),
        },
        "ventures": reverse("entrepreneurs:ventures_list") if sees_persons else None,
        "any_record": ANY_RECORD,
        "add": reverse("outlets:add") if request.user.has_perm(ADD) else None,
        "today": timezone.localdate().isoformat(),
        "short_names": _short_names(request),
        "root": {"code": own.code, "name": own.name, "level": own.level},
        "default_radius_m": DEFAULT_RADIUS_M,
        "kinds": dict(OutletKind.choices),
        "platforms": dict(Platform.choices),
    }


def _short_names(request: SignedInRequest) -> dict[str, str]:
    """What counties are called where a full name has no room, by code."""
    counties = AdministrativeDivision.objects.visible_to(request.user).counties()
    return {county.code: short_label(county) for county in counties}


def _texts() -> dict[str, str]:
    """Every sentence that the scripts show; names in braces are filled in by them."""
    return {
        # the finding
        "finding.administrative": _(
            "{covered} of {villages} villages have an operating outlet, coverage {rate}"
        ),
        "finding.service": _(
            "{covered} of {villages} villages are served by an outlet, coverage {rate}"
        ),
        "finding.spatial": _(
            "{covered} of {villages} villages lie within {radius} km of an outlet, coverage {rate}"
        ),
        "finding.effective": _(
            "{covered} of {villages} villages are effectively served, coverage {rate}"
        ),
        "finding.none": _("{name} has no administrative village"),
        # what the figures count
        "definition.administrative": _(
            "Administrative coverage: at least one operating outlet stands in the village."
        ),
        "definition.service": _(
            "Service coverage: an operating outlet stands in the village or serves it by agreement."
        ),
        "definition.spatial": _(
            "Spatial coverage: the village seat lies within {radius} km of an operating outlet, "
            "in a straight line."
        ),
        "definition.effective": _(
            "Effective coverage: served by an operating outlet that reported in the last two "
            "closed months or was found open in the last 90 days, with parcels or buying among "
            "its services."
        ),
        "denominator.registry": _("Out of {villages} registered villages."),
        "denominator.policy": _(
            "The policy names {policy}, {difference} more: {rate} by that count."
        ),
        "denominator.policy_fewer": _(
            "The policy names {policy}, {difference} fewer: {rate} by that count."
        ),
        "denominator.policy_equal": _("The policy names the same number."),
        "denominator.no_policy": _("The policy's number is not split below the city."),
        # figures
        "figure.operating": _("operating outlets"),
        "figure.operating_of": _("operating outlets / target {target}"),
        "figure.covered.administrative": _("villages with an outlet"),
        "figure.covered.service": _("villages served"),
        "figure.covered.spatial": _("villages within reach"),
        "figure.covered.effective": _("villages effectively served"),
        "figure.uncovered": _("villages not covered"),
        "figure.served": _("served by a neighbour: {served}"),
        "figure.unlocated": _("without a position besides: {unlocated}"),
        "as_of": _("as of {on}"),
        # the table
        "table.county": _("County"),
        "table.township": _("Township"),
        "table.village": _("Village"),
        "table.of": _("{name} ({count})"),
        "table.covered.administrative": _("With outlet"),
        "table.covered.service": _("Served"),
        "table.covered.spatial": _("In reach"),
        "table.covered.effective": _("Effective"),
        "table.rate": _("Rate"),
        "table.uncovered": _("Uncovered"),
        "table.none": _("no village"),
        # what is in view
        "view.line": _("Villages in view: {villages}, covered: {covered}."),
        "view.approximate": _(
            "{approximate} of {villages} villages are only placed roughly, within their township."
        ),
        "view.unlocated": _("{unlocated} villages have no position and are not drawn."),
        "gaps.all": _("All {count} villages"),
        "gaps.none": _("No uncovered village in view."),
        "gaps.more": _("{count} more in view"),
        "approximate": _("approximate"),
        "filters.used": _("Only these outlets count: {names}."),
        # legend
        "legend.villages": _("Administrative villages"),
        "legend.outlets": _("Outlets"),
        "legend.total": _("Total"),
        "legend.operating": _("operating · {model}"),
        "legend.incubators": _("Incubators"),
        "legend.levels": _("recognised level"),
        "legend.parks": _("Parks"),
        "legend.ventures": _("Ventures by township"),
        "legend.ventures_all": _("all industries"),
        "legend.ventures_hidden": _(
            "Small counts are not told: 1 and 2 show as <3, and sums as ranges where they would "
            "give them away."
        ),
        "legend.ventures_elsewhere": _("In no township of the day: {count}."),
        "legend.support_approximate": _(
            "Pale: {count} not located, drawn where their division is."
        ),
        "legend.support_unplaced": _("Without any place and not drawn: {count}."),
        "legend.note": _(
            "Pale symbols: approximate position. Township lines and most village positions are "
            "indicative only."
        ),
        "legend.not_target": _(
            "Operating at township or county level, not counted towards the target: {count}"
        ),
        "legend.rate.administrative": _("Administrative coverage by township"),
        "legend.rate.service": _("Service coverage by township"),
        "legend.rate.spatial": _("Spatial coverage by township"),
        "legend.rate.effective": _("Effective coverage by township"),
        "legend.townships": _("townships: {count}"),
        "legend.townships_none": _("townships: {count}, without a village: {none}"),
        # outlets under way, by their stage
        "under_way": _("{name} (under way: {stage})"),
        **{f"stage.{stage}": str(stage.label) for stage in STAGES_IN_PROGRESS},
        # the card
        "card.state": _("State"),
        "card.nearest": _("Nearest outlet"),
        "card.nearest_outside": _("an outlet outside your jurisdiction"),
        "card.nearest_value": _("{name}, {km} km"),
        "card.outlets": _("Outlets"),
        "card.position": _("Position"),
        "card.position.approximate": _("approximate: only shows the township"),
        "card.position.known": _("located"),
        "card.position.none": _("none"),
        "card.position.at_seat": _("not located; drawn at the village seat"),
        "card.position.own": _("located by itself"),
        "card.model": _("Operating model"),
        "card.status": _("Status"),
        "card.kind": _("Kind"),
        "card.village": _("Village"),
        "card.support_kind": _("kind"),
        "card.level": _("recognised level"),
        "card.opened_on": _("open since"),
        "card.industry": _("industry"),
        "card.ventures": _("Ventures"),
        "card.industries": _("By industry"),
        "card.industries_hidden": _("The counts are too small to be told."),
        "card.position.at_division": _("not located; drawn in {name}"),
        "card.record": _("Open the record"),
        "card.list": _("List the ventures"),
        "card.close": _("Close"),
        "card.add": _("Register an outlet"),
        "card.open": _("Open the outlet"),
        "card.zoom": _("Show the township"),
        # the time strip
        "strip.operating": _("Operating {count}"),
        "strip.month": _("{month}: {opened} opened, {stopped} stopped"),
        "strip.value": _("{month}: {count} operating"),
        "strip.play": _("Play the history"),
        "strip.pause": _("Pause"),
        "strip.empty": _("No outlet has opened yet."),
        # the page and its states
        "map.label": _("Map; the table beside it has the same figures"),
        "copied": _("Link copied"),
        "failed": _("The map could not be loaded. Check the connection."),
        "km": _("{km} km"),
        "all": _("All"),
        "comma": pgettext("between names", ", "),
    }
