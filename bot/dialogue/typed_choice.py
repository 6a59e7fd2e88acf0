"""A choice that is typed instead of picked: its title, its number as a digit or in words, or both."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.conversations.offers import Offer
from bot.dialogue.wording import says, spaced_words
from bot.replies.phrases.guides import LAST_CHOICE, NUMBER_WORDS, NUMBERS
from bot.replies.phrases.service import NO, YES
from bot.replies.voice import PERSON_PAYLOAD
from bot.text.folding import comparable
from bot.text.words import spaced

MOST_WORDS_AROUND = 4  # around a title: in a longer text its words may stand for something else
# Not a person, nor an answer: "a person hit me" and "that is all they pay" are about something else.
TOPIC = re.compile(r"/\w+")
FEWEST_WORDS_OF_A_TITLE = 2  # that counts among others: "no" stands in many a text, "check a job offer" does not
LAST = -1
Numbered = tuple[int, list[str]]  # a number, LAST for the last, and the other words of a text


def titled_in(text: str, offer: Offer) -> str | None:
    """The payload of the offered choice whose title a text gives; None where it gives none or several."""
    words = spaced(comparable(text))
    titles = {spaced(comparable(choice.title)): choice.payload for choice in offer.choices}
    return titles.get(words) or _contained(words, titles)


def numbered_in(text: str, offer: Offer) -> str | None:
    """The payload of the choice whose number is all that a text says, as a digit or in words.

    A number counts only beside words that say so ("number 2", "the second one please") or the choice's own title: "2
    times" and "three months" answer a question.
    """
    words = spaced(comparable(text))
    beside = {word for phrase in spaced_words(NUMBER_WORDS, offer.language) for word in phrase.split()}
    for number, others in (*_digit(words), *_number_word(words, offer)):
        choice = offer.by_number(len(offer.choices) if number == LAST else number)
        if choice and (set(others) <= beside or spaced(" ".join(others)) == spaced(comparable(choice.title))):
            return choice.payload
    return None


def _digit(words: str) -> list[Numbered]:
    """The only digit among words."""
    found = words.split()
    digits = [word for word in found if len(word) == 1 and unicodedata.digit(word, -1) >= 0]
    if len(digits) != 1:
        return []
    return [(unicodedata.digit(digits[0]), [word for word in found if word != digits[0]])]


def _number_word(words: str, offer: Offer) -> list[Numbered]:
    """The number that a text has in words.

    None beside yes or no ("no one"), and none where years are offered: "the second" may be a day, and one word is both
    Monday and the second in Portuguese.
    """
    if any(choice.title.isdecimal() for choice in offer.choices):
        return []
    for name, number in _numbers(offer.language):
        if name in words:
            others = words.replace(name, " ", 1).split()
            return [] if any(says(word, YES) or says(word, NO) for word in others) else [(number, others)]
    return []


@lru_cache(maxsize=64)
def _numbers(language: str) -> tuple[tuple[str, int], ...]:
    """The words for numbers of a language as `spaced` has them, the longest first: "last one" is no one."""
    known = (*enumerate(NUMBERS, start=1), (LAST, LAST_CHOICE))
    found = [(word, number) for number, words in known for word in spaced_words(words, language)]
    return tuple(sorted(found, key=lambda each: (-len(each[0]), each)))


def _contained(words: str, titles: dict[str, str]) -> str | None:
    """The one topic whose whole title stands in a text that is not much longer than the title."""
    held = [
        title
        for title, payload in titles.items()
        if title in words
        and TOPIC.fullmatch(payload)
        and payload != PERSON_PAYLOAD
        and len(title.split()) >= FEWEST_WORDS_OF_A_TITLE
    ]
    if len(held) != 1 or len(words.split()) > len(held[0].split()) + MOST_WORDS_AROUND:
        return None
    return titles[held[0]]
