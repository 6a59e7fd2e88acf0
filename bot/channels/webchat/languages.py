"""The pickers of the web chat: languages and countries in their own names, the likeliest first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from bot.i18n.alphabets import place_of
from bot.i18n.catalogues import SOURCE_LANGUAGE, offered_languages
from bot.i18n.formats import country_name, own_name
from bot.replies.known import KNOWLEDGE, hotline

LONGEST_HEADER = 500  # characters of Accept-Language that are looked at
MOST_WANTED = 10


def languages() -> tuple[str, ...]:
    """ISO 639 codes of the languages that can be picked: those that we have texts in."""
    return offered_languages()


@lru_cache(maxsize=1)
def countries() -> tuple[str, ...]:
    """ISO 3166-1 codes of the countries that can be picked: those that have a record."""
    return tuple(sorted(path.stem.upper() for path in (KNOWLEDGE / "countries").glob("*.yml")))


def language_label(code: str) -> str:
    """A language's name in itself."""
    return own_name(code)


def country_label(code: str, language: str) -> str:
    """A country's name in a language."""
    return country_name(code, language)


def language_choices(wanted: Sequence[str]) -> list[tuple[str, str]]:
    """(code, own name) of every language: those that the browser wants in its order, then the others by name."""
    likely = [code for code in dict.fromkeys(wanted) if code in languages()]
    others = sorted(
        (code for code in languages() if code not in likely), key=lambda code: place_of(own_name(code), SOURCE_LANGUAGE)
    )
    return [(code, own_name(code)) for code in (*likely, *others)]


@lru_cache(maxsize=64)
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of every country in a language, in alphabetical order: first those that the hotline serves."""
    named = [(code, country_name(code, language)) for code in countries()]
    served = hotline().countries
    return tuple(sorted(named, key=lambda each: (each[0] not in served, place_of(each[1], language))))


def page_language(wanted: Sequence[str]) -> str:
    """The language of the page: the first wanted one that we have, else English."""
    return next((code for code in wanted if code in languages()), "en")


def wanted_languages(accept_language: str) -> tuple[str, ...]:
    """ISO 639 codes of an Accept-Language header, the likeliest first (RFC 9110, 12.5.4). Nonsense is left out."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language[:LONGEST_HEADER].split(","):
        tag, _, parameters = part.strip().partition(";")
        quality = _quality(parameters)
        code = _code(tag)
        if code and quality > 0:
            wanted.append((quality, code))
    wanted.sort(key=lambda each: -each[0])
    return tuple(dict.fromkeys(code for _, code in wanted))[:MOST_WANTED]


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def _code(tag: str) -> str | None:
    try:
        language = str(Locale.parse(tag.strip().replace("-", "_"), sep="_").language)
    except (UnknownLocaleError, ValueError, TypeError):
        language = tag.strip().split("-")[0].lower()
    return language if language.isascii() and language.isalpha() and 2 <= len(language) <= 3 else None
