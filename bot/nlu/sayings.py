"""What is said in a word or two, letter for letter as in training texts: "sí", "a person please", "谢谢"."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from bot.text.folding import without_accents
from bot.text.words import words_of

LONGEST = 3  # words; a longer text has enough features to be understood by them
QUESTION_MARKS = frozenset(
    "?\uff1f\u061f\u037e\u055e\u1367"
)  # Latin, Chinese, Arabic, Greek, Armenian, Ethiopic: "no?" is not "no"


class Sayings:
    """Texts of few words that have one topic only, whoever wrote them in whatever language."""

    def __init__(self, topics: dict[str, str], without: dict[str, str]) -> None:
        """`topics` of words as they are written, and `without` accents."""
        self._topics, self._without = topics, without

    @classmethod
    def of(cls, texts: Iterable[tuple[str, str]]) -> Sayings:
        """Learn from (text, topic) pairs; what is said under two topics is left out."""
        known = [(words, topic) for text, topic in texts if (words := _few_words(text))]
        return cls(_of_one_topic(known), _of_one_topic((without_accents(words), topic) for words, topic in known))

    def topic_of(self, text: str) -> str | None:
        """The topic of a text that consists of such words, whatever its case, punctuation and, if need be, accents."""
        words = _few_words(text)
        return (self._topics.get(words) or self._without.get(without_accents(words))) if words else None

    def save(self, file: Path) -> None:
        """Write what was learned to a JSON file."""
        file.write_text(json.dumps([self._topics, self._without], ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, file: Path) -> Sayings:
        """Read what `save` wrote."""
        return cls(*json.loads(file.read_text("utf-8")))


def _of_one_topic(known: Iterable[tuple[str, str]]) -> dict[str, str]:
    topics: dict[str, set[str]] = {}
    for words, topic in known:
        topics.setdefault(words, set()).add(topic)
    return {words: min(found) for words, found in topics.items() if len(found) == 1}


def _few_words(text: str) -> str | None:
    """The words of a short text; None for a long one, for one without words and for a question."""
    if QUESTION_MARKS & set(text) or any(letter.isdigit() for letter in text):
        return None
    words = words_of(text)
    return " ".join(words) if 0 < len(words) <= LONGEST else None
