"""The map has a tile for each State, none over another, with its number and a shade that can be read."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bot.replies.known import KNOWLEDGE
from tools.coverage_map import LIGHT_FROM, PLACES, SHADES, coverage_map, places, shade_of

SVG = "{http://www.w3.org/2000/svg}"
STATES = {path.stem.upper() for path in (KNOWLEDGE / "countries").glob("??.yml")}
READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_each_state_has_one_place_of_its_own() -> None:
    named = [code for code in PLACES.split() if code != ".."]
    assert sorted(named) == sorted(STATES)
    assert len(set(places().values())) == len(STATES)
    assert len({len(line.split()) for line in PLACES.strip().splitlines()}) == 1


def test_a_tile_says_its_state_and_its_number() -> None:
    tree = ElementTree.fromstring(coverage_map({"DE": 21, "VA": 3, "JP": 1}, 28))
    tiles = {
        group.findtext(f"{SVG}title"): [text.text for text in group.iter(f"{SVG}text")]
        for group in tree.iter(f"{SVG}g")
    }
    assert tiles == {"Germany: 21 of 28": ["DE", "21"], "Vatican City: 3 of 28": ["VA", "3"]}


@pytest.mark.parametrize(("count", "shade"), [(0, 0), (5, 0), (6, 1), (28, 4)])
def test_more_is_darker(count: int, shade: int) -> None:
    assert shade_of(count, 28) == shade


@pytest.mark.parametrize("shade", range(len(SHADES)))
def test_the_letters_on_each_shade_can_be_read(shade: int) -> None:
    ink = 1.0 if shade >= LIGHT_FROM else 0.0
    low, high = sorted((luminance(SHADES[shade]), ink))
    assert (high + 0.05) / (low + 0.05) >= READABLE
