"""Operating models: outlets by model, over the villages as dots."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geo.levels import Level
from layers.sheets import symbols
from layers.sheets.facts import Facts
from layers.sheets.gap_list import Listing
from layers.sheets.inks import Inks
from layers.sheets.legend import Drawn, Entry
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.plan import Plan, Sign
from layers.sheets.signs import CITY_SIZE, sign_at, unnamed, village_name
from layers.sheets.tables import Column, Table, number
from layers.sheets.themes import villages
from layers.sheets.themes.coverage import OWN_WEIGHT, lowest_townships
from layers.sheets.themes.theme import SheetTheme
from layers.sheets.themes.villages import Shape, state_label, states_known
from layers.sheets.view import View
from outlets.kinds import OperatingModel, Status
from targets.coverage import CoverageRow

CITY_OUTLET = 0.74  # on the city's sheet


class Models(SheetTheme):
    code = "MOD"

    def title(self, facts: Facts, name: str) -> str:
        return models_title(facts, name)

    def second(self, facts: Facts) -> str:
        return villages.second_of(facts)

    def count(self, facts: Facts, row: CoverageRow) -> str:
        return str(row.outlets)

    def signs(self, facts: Facts, view: View, grid: Grid, size: float, ranked: int) -> list[Sign]:
        found = [*quiet_villages(facts, view, size), *_outlets(facts, view, size)]
        return [unnamed(sign) for sign in found] if facts.level == Level.CITY else found

    def entries(self, facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
        return [*_models(facts, plan, inks), *_villages_of_models(facts, plan)]

    def table(self, facts: Facts) -> Table:
        if facts.level == Level.TOWNSHIP:
            return villages.village_table(facts)
        return villages.division_table(facts, _("outlets; most first"), _shape(facts))

    def listing(self, facts: Facts, grid: Grid, box: Box, *, further_page: int) -> Listing:
        if facts.level == Level.CITY:
            return lowest_townships(facts, grid, box)
        return villages.gap_listing(facts, grid, box, further_page)


def models_title(facts: Facts, name: str) -> str:
    counts = facts.model_total
    values: dict[str, object] = {
        model.value: counts[model.value, Status.OPERATING.value] for model in OperatingModel
    }
    unknown = counts["", Status.OPERATING.value]
    values |= {"name": name, "outlets": facts.report.operating}
    title = _(
        "%(name)s: of %(outlets)s operating outlets %(public)s are public, %(semi_public)s"
        " semi-public, %(commercial)s commercial"
    )
    if unknown:
        title += _(", %(unknown)s not stated") % {"unknown": unknown}
    return title % values


def quiet_villages(facts: Facts, view: View, size: float) -> list[Sign]:
    """Villages without an outlet, as dots: the theme is the outlets."""
    return [
        sign_at(
            view, village.place, key=village.code, kind="quiet", size=size,
            is_approximate=village.is_approximate, radius=symbols.QUIET_RADIUS,
        )
        for village in facts.villages
        if village.place is not None and not village.outlets
    ]  # fmt: skip


def _outlets(facts: Facts, view: View, size: float) -> list[Sign]:
    grown = CITY_OUTLET / CITY_SIZE if facts.level == Level.CITY else 1.0
    found = [
        sign_at(
            view, outlet.place, key=outlet.number, kind=outlet.model, size=size * grown,
            name=village_name(outlet.village_name), weight=OWN_WEIGHT,
            is_approximate=outlet.is_approximate, is_operating=outlet.is_operating,
            radius=symbols.radius("square"),
        )
        for outlet in facts.outlets
        if outlet.place is not None
    ]  # fmt: skip
    named: set[str] = set()
    village_of = {outlet.number: outlet.village for outlet in facts.outlets}
    for place, sign in enumerate(found):
        if village_of[sign.key] in named:  # one name for all outlets of a village
            found[place] = replace(sign, name="", weight=0.0)
        named.add(village_of[sign.key])
    return found


def _models(facts: Facts, plan: Plan, inks: Inks) -> list[Entry]:
    """Outlets by model; their sum is the number of operating outlets."""
    counts = facts.model_total
    size = next((s.size for s in plan.signs if s.kind != "quiet"), plan.sign_size)

    def square(model: str, **how: bool) -> Drawn:
        def draw(pen: Pen, x: float, y: float) -> None:
            symbols.outlet(pen, x, y, model, inks, size=size, **how)

        return draw

    labels = {model.value: str(model.label) for model in OperatingModel}
    labels[""] = _("model not stated")
    found = [
        Entry(label, counts[model, Status.OPERATING.value], square(model), is_counted=False)
        for model, label in labels.items()
    ]
    found.append(
        Entry(_("Operating outlets"), facts.report.operating, is_sum=True, is_counted=False)
    )
    approximate = sum(o.is_approximate for o in facts.outlets if o.is_operating)
    found.append(
        Entry(
            _("position approximate"), approximate,
            square(OperatingModel.PUBLIC.value, is_approximate=True), is_counted=False,
        )
    )  # fmt: skip
    found.append(
        Entry(
            _("outlet presumed dormant"), facts.report.outlets_by_status[Status.DORMANT],
            square("", is_operating=False), note=_("not counted"), is_counted=False,
        )
    )  # fmt: skip
    return found


def _villages_of_models(facts: Facts, plan: Plan) -> list[Entry]:
    counts = facts.state_total
    quiet = {
        "uncovered": lambda pen, x, y: symbols.quiet(pen, x, y, size=plan.sign_size),
        "served": lambda pen, x, y: symbols.quiet(pen, x, y, size=plan.sign_size),
    }
    found = [
        Entry(state_label(state), counts[state], quiet.get(state))
        for state in states_known(facts.question.definition)
    ]
    found.append(Entry(_("All administrative villages"), sum(counts.values()), is_sum=True))
    return found


def _shape(facts: Facts) -> Shape:
    """Operating outlets by model, and those presumed dormant, which count nowhere."""
    columns = (
        *(Column(str(model.label)) for model in OperatingModel),
        Column(pgettext("head", "not stated")),
        Column(pgettext("head", "operating"), is_strong=True),
        Column(pgettext("head", "dormant"), is_gap=True),
    )

    def cells(row: CoverageRow) -> tuple[str, ...]:
        counts = facts.models_of(row.code)
        models = [counts[model, Status.OPERATING.value] for model in (*OperatingModel.values, "")]
        dormant = sum(n for (_m, status), n in counts.items() if status == Status.DORMANT)
        return (*map(number, models), number(sum(models)), number(dormant))

    return columns, cells, lambda row: (-row.outlets, row.code)
