"""Draws how many answers are national in each State: a map of tiles of one size, so that small States are seen too.

Colours are a sequence of one hue (ColorBrewer's Blues), and each tile says its number: nobody needs to see colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

from babel import Locale

# Each State about where it lies; ".." is empty.
PLACES = """
CA .. IS .. .. .. NO SE FI EE .. RU .. ..
US .. .. .. .. .. .. DK .. LV BY .. .. MN
.. .. IE GB .. NL DE PL .. LT UA .. KZ ..
.. .. .. .. .. BE LU CZ SK MD .. GE UZ KG
.. .. .. .. FR LI AT HU RO .. AM AZ TM TJ
.. PT ES MC CH SI HR RS BG .. TR .. .. ..
.. .. AD SM IT BA ME MK .. .. .. .. .. ..
.. .. .. VA MT AL GR CY .. .. .. .. .. ..
"""
SHADES = ("#eff3ff", "#bdd7e7", "#6baed6", "#2171b5", "#08306b")
LIGHT_FROM = 3  # the shade from which letters are white
TILE, GAP, TOP, BOTTOM = 56, 4, 44, 48  # pixels


def places() -> dict[str, tuple[int, int]]:
    """The column and row of each State's tile, by ISO 3166-1 code."""
    rows = (line.split() for line in PLACES.strip().splitlines())
    return {code: (column, row) for row, codes in enumerate(rows) for column, code in enumerate(codes) if code != ".."}


def coverage_map(national: Mapping[str, int], most: int) -> str:
    """The map as SVG. `national`: how many answers hold something of the State's own, `most` being all of them.

    A State without a place on the map is left out; the table beside it has every one.
    """
    step = TILE + GAP
    at = places()
    columns, rows = (1 + max(place[axis] for place in at.values()) for axis in (0, 1))
    width, height = columns * step + GAP, rows * step + TOP + BOTTOM
    title = f"Answers with something of the State's own, of {most}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            ' role="img" font-family="sans-serif" text-anchor="middle">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            f'<text x="{GAP * 2}" y="28" font-size="20" text-anchor="start">{escape(title)}</text>',
            *(_tile(code, count, most, *_corner(*at[code])) for code, count in sorted(national.items()) if code in at),
            *_legend(most, height - BOTTOM + 12),
            "</svg>\n",
        ]
    )


def shade_of(count: int, most: int) -> int:
    """Which shade stands for a count, from none to all."""
    return min(count * len(SHADES) // (most + 1), len(SHADES) - 1)


def _corner(column: int, row: int) -> tuple[int, int]:
    return GAP + column * (TILE + GAP), TOP + row * (TILE + GAP)


def _tile(code: str, count: int, most: int, left: int, top: int) -> str:
    shade, middle = shade_of(count, most), left + TILE // 2
    ink = "#ffffff" if shade >= LIGHT_FROM else "#000000"
    return (
        f"<g><title>{escape(str(Locale('en').territories[code]))}: {count} of {most}</title>"
        f'<rect x="{left}" y="{top}" width="{TILE}" height="{TILE}" rx="4" fill="{SHADES[shade]}" stroke="#6b7280"/>'
        f'<text x="{middle}" y="{top + 24}" font-size="18" font-weight="bold" fill="{ink}">{code}</text>'
        f'<text x="{middle}" y="{top + 45}" font-size="16" fill="{ink}">{count}</text></g>'
    )


def _legend(most: int, top: int) -> Iterator[str]:
    counts = range(most + 1)
    for shade, colour in enumerate(SHADES):
        of_shade = [count for count in counts if shade_of(count, most) == shade]
        left = GAP + shade * 2 * (TILE + GAP)
        yield f'<rect x="{left}" y="{top}" width="20" height="20" fill="{colour}" stroke="#6b7280"/>'
        yield (
            f'<text x="{left + 28}" y="{top + 16}" font-size="16" text-anchor="start">'
            f"{of_shade[0]} to {of_shade[-1]}</text>"
        )
