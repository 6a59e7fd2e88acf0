"""The words that never reach Rasa (STOP, CANCEL, START, MORE, SAFE WORD ...), and a digit, in every language."""

from __future__ import annotations

import enum
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.i18n.catalogues import spellings
from bot.replies.phrases.service import KEYWORDS
from bot.text.folding import comparable
from bot.text.visible import IGNORED_AROUND, visible

PERSON_DIGIT = 9
MENU_DIGIT = 0


class Keyword(str, enum.Enum):
    """A word with a meaning of its own."""

    STOP = "stop"
    LEAVE = "leave"  # "cancel": the questions, or all messages where nothing is asked
    START = "start"
    MORE = "more"
    UNCOUNTED = "uncounted"  # "do not count me": left out of the statistics
    SAFE_WORD = "safe_word"


@dataclass(frozen=True)
class Digit:
    """A single digit, of whatever script."""

    value: int


def recognise(text: str) -> Keyword | Digit | None:
    """The keyword or digit that is all of a text; None for any other text ("stop hitting me" is no STOP)."""
    word = visible(text).strip(IGNORED_AROUND)
    if len(word) == 1 and (value := unicodedata.digit(word, -1)) >= 0:
        return Digit(value)
    return _words().get(comparable(text))


def keyword_words(name: str) -> tuple[str, ...]:
    """All spellings, in all languages, of the words for a keyword, as `stop`; else KeyError."""
    return spellings(KEYWORDS[name])


@lru_cache(maxsize=1)
def _words() -> dict[str, Keyword]:
    return {comparable(word): keyword for keyword in Keyword for word in keyword_words(keyword.value)}
