"""The language of a text that is in none of ours, by Compact Language Detector 2, which brings its data with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pycld2

from bot.dialogue.language_and_country import SURE_OF_LANGUAGE, written_in
from bot.i18n.catalogues import available_languages
from bot.text.words import words_of

FEWEST_LETTERS = 15  # of a text that CLD2 is asked about: shorter ones are names and borrowed words
LEAST_SHARE = 80  # percent of a text that must be in the language
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
