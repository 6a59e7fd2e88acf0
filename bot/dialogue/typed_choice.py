"""A choice that is typed instead of picked: its title, its number with a word beside it, or both."""

from __future__ import annotations

import re
import unicodedata

from bot.conversations.offers import Offer
from bot.dialogue.wording import WORD, folded, spaced, spaced_words
from bot.replies.phrases.guides import NUMBER_WORDS
from bot.replies.voice import PERSON_PAYLOAD

MOST_WORDS_AROUND = 4  # around a title: in a longer text its words may stand for something else
# Not a person, nor an answer: "a person hit me" and "that is all they pay" are about something else.
TOPIC = re.compile(r"/\w+")
FEWEST_WORDS_OF_A_TITLE = 2  # that counts among others: "no" stands in many a text, "check a job offer" does not


def chosen_in(text: str, offer: Offer) -> str | None:
    """The payload of the offered choice that a text names; None where it names none or several.

    A number counts only beside words that say so ("number 2", "2 please") or the choice's own title: "2 times" and "3
    months" answer a question.
    """
    words = spaced(folded(text))
    titles = {spaced(folded(choice.title)): choice.payload for choice in offer.choices}
    return titles.get(words) or _numbered(words, offer) or _contained(words, titles)


def _numbered(words: str, offer: Offer) -> str | None:
    """A digit, and nothing else but words that go with a number, or the title of that choice."""
    found = WORD.findall(words)
    digits = [word for word in found if len(word) == 1 and unicodedata.digit(word, -1) >= 0]
    if len(digits) != 1:
        return None
    choice = offer.by_number(unicodedata.digit(digits[0]))
    others = [word for word in found if word != digits[0]]
    beside = {word for phrase in spaced_words(NUMBER_WORDS, offer.language) for word in phrase.split()}
    if choice and (set(others) <= beside or spaced(" ".join(others)) == spaced(folded(choice.title))):
        return choice.payload
    return None


def _contained(words: str, titles: dict[str, str]) -> str | None:
    """The topic whose title, and no other's, stands whole in a text not much longer than it."""
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
