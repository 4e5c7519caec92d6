"""Where the blocks stand beside the map, by how the paper lies and how much each has to say."""

from dataclasses import dataclass

from geo.levels import Level
from layers.sheets import gap_list
from layers.sheets.drawing import draw_map
from layers.sheets.facts import Facts
from layers.sheets.gap_list import draw_listing
from layers.sheets.inks import Inks
from layers.sheets.inset import draw_inset
from layers.sheets.key import draw_key, key_height
from layers.sheets.legend import draw_legend, legend_height
from layers.sheets.numbers import draw_numbers
from layers.sheets.papers import Box, Grid
from layers.sheets.pen import Pen
from layers.sheets.plan import Plan
from layers.sheets.side_table import draw_side_table
from layers.sheets.tables import draw_table, table_height
from layers.sheets.themes import legend_of, theme_of

BETWEEN_MM = 4.0  # blocks, at A3
INSET_MM = 52.0  # in a column
LEAST_LIST_MM = 40.0
# In the second column of a landscape sheet, the share of a long table.
TABLE_SHARE = 0.58


@dataclass(frozen=True)
class ListingBox:
    """Where the list beside the map stands, and how many of its villages carry a number."""

    box: Box
    ranked: int


def listing_box(facts: Facts, grid: Grid, plan: Plan | None = None) -> ListingBox:
    """The box of the list. In landscape it stands below the table, above the key."""
    if grid.is_portrait:
        box = grid.box("list")
    else:
        left, top, right, bottom = grid.box("second")
        table = theme_of(facts).table(facts)
        high = min(table_height(grid, table), (bottom - top) * TABLE_SHARE)
        if facts.level == Level.TOWNSHIP:
            high = table_height(grid, table)
        key = key_height(grid, plan) if plan else 0.0
        between = grid.length(BETWEEN_MM)
        box = (left, top + high + between, right, bottom - (key + between if key else 0))
    room, _columns = gap_list.capacity(grid, box, len(facts.untouched))
    return ListingBox(box, min(room, len(facts.untouched)))


def needs_further(facts: Facts, grid: Grid, plan: Plan) -> bool:
    """Whether the first page leaves out what the theme wants listed whole."""
    return theme_of(facts).needs_further(facts, listing_box(facts, grid, plan).ranked)


def draw_first(
    pen: Pen, facts: Facts, plan: Plan, inks: Inks, *, address: str, further_page: int
) -> None:
    """The map and everything beside it."""
    draw_map(pen, facts, plan, inks)
    place = _portrait if plan.grid.is_portrait else _landscape
    place(pen, facts, plan, inks, address, further_page)


def _portrait(
    pen: Pen, facts: Facts, plan: Plan, inks: Inks, address: str, further_page: int
) -> None:
    grid = plan.grid
    between = grid.length(BETWEEN_MM)
    left, top, right, bottom = grid.box("first")
    theme = theme_of(facts)
    numbers = theme.numbers(facts)
    y = draw_numbers(pen, grid, (left, top, right, bottom), numbers, facts, inks) + between
    legend = legend_of(facts, plan, inks)
    legend_top = bottom - legend_height(grid, legend)
    draw_legend(pen, grid, (left, legend_top, right, bottom), legend, facts, plan, inks)
    lowest = legend_top - between
    if key := key_height(grid, plan):
        draw_key(pen, grid, (left, lowest - key, right, lowest), facts, plan)
        lowest -= key + between
    table = theme.table(facts)
    y = draw_table(pen, grid, (left, y, right, lowest), table, facts, inks)
    for side in theme.side_tables(facts):
        if lowest - y - between > side.height(grid):
            y = draw_side_table(pen, grid, (left, y + between, right, lowest), side)
    box = listing_box(facts, grid, plan).box
    listing = theme.listing(facts, grid, box, further_page=further_page)
    draw_listing(pen, grid, box, listing, inks)
    draw_inset(pen, grid, grid.box("inset"), facts, inks, address)


def _landscape(
    pen: Pen, facts: Facts, plan: Plan, inks: Inks, address: str, further_page: int
) -> None:
    grid = plan.grid
    between = grid.length(BETWEEN_MM)
    left, top, right, bottom = grid.box("first")
    theme = theme_of(facts)
    numbers = theme.numbers(facts)
    y = draw_numbers(pen, grid, (left, top, right, bottom), numbers, facts, inks) + between
    legend = legend_of(facts, plan, inks)
    y = draw_legend(pen, grid, (left, y, right, bottom), legend, facts, plan, inks) + between
    inset_top = max(y, bottom - grid.length(INSET_MM))
    sides = theme.side_tables(facts)
    if sides and inset_top - y > sides[0].height(grid):
        draw_side_table(pen, grid, (left, y, right, inset_top - between), sides[0])
    draw_inset(pen, grid, (left, inset_top, right, bottom), facts, inks, address)

    left, top, right, bottom = grid.box("second")
    listing = listing_box(facts, grid, plan).box
    table_bottom = listing[1] - between
    if facts.level == Level.TOWNSHIP:
        table_bottom = bottom
    table = theme.table(facts)
    draw_table(pen, grid, (left, top, right, table_bottom), table, facts, inks)
    if listing[3] - listing[1] > grid.lead(LEAST_LIST_MM) and facts.level != Level.TOWNSHIP:
        content = theme.listing(facts, grid, listing, further_page=further_page)
        y = draw_listing(pen, grid, listing, content, inks) + between
        for side in sides[1:]:
            if listing[3] - y > side.height(grid):
                y = draw_side_table(pen, grid, (left, y, right, listing[3]), side) + between
    if key := key_height(grid, plan):
        draw_key(pen, grid, (left, bottom - key, right, bottom), facts, plan)
