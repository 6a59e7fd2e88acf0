"""Right-to-left texts: which languages, and how numbers and Latin names stay readable inside them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError

# Unicode Bidirectional Algorithm (UAX 9): what stands between the two keeps its own direction.
FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"

Direction = Literal["ltr", "rtl"]


@lru_cache(maxsize=128)
def direction_of(language: str) -> Direction:
    """The direction that a language is written in; left to right for one that CLDR does not know."""
    try:
        return "rtl" if Locale.parse(language).text_direction == "rtl" else "ltr"
    except (UnknownLocaleError, ValueError):
        return "ltr"


@lru_cache(maxsize=128)
def is_latin(language: str) -> bool:
    """Whether a language is written in Latin letters, by its own name in CLDR; yes for one that CLDR does not know."""
    try:
        name = Locale.parse(language).get_language_name(language) or "a"
    except (UnknownLocaleError, ValueError):
        return True
    return unicodedata.name(name[0], "").startswith("LATIN")


def isolate(text: str) -> str:
    """The text kept apart from the direction of what surrounds it."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_DIRECTIONAL_ISOLATE}"
