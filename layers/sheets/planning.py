"""Plans a map: fits it, puts its signs where they belong, finds places for its names."""

from layers.sheets.facts import Facts
from layers.sheets.furniture import corners
from layers.sheets.names import area_names, around_names, type_sizes, village_names
from layers.sheets.papers import Grid
from layers.sheets.placement import overlapping
from layers.sheets.plan import Plan
from layers.sheets.rivers import river_names
from layers.sheets.signs import apart, pitch, sign_size
from layers.sheets.themes import theme_of
from layers.sheets.view import fit


def plan_map(facts: Facts, grid: Grid, *, ranked: int) -> Plan:
    """The map of a sheet. The most important names are placed first; signs whose position is
    approximate step aside for them; whatever comes later keeps clear of what stands.

    Args:
        ranked: how many gaps the list on the sheet numbers.
    """
    view = fit(grid, facts.unit.area)
    unit = view.shape(facts.unit.area)
    bar, arrow = corners(grid, view, unit)
    furniture = [bar, arrow]
    between = pitch(facts, view)
    sizes = type_sizes(grid, between, facts.level)
    size = sign_size(grid, between, facts.level)
    signs = apart(theme_of(facts).signs(facts, view, grid, size, ranked), facts, view, grid)
    areas = area_names(facts, view, grid, sizes, signs, furniture)
    taken = [label.candidate for label in areas.labels]
    signs = apart(signs, facts, view, grid, [candidate.box for candidate in taken])
    around = around_names(facts, view, grid, taken, furniture)
    taken += [label.candidate for label in around]
    rivers = river_names(
        facts.ground.rivers,
        view,
        grid,
        [*furniture, *(sign.box for sign in signs), *(candidate.box for candidate in taken)],
    )
    river_boxes = [box for river in rivers for box in river.boxes]
    theme = theme_of(facts)
    names, unnamed = village_names(
        signs,
        view,
        taken,
        [*furniture, *river_boxes],
        size_pt=theme.name_pt(sizes.village, grid),
        has_leaders=theme.has_leaders,
        is_mono=facts.options.is_mono,
    )
    labels = [*around, *areas.labels, *names]
    return Plan(
        grid=grid,
        view=view,
        unit=unit,
        sign_size=size,
        signs=signs,
        labels=labels,
        rivers=rivers,
        numbered=areas.numbered,
        unnamed=unnamed,
        overlaps=len(overlapping([label.candidate.box for label in labels])),
        bar=bar,
        arrow=arrow,
    )
