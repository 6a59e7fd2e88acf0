"""Yes, no or "I do not know", said with more words than that: "yes, since May", "siiim", "polizia no".

Only words of the conversation's language count, in its own script or in Latin letters: "no" may begin a yes in Polish,
and "jo" is no in Albanian and yes in German.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.dialogue.wording import says
from bot.i18n.catalogues import catalogue_of, spellings
from bot.replies.phrases.guides import NO_WORDS, SKIP_WORDS, YES_WORDS
from bot.replies.phrases.service import NO, YES
from bot.replies.questions import NO_ANSWER, SKIPPED, YES_ANSWER
from bot.text.folding import comparable
from bot.text.words import WORD_APART

REPEATED = re.compile(r"(.)\1+")
NEXT_LINE = re.compile(r"\s*\n\s*")
BUTTONS = {YES_ANSWER: (YES,), NO_ANSWER: (NO,)}
LONGEST = 5  # words of what means yes, no or skip
LONGEST_ENDING_IN_IT = 4  # words of "I told the police, no", which may be a sentence about anything when longer
# Where the word for no also stands before a verb or a noun: "no me dejan salir", "no pay".
NO_IS_ALSO_NOT = frozenset({"ar", "bg", "en", "es", "hi", "pl", "pt", "ro", "ru", "ur", "vi", "zh"})
# Where a yes or no at the end is one. Elsewhere it may belong to the verb (hi, ur, bn), be "is" (ne) or ask (vi, zh).
ANSWERED_AT_THE_END = frozenset({"de", "en", "es", "fr", "it", "pl", "pt", "ro", "sq", "tr"})


@dataclass(frozen=True)
class Said:
    """`answer`: yes, no or skip, as in bot/replies/questions.py.

    `alone`: nothing follows but after a comma or the like, so that "no" is no part of "no pay"; or it was said in
    several words ("no they"). `words`: of the text.
    """

    answer: str
    alone: bool
    words: int

    def is_sure(self, language: str) -> bool:
        """Whether the word can mean nothing else."""
        return self.answer != NO_ANSWER or self.alone or language not in NO_IS_ALSO_NOT


def yes_or_no_alone(text: str, language: str) -> str | None:
    """What a text says that is nothing but yes or no; the words on the buttons count in every language."""
    if says(text, YES):
        return YES_ANSWER
    if says(text, NO):
        return NO_ANSWER
    answer = _answers(language).get(_joined(WORD_APART.findall(comparable(text))))
    return answer if answer != SKIPPED else None


def said_in(text: str, language: str) -> Said | None:
    """What a text answers that begins with yes, no or "I do not know", or a short one that ends with yes or no."""
    plain = comparable(NEXT_LINE.sub(". ", text.strip()))
    found = list(WORD_APART.finditer(plain))
    words = [word.group() for word in found]
    apart = [
        i == len(found) or bool(plain[found[i - 1].end() : found[i].start()].strip()) for i in range(1, len(found) + 1)
    ]
    answers = _answers(language)
    for length in range(min(LONGEST, len(words)), 0, -1):
        answer = answers.get(_joined(words[:length]))
        if answer and (answer != SKIPPED or length > 1 or apart[0]):  # "next week" does not skip
            several = _joined(words[:length]) in _of_several_words(language)
            return Said(answer, several or apart[length - 1], len(words))
    first_part = words[: apart.index(True) + 1] if words else []
    if language in ANSWERED_AT_THE_END and 1 < len(first_part) <= LONGEST_ENDING_IN_IT:
        answer = answers.get(_joined(first_part[-1:]))
        return Said(answer, alone=True, words=len(words)) if answer in (YES_ANSWER, NO_ANSWER) else None
    return None


def names_no(text: str, language: str) -> bool:
    """Whether one of a text's words is a no: "yes, no, wait"."""
    return any(_answers(language).get(_joined([word])) == NO_ANSWER for word in WORD_APART.findall(comparable(text)))


def _joined(words: list[str]) -> str:
    """Without letters that are stretched: "siiim", "noooo"."""
    return REPEATED.sub(r"\1", " ".join(words))


@lru_cache(maxsize=64)
def _answers(language: str) -> dict[str, str]:
    """What each word or phrase of a language means."""
    return {_joined(WORD_APART.findall(comparable(word))): answer for word, answer in _listed(language)}


@lru_cache(maxsize=64)
def _of_several_words(language: str) -> frozenset[str]:
    return frozenset(_joined(WORD_APART.findall(comparable(word))) for word, _ in _listed(language) if " " in word)


def _listed(language: str) -> Iterator[tuple[str, str]]:
    """The words of a language as they are listed; English lists do not stand for those not translated yet."""
    catalogue = catalogue_of(language)
    for words, answer in ((SKIP_WORDS, SKIPPED), (YES_WORDS, YES_ANSWER), (NO_WORDS, NO_ANSWER)):
        known = [words] if catalogue.has(words.context, words.source) else []
        for phrase in (*BUTTONS.get(answer, ()), *known):
            yield from ((word, answer) for word in spellings(phrase, (language,)))
