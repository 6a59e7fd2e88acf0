"""Names of languages and countries, writing directions and scripts; all of it CLDR's, through Babel."""

from __future__ import annotations

from functools import lru_cache

from babel.core import Locale, UnknownLocaleError, get_global

from bot.text.letters import scripts_in

ENGLISH = Locale("en")
LETTERS_TO_JUDGE = 6  # fewer say nothing: "ok", a number, a name

# The scripts of CLDR that letters of a script are written in, where they are not one and the same.
WRITTEN_IN = {
    "Hani": {"Hans", "Hant", "Jpan", "Kore"},
    "Hira": {"Jpan"},
    "Kana": {"Jpan"},
    "Hang": {"Kore"},
}
NAMED_AFTER = {"Hani": "zh"}  # CLDR's "Han" tells an operator little


@lru_cache(maxsize=512)
def own_name(language: str) -> str:
    """The language's name in that language; its code where CLDR has none."""
    locale = _locale(language)
    name = locale.get_display_name(locale) if locale else None
    return str(name) if name else language


@lru_cache(maxsize=512)
def english_name(language: str) -> str:
    """The language's name in English; its code where CLDR has none."""
    return name_of_language(language, reads="en")


@lru_cache(maxsize=512)
def name_of_language(language: str, reads: str) -> str:
    """The language's name for who reads `reads`; its code where CLDR has none."""
    return str((_locale(reads) or ENGLISH).languages.get(language, language))


@lru_cache(maxsize=512)
def country_name(country: str, reads: str = "en") -> str:
    """The country's name for who reads `reads`; its code where CLDR has none."""
    return str((_locale(reads) or ENGLISH).territories.get(country, country))


@lru_cache(maxsize=512)
def direction(language: str | None) -> str:
    """`rtl` or `ltr`; `auto` for an unknown language, so that the browser looks at the letters."""
    locale = _locale(language) if language else None
    return str(locale.text_direction) if locale else "auto"


def other_script(text: str, language: str | None, reads: str = "en") -> str | None:
    """The name, for who reads `reads`, of the text's script where the language is not written in it; else None.

    None too where it is unclear. Only a hint: Russian in Latin letters is Russian too.
    """
    expected, letters = (_script(language) if language else None), scripts_in(text)
    if expected is None or letters.total() < LETTERS_TO_JUDGE:
        return None
    script, count = letters.most_common(1)[0]
    if count * 2 < letters.total() or expected in WRITTEN_IN.get(script, {script}):
        return None
    return script_name(script, reads)


def script_name(script: str, reads: str = "en") -> str:
    """The name of a script (ISO 15924) for who reads `reads`; its code where CLDR has none."""
    locale = _locale(reads) or ENGLISH
    if script in NAMED_AFTER:
        return str(locale.languages.get(NAMED_AFTER[script], script))
    return str(locale.scripts.get(script, script))


def plural_category(number: int, reads: str) -> str:
    """CLDR's category of a number, such as `one` or `few`, for who reads `reads`."""
    return str((_locale(reads) or ENGLISH).plural_form(number))


@lru_cache(maxsize=512)
def _script(language: str) -> str | None:
    likely = get_global("likely_subtags").get(language)
    return str(likely).split("_")[1] if likely and str(likely).count("_") >= 2 else None


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
