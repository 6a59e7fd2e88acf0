"""The catalogues' lists of words and phrases, found in what people type whatever its case, accents and apostrophes."""

from __future__ import annotations

from functools import lru_cache

from bot.i18n.catalogues import Phrase, spellings
from bot.text.folding import comparable
from bot.text.words import spaced


def says(text: str, words: Phrase) -> bool:
    """Whether a text is one of a phrase's comma-separated words, of any language."""
    return comparable(text) in _words(words)


def spaced_words(words: Phrase, *languages: str) -> frozenset[str]:
    """A phrase's comma-separated words in some languages, as `spaced` has them."""
    return _spaced_words(words, frozenset(languages))


@lru_cache(maxsize=16)
def _words(words: Phrase) -> frozenset[str]:
    return frozenset(comparable(word) for word in spellings(words))


@lru_cache(maxsize=256)
def _spaced_words(words: Phrase, languages: frozenset[str]) -> frozenset[str]:
    return frozenset(spaced(comparable(word)) for word in spellings(words, tuple(sorted(languages))))
