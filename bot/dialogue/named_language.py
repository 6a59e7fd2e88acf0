"""Languages beyond ours: which one a text is in, and which one it asks for by name.

The first by Compact Language Detector 2, the second by CLDR's names; both bring their data with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import pycld2
from babel import Locale, localedata

from bot.dialogue.language_and_country import SURE_OF_LANGUAGE, written_in
from bot.i18n.catalogues import available_languages
from bot.text.folding import comparable
from bot.text.words import NO_SPACES, words_of

FEWEST_LETTERS = 15  # of a text that CLD2 is asked about: shorter ones are names and borrowed words
LEAST_SHARE = 80  # percent of a text that must be in the language
SHORTEST_NAME, SHORTEST_SIGNS = 4, 2  # letters of a language's name, and signs where words have no spaces between them
BENDS, LAST_LETTERS = 6, 2  # letters of a name that may have another ending, and how many of its last may differ
ISO = {"iw": "he", "jw": "jv", "no": "nb", "mo": "ro"}  # what CLD2 still calls by codes that were withdrawn


def language_of(text: str, evidence: Mapping[str, Any]) -> str | None:
    """The language that a text is in, ours or not (ISO 639); None where it is not known which.

    `evidence`: "language" of a parse, whose writers were asked for our languages alone.
    """
    ours = written_in(dict(evidence))
    if not evidence.get("other") and float(evidence.get("confidence", 0.0)) >= SURE_OF_LANGUAGE:
        return ours
    tells = evidence.get("substantial") or evidence.get("other")
    return _by_cld2(text) or (ours if tells else None)


def _by_cld2(text: str) -> str | None:
    """What CLD2 is sure of and what is none of ours: those are known better by what people wrote to us."""
    if sum(map(len, words_of(text))) < FEWEST_LETTERS:
        return None
    try:
        is_reliable, _, found = pycld2.detect(" ".join(words_of(text)))
    except pycld2.error:  # a character that it does not take
        return None
    _, code, share, _ = found[0]
    language = ISO.get(code, code).split("-")[0]
    if not is_reliable or share < LEAST_SHARE or language == "un" or len(language) > len("xxx"):
        return None
    return None if language in available_languages() else language


def named_in(text: str, languages: Sequence[str]) -> str | None:
    """The language whose name stands in a text (ISO 639), ours or not; None where none does.

    `languages`: those that the name may be in. A name may be bent: "узбекском" is узбекский.
    """
    words, whole = [comparable(word) for word in words_of(text)], comparable(text)
    for language in languages:
        for name, code in _names(language):
            if (name in whole) if NO_SPACES.search(name) else any(_is_form_of(word, name) for word in words):
                return code
    return None


@lru_cache
def _names(language: str) -> tuple[tuple[str, str], ...]:
    """Names of one word in a language, the longest first, of the languages that CLDR has data of."""
    found = {comparable(name): code for code, name in Locale.parse(language).languages.items() if _is_spoken(code)}
    names = ((name, code) for name, code in found.items() if " " not in name and len(name) >= _shortest(name))
    return tuple(sorted(names, key=lambda each: -len(each[0])))


def _shortest(name: str) -> int:
    return SHORTEST_SIGNS if NO_SPACES.search(name) else SHORTEST_NAME


def _is_spoken(code: str) -> bool:
    return code == "tl" or (len(code) <= len("xxx") and localedata.exists(code))  # "tl" is written as "fil" there


def _is_form_of(word: str, name: str) -> bool:
    stem = name[:-LAST_LETTERS] if len(name) >= BENDS else name
    return word == name or (len(name) >= BENDS and word.startswith(stem) and len(word) <= len(name) + LAST_LETTERS)
