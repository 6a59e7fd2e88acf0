"""Right-to-left texts: which languages, and how numbers and Latin names stay readable inside them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError

# Unicode Bidirectional Algorithm (UAX 9): what stands between the two keeps its own direction.
FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"

Direction = Literal["ltr", "rtl"]

RIGHT_TO_LEFT_LETTER = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# What people type into a right-to-left text and must keep its order: web and mail addresses, and numbers of several
# groups or with a plus. Digits in one piece, or with points or dashes between them, keep theirs by themselves.
TYPED = re.compile(
    r"(?P<isolated>[\u2066-\u2068][^\u2069\n]*\u2069)"
    r"|https?://[!-~]*[A-Za-z0-9/]|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|\+[\d(](?:[\d ()/.\u00a0-]*\d)?|(?:\(\d+\)|\d+)(?:[ \u00a0](?:\(\d+\)|[\d-]*\d))+"
)
FEWEST_DIGITS_IN_GROUPS = 6  # fewer are hours, or a sum


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


def isolate_typed(text: str) -> str:
    """A text that a person typed, with the numbers and addresses in it kept in order if it has right-to-left letters.

    Without it +49 30 1234567 is read "1234567 30 49+" in Arabic.
    """
    return TYPED.sub(_isolated, text) if RIGHT_TO_LEFT_LETTER.search(text) else text


def _isolated(found: re.Match[str]) -> str:
    typed = found.group()
    digits = sum(letter.isdigit() for letter in typed)
    is_short = typed[0] in "(0123456789" and digits < FEWEST_DIGITS_IN_GROUPS
    return typed if found["isolated"] or is_short else isolate(typed)
