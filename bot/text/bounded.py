"""How much of a text is read: what a person can write in one text, however its letters unfold."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from bot.text.words import NO_SPACES, WORD

# Of what the channels let through (4,096 letters on Telegram and WhatsApp) nothing is left out that somebody typed:
# with its ligatures and signs such a text is 3% longer once unfolded. But one letter, U+FDFA, unfolds to eighteen.
MOST_LETTERS = 5000
MOST_WORDS = 1100  # of four letters
CHARACTERS_OF_A_WORD = 4  # of Chinese and other scripts without spaces


def bounded(text: str) -> str:
    """The beginning of a text that is read, nearly always all of it: MOST_LETTERS after NFKC, and MOST_WORDS."""
    return _of_so_many_words(_of_so_many_letters(text))


def _of_so_many_letters(text: str) -> str:
    left = MOST_LETTERS
    for place, letter in enumerate(text):
        left -= _unfolded(letter)
        if left < 0:
            return text[:place]
    return text


def _of_so_many_words(text: str) -> str:
    left = MOST_WORDS * CHARACTERS_OF_A_WORD
    if len(text) <= left // 2:  # a word and what parts it from the next
        return text
    for word in WORD.finditer(text):
        left -= 1 if NO_SPACES.match(word.group()) else CHARACTERS_OF_A_WORD
        if left < 0:
            return text[: word.start()]
    return text


@lru_cache(maxsize=4096)
def _unfolded(letter: str) -> int:
    return max(1, len(unicodedata.normalize("NFKC", letter)))
