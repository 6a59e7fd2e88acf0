"""Which word answers a question of cost: "is it free?" and "does it cost anything?" want opposite ones."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.wording import spaced_words
from bot.replies.lines import IF_CHARGED, IF_FREE
from bot.replies.phrases import talk
from bot.text.folding import comparable
from bot.text.words import spaced


def asked_in(text: str, languages: Sequence[str]) -> str | None:
    """IF_FREE or IF_CHARGED; None where a text asks how much, or for neither.

    `languages`: those that it may be in, ISO 639.
    """
    said = spaced(comparable(text))

    def says(words: frozenset[str]) -> bool:
        return any(word in said for word in words)

    if says(spaced_words(talk.HOW_MUCH_WORDS, *languages)):
        return None
    if says(spaced_words(talk.FREE_WORDS, *languages)):
        return IF_FREE
    return IF_CHARGED if says(spaced_words(talk.COST_WORDS, *languages)) else None
