"""Tables as SVG, made here: no script, nothing from elsewhere. A table always stands beside, which says all of it."""

from __future__ import annotations

import re
import sys

import pygal
from pygal.style import Style

from bot.statistics.codes import Language, codebook
from bot.statistics.counts import ALONE
from bot.statistics.tables import Table

# Pygal looks for plugins with maps at each import of the process, in a way that Python warns of; there are none here.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != pygal.__name__]

# Okabe and Ito, "Color Universal Design" (2008): told apart by people with any colour blindness.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")
MOST_SERIES = len(COLOURS)
MOST_BARS = 25
BAR_HEIGHT, HEAD_HEIGHT, WIDTH = 26, 90, 860
FONT = "system-ui, sans-serif"
LONGEST_LABEL = 34
NO_PICTURE = re.compile(r"<script.*?</script>|<!--.*?-->", re.DOTALL)  # what pygal writes beside it


def has_chart(table: Table) -> bool:
    """Whether `chart` draws it: not where it has too many rows or columns for a picture, or nothing is shown."""
    return 0 < len(_rows(table)) <= MOST_BARS and len(table.columns) <= MOST_SERIES


def chart(table: Table, language: Language = "en") -> str | None:
    """The table as bars; None where it has too many rows or columns to be read as a picture, or nothing is shown."""
    if not has_chart(table):
        return None
    rows = _rows(table)
    first = codebook()[table.first]
    kind = pygal.StackedBar if table.second == ALONE else pygal.Bar
    bars = pygal.HorizontalBar if table.second == ALONE else pygal.HorizontalStackedBar
    picture = (kind if table.first == "month" else bars)(
        style=_style(),
        js=(),
        width=WIDTH,
        height=HEAD_HEIGHT + BAR_HEIGHT * (max(len(rows), 8) + len(table.columns)),
        show_legend=table.second != ALONE,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        truncate_label=-1,
        truncate_legend=LONGEST_LABEL,
        x_label_rotation=35 if table.first == "month" else 0,
        disable_xml_declaration=True,
        print_values=False,
        order_min=0,
        include_x_axis=True,
        title=None,
    )
    if table.first != "month":
        rows.reverse()  # such bars grow from below, and a list is read from above
    picture.x_labels = [_short(first.name_of(row, language)) for row in rows]
    for column in table.columns:
        name = first.name(language) if table.second == ALONE else codebook()[table.second].name_of(column, language)
        picture.add(name, [table.cell(row, column).number for row in rows])
    return NO_PICTURE.sub("", str(picture.render(is_unicode=True)))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1].rstrip()}…"


def _rows(table: Table) -> list[str]:
    """The rows of which a number is shown."""
    return [row for row in table.rows if any(table.cell(row, column).number is not None for column in table.columns)]


def _style() -> Style:
    return Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#1d2125",
        foreground_strong="#1d2125",
        foreground_subtle="#565d65",
        opacity="1",
        opacity_hover="1",
        colors=COLOURS,
        font_family=FONT,
        guide_stroke_color="#c9ced3",
        major_guide_stroke_color="#c9ced3",
        label_font_size=13,
        major_label_font_size=13,
        legend_font_size=13,
        value_font_size=12,
    )
