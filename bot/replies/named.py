"""Whether a contact has named the police themself: then a title may name them too, also on SMS."""

from __future__ import annotations

import itertools
from functools import lru_cache

from bot.i18n.catalogues import catalogue_of
from bot.replies.phrases.titles import TITLES
from bot.text.folding import without_accents
from bot.text.words import NO_SPACES, words_of

# What the plain titles of these have in common is the word for the police.
OF_POLICE = ("police_fear", "report_to_police")
SHORTEST_STEM = 4


def is_named(topic: str, said: str, language: str) -> bool:
    """Whether a text has the word for the police in which the topic's plain title names them.

    `language`: ISO 639 code of the titles; words of another language or in other letters are not found.
    """
    if topic not in OF_POLICE:
        return False
    words = _words(said)
    return any(word.startswith(stem) for stem in _police(language) for word in words)


@lru_cache(maxsize=64)
def _police(language: str) -> frozenset[str]:
    one, other = (_words(catalogue_of(language).say(TITLES[topic])) for topic in OF_POLICE)
    common = {_common_beginning(word, also) for word in one for also in other}
    return frozenset(stem for stem in common if len(stem) >= SHORTEST_STEM) | {
        pair for pair in one & other if NO_SPACES.search(pair)
    }


def _common_beginning(one: str, other: str) -> str:
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in same)


def _words(text: str) -> frozenset[str]:
    """The words; of scripts without spaces every two characters that stand together, which tell as much as a word."""
    plain = without_accents(text)
    pairs = {a + b for a, b in itertools.pairwise(plain) if NO_SPACES.match(a) and NO_SPACES.match(b)}
    return frozenset(word for word in words_of(plain) if not NO_SPACES.match(word)) | pairs
