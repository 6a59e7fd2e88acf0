"""Whole words and phrases in what people type, found whatever their case, accents, apostrophes and script."""

from __future__ import annotations

from functools import lru_cache

import regex  # type: ignore[import-untyped]

from bot.i18n.catalogues import Phrase, spellings
from bot.text.letters import fold
from bot.text.visible import IGNORED_AROUND, visible

# a word with its vowel signs, which \w lacks; of Chinese, which has no spaces, a character
WORD = regex.compile(r"\p{Han}|[[\p{L}\p{M}\p{N}]--\p{Han}]+", regex.V1)


def folded(text: str) -> str:
    """A text without case, accents, apostrophes, and what stands around it; spaces single."""
    plain = visible(text).replace("’", "'").replace("'", "").strip(IGNORED_AROUND)
    return fold(" ".join(plain.split()))


def spaced(text: str) -> str:
    """The words of a text with one space around each; of Chinese, the characters. So whole phrases are found in it."""
    return f" {' '.join(WORD.findall(text))} "


def says(text: str, words: Phrase) -> bool:
    """Whether a text is one of a phrase's comma-separated words, of any language."""
    return folded(text) in _words(words)


def spaced_words(words: Phrase, *languages: str) -> frozenset[str]:
    """A phrase's comma-separated words in some languages, as `spaced` has them."""
    return _spaced_words(words, frozenset(languages))


@lru_cache(maxsize=16)
def _words(words: Phrase) -> frozenset[str]:
    return frozenset(folded(word) for word in spellings(words))


@lru_cache(maxsize=256)
def _spaced_words(words: Phrase, languages: frozenset[str]) -> frozenset[str]:
    return frozenset(spaced(folded(word)) for word in spellings(words, tuple(sorted(languages))))
