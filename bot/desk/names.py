"""Names of languages and countries, writing directions and scripts; all of it CLDR's, through Babel."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError, get_global

ENGLISH = Locale("en")
LETTERS_TO_JUDGE = 6  # fewer say nothing: "ok", a number, a name

# Unicode's character names begin with the script; CLDR's codes for those our contacts write in
SCRIPT_CODES = {
    "LATIN": {"Latn"},
    "CYRILLIC": {"Cyrl"},
    "GREEK": {"Grek"},
    "ARABIC": {"Arab"},
    "HEBREW": {"Hebr"},
    "ARMENIAN": {"Armn"},
    "GEORGIAN": {"Geor"},
    "DEVANAGARI": {"Deva"},
    "BENGALI": {"Beng"},
    "GURMUKHI": {"Guru"},
    "TAMIL": {"Taml"},
    "THAI": {"Thai"},
    "ETHIOPIC": {"Ethi"},
    "MONGOLIAN": {"Mong"},
    "CJK": {"Hans", "Hant", "Jpan", "Kore"},
    "HIRAGANA": {"Jpan"},
    "KATAKANA": {"Jpan"},
    "HANGUL": {"Kore"},
}


@lru_cache(maxsize=512)
def own_name(language: str) -> str:
    """The language's name in that language; its code where CLDR has none."""
    locale = _locale(language)
    name = locale.get_display_name(locale) if locale else None
    return str(name) if name else language


@lru_cache(maxsize=512)
def english_name(language: str) -> str:
    """The language's name in English; its code where CLDR has none."""
    return str(ENGLISH.languages.get(language, language))


@lru_cache(maxsize=512)
def country_name(country: str) -> str:
    """The country's name in English; its code where CLDR has none."""
    return str(ENGLISH.territories.get(country, country))


@lru_cache(maxsize=512)
def direction(language: str | None) -> str:
    """`rtl` or `ltr`; `auto` for an unknown language, so that the browser looks at the letters."""
    locale = _locale(language) if language else None
    return str(locale.text_direction) if locale else "auto"


def other_script(text: str, language: str | None) -> str | None:
    """The English name of the text's script where the language is not written in it; None when it is, or unclear.

    Only a hint: Russian in Latin letters is Russian too.
    """
    expected = _script(language) if language else None
    letters = Counter(_script_word(character) for character in text if character.isalpha())
    if expected is None or sum(letters.values()) < LETTERS_TO_JUDGE:
        return None
    word, count = letters.most_common(1)[0]
    if count * 2 < sum(letters.values()) or word not in SCRIPT_CODES or expected in SCRIPT_CODES[word]:
        return None
    return "Chinese" if word == "CJK" else word.capitalize()


def _script_word(character: str) -> str:
    return unicodedata.name(character, "UNKNOWN").replace("-", " ").split()[0]


@lru_cache(maxsize=512)
def _script(language: str) -> str | None:
    likely = get_global("likely_subtags").get(language)
    return str(likely).split("_")[1] if likely and str(likely).count("_") >= 2 else None


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
