"""Which languages a contact is likely to write in, before any word of theirs is read."""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.languages import get_territory_language_info

from bot.nlu.others import read_by_writers_of

PERCENT = 100.0
FALLBACK = "en"  # where nothing tells, the language that most people of different languages share

# How many times likelier each kind of knowledge makes a language; config.yml may say otherwise.
STRENGTHS = {"chosen": 24.0, "current": 4.0, "hint": 4.0, "phone": 4.0, "fallback": 1.2, "reads": 6.0}

# CLDR counts who can speak a language at all: by that alone Austrians would write English as often as German.
OFFICIAL_AT_LEAST = 0.5
OTHERS_COUNT = 0.5


def prior_weights(
    languages: tuple[str, ...], known: dict[str, Any], strength: dict[str, float] = STRENGTHS
) -> dict[str, float]:
    """The weight of each language; they sum to 1.

    `known`: the metadata of a turn: "language" (so far), "language_chosen" (by the contact), "language_hints" (what
    their device is set to, best first), "phone_country" (whose prefix their number has). A language that is none of
    these stands for those that its writers read. `strength`: how many times likelier a language is for each of these.
    """
    weights = {language: strength["fallback"] if language == FALLBACK else 1.0 for language in languages}
    current = known.get("language")
    if current in weights:
        weights[current] *= strength["chosen" if known.get("language_chosen") else "current"]
    for language, place in _hinted(tuple(known.get("language_hints") or ()), languages).items():
        weights[language] *= 1.0 + (strength["hint"] - 1.0) / (1 + place)
    for language, share in read_in(known.get("phone_country"), languages).items():
        weights[language] *= 1.0 + (strength["phone"] - 1.0) * share
    total = sum(weights.values())
    return {language: weight / total for language, weight in weights.items()}


def likeliest(languages: tuple[str, ...], known: dict[str, Any]) -> str:
    """The language to begin in with somebody who has pressed a button or sent a command and written nothing yet."""
    weights = prior_weights(languages, known)
    return max(weights, key=lambda language: weights[language])


@lru_cache(maxsize=512)
def read_in(country: str | None, languages: tuple[str, ...]) -> dict[str, float]:
    """Of some languages, how likely people of a country write in each; where none of them is official, can read it.

    What the country speaks instead then counts for what its speakers read: Russian in Uzbekistan.
    """
    spoken = spoken_in(country)
    found = {language: share for language, share in spoken.items() if language in languages}
    if max(found.values(), default=0.0) >= OFFICIAL_AT_LEAST:
        return found
    for code, share in spoken.items():
        if code not in languages:
            for rank, language in enumerate(_read_by(code, languages)):
                found[language] = max(found.get(language, 0.0), share / (1 + rank))
    return found


def _read_by(code: str, languages: Container[str]) -> tuple[str, ...]:
    """A language if it is one of these; those of them that its writers read if it is not."""
    return (code,) if code in languages else tuple(other for other in read_by_writers_of(code) if other in languages)


@lru_cache(maxsize=512)
def spoken_in(country: str | None) -> dict[str, float]:
    """Languages of a country (ISO 3166-1) with how likely its people write in them, 0 to 1. Source: Unicode CLDR."""
    if not country:
        return {}
    shares: dict[str, float] = {}
    for code, facts in get_territory_language_info(country.upper()).items():
        language = code.split("_")[0]
        share = min(float(facts["population_percent"] or 0.0) / PERCENT, 1.0)
        share = max(share, OFFICIAL_AT_LEAST) if facts["official_status"] == "official" else share * OTHERS_COUNT
        shares[language] = max(shares.get(language, 0.0), share)
    return shares


def _hinted(hints: tuple[str, ...], languages: tuple[str, ...]) -> dict[str, int]:
    """The languages that a device is set to, or that readers of those can read, with the best place of each."""
    found: dict[str, int] = {}
    for place, hint in enumerate(_languages_of_hints(hints)):
        for rank, language in enumerate(_read_by(hint, languages)):
            found[language] = min(place + rank, found.get(language, place + rank))
    return found


@lru_cache(maxsize=1024)
def _languages_of_hints(hints: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for hint in hints:
        try:
            found[Locale.parse(str(hint).replace("-", "_")).language] = None
        except (ValueError, UnknownLocaleError):
            continue
    return tuple(found)
