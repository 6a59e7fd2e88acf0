"""What was asked and not understood: pairs of words that stood side by side in the texts of enough conversations.

Before K conversations have had a pair, only the keyed hash of it is kept, with the number of them: nobody can read it.
Words with a capital letter inside a sentence (names), numbers, addresses and short words are left out before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import insert, select, update

from bot.conversations.messages import Author
from bot.conversations.work import Work
from bot.i18n.catalogues import available_languages
from bot.statistics.coding import NOT_OURS, NOT_UNDERSTOOD, Situation
from bot.statistics.months import Month
from bot.statistics.suppression import K, rounded
from bot.storage.tables import asked_pair
from bot.text.words import words_of

SHORTEST_WORD = 3
MOST_PAIRS = 60  # of one conversation
LONGEST = 100
OTHER_LANGUAGE = "other"
SENTENCE = re.compile(r"(?<=[.!?\n])\s+")


@dataclass(frozen=True)
class Asked:
    """A pair of words, and about how many conversations had it: rounded."""

    language: str
    words: str
    conversations: int


def note(work: Work, known: Situation, month: Month) -> None:
    """Count the pairs of one conversation, each once."""
    language = known.language if known.language in available_languages() else OTHER_LANGUAGE
    for pair in sorted(pairs_of(known))[:MOST_PAIRS]:
        _count(work, str(language), pair, month)


def pairs_of(known: Situation) -> set[str]:
    """The pairs in the texts of the contact that were not understood, or are not our subject."""
    texts = (each.text for each in known.messages if _is_work(each.author, each.topic))
    return {pair for text in texts for pair in _pairs(text)}


def shown(work: Work, language: str | None = None) -> list[Asked]:
    """The pairs that K conversations and more have had, the commonest first."""
    statement = select(asked_pair).where(asked_pair.c.words.is_not(None), asked_pair.c.conversations >= K)
    if language:
        statement = statement.where(asked_pair.c.language == language)
    statement = statement.order_by(asked_pair.c.language, asked_pair.c.conversations.desc(), asked_pair.c.words)
    return [Asked(row.language, row.words, rounded(row.conversations)) for row in work.run(statement)]


def _is_work(author: Author, topic: str | None) -> bool:
    return author is Author.CONTACT and topic in (NOT_UNDERSTOOD, NOT_OURS)


def _pairs(text: str) -> Iterator[str]:
    for sentence in SENTENCE.split(text):
        words = [word for word in words_of(_without_names(sentence)) if len(word) >= SHORTEST_WORD]
        for first, second in pairwise(words):
            pair = " ".join(sorted((first, second)))
            if first != second and len(pair) <= LONGEST:
                yield pair


def _without_names(sentence: str) -> str:
    """Without words that begin with a capital letter, but the first; and none where all is in capitals."""
    first, *others = sentence.split() or [""]
    return " ".join([first, *(word for word in others if not word[:1].isupper())])


def _count(work: Work, language: str, pair: str, month: Month) -> None:
    hashed = work.vault.address_hash(f"pair {language}", pair)
    mine = (asked_pair.c.language == language) & (asked_pair.c.pair_hash == hashed)
    number = work.run(select(asked_pair.c.conversations).where(mine).with_for_update()).scalar()
    if number is None:
        values = {"language": language, "pair_hash": hashed, "month": str(month), "conversations": 1}
        work.run(insert(asked_pair).values(**values))
        return
    words = pair if number + 1 >= K else None
    work.run(update(asked_pair).where(mine).values(conversations=number + 1, month=str(month), words=words))
