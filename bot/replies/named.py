"""Whether a contact has named a topic themself: then a title may name it too, also on SMS."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from bot.replies.catalogues import Phrase, catalogue_of
from bot.replies.letters import fold
from bot.replies.phrases.titles import SMS_TITLES, TITLES

WORD = re.compile(r"\w+")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # written without spaces: two tell as much as a word
SHORTEST_STEM, SHORTEST_UNSPACED = 4, 2
ENDING = 2  # letters at a word's end that grammar changes


def is_named(topic: str, said: str, language: str) -> bool:
    """Whether a text has a word of the topic's plain title that no harmless title has: "police", not "papers".

    `language`: ISO 639 code of the titles; words of another language or in other letters are not found.
    """
    words = _words(said)
    return any(word.startswith(stem) for stem in _telling_stems(topic, language) for word in words)


@lru_cache(maxsize=512)
def _telling_stems(topic: str, language: str) -> frozenset[str]:
    harmless = frozenset().union(*(_stems(TITLES[other], language) for other in TITLES.keys() - SMS_TITLES.keys()))
    characters = frozenset("".join(harmless))
    return frozenset(
        stem
        for stem in _stems(TITLES[topic], language) - harmless
        if not UNSPACED.search(stem) or characters.isdisjoint(stem)
    )


def _stems(title: Phrase, language: str) -> frozenset[str]:
    return frozenset(
        word[: max(len(word) - ENDING, SHORTEST_STEM)]
        for word in _words(catalogue_of(language).say(title))
        if len(word) >= (SHORTEST_UNSPACED if UNSPACED.search(word) else SHORTEST_STEM)
    )


def _words(text: str) -> frozenset[str]:
    """The words; of scripts without spaces every two characters that stand together."""
    folded = fold(text)
    pairs = {a + b for a, b in itertools.pairwise(folded) if UNSPACED.match(a) and UNSPACED.match(b)}
    return frozenset(word for word in WORD.findall(folded) if not UNSPACED.search(word)) | pairs
