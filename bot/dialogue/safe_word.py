"""Which texts may be a safe word."""

from __future__ import annotations

import unicodedata

from bot.dialogue.keywords import recognise
from bot.text.folding import comparable

FEWEST_LETTERS, MOST_LETTERS = 4, 40
WIDE = frozenset("WF")  # of which one says as much as two letters: Chinese, Japanese, Korean


def word_in(text: str) -> str | None:
    """The word that a text consists of, as it is compared; None for what no safe word may be.

    That is several words, fewer than four letters, digits alone, and a word with a meaning of its own, such as STOP.
    """
    word = comparable(text)
    letters = sum(2 if unicodedata.east_asian_width(each) in WIDE else 1 for each in word if each.isalnum())
    if any(map(str.isspace, word)) or word.isdecimal() or not FEWEST_LETTERS <= letters <= MOST_LETTERS:
        return None
    return None if recognise(text) is not None else word
