"""A phone that does not show our letters: `????`, empty boxes, or a text that says so."""

from __future__ import annotations

import enum
from functools import lru_cache

from bot.i18n.catalogues import SOURCE_LANGUAGE, spellings
from bot.replies.compose import with_language_to_pick, with_way_to_english
from bot.replies.phrases.service import NOT_SHOWN_WORDS
from bot.replies.reply import Reply
from bot.text.folding import comparable
from bot.text.letters import is_latin
from bot.text.visible import visible
from bot.text.words import spaced

QUESTION_MARKS = frozenset("?؟？")
# What phones and operators put in the place of a letter they do not have: U+FFFD, and boxes of all kinds.
BOXES = frozenset("\ufffd\ufffc□■▢▣▭▮▯◻◼◽◾☐⎕⌧⬜⬛")
BETWEEN = frozenset(" \t\n.,!-_")
FEWEST_MARKS = 4  # up to three question marks are also how people say "what?" or "are you there?"
MOST_WORDS = 10  # of a text that says so; in a longer one the words may stand in a story
IN_ENGLISH = '/change_language{"language": "en"}'  # and the last answer once more


class Report(enum.Enum):
    """How sure it is that a phone does not show our letters."""

    SURE = "sure"
    PERHAPS = "perhaps"


def report_in(text: str, language: str | None) -> Report | None:
    """What a text reports of the phone; None where it does not, or was answered in English (`language`).

    Of Latin letters only some are missing (ế, ł, ş): most is readable, so that English is offered and not forced, and
    question marks are questions.
    """
    if language in (None, SOURCE_LANGUAGE):
        return None
    marks = [letter for letter in visible(text) if letter not in BETWEEN]
    only_marks = bool(marks) and all(letter in QUESTION_MARKS | BOXES for letter in marks)
    boxes = only_marks and any(letter in BOXES for letter in marks)
    if is_latin(str(language)):
        return Report.PERHAPS if boxes or _says_so(text) else None
    if only_marks and not boxes and len(marks) < FEWEST_MARKS:
        return Report.PERHAPS
    return Report.SURE if only_marks or _says_so(text) else None


def answer_to(report: Report, reply: Reply, language: str) -> Reply:
    """The reply with a way on. `language`: the contact's until now.

    In English for a sure report, with the way back; the usual one and the way to English for one that may mean "what?".
    """
    if report is Report.PERHAPS:
        return with_way_to_english(reply)
    return with_language_to_pick(reply, language)


def _says_so(text: str) -> bool:
    words = _folded(text)
    return len(words.split()) <= MOST_WORDS and any(phrase in words for phrase in _phrases())


@lru_cache(maxsize=1)
def _phrases() -> tuple[str, ...]:
    return tuple(sorted({_folded(phrase) for phrase in spellings(NOT_SHOWN_WORDS)}))


def _folded(text: str) -> str:
    return spaced(comparable(text))
