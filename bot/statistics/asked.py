"""What was asked and not understood: pairs of words that stood side by side in the texts of enough contacts of a month.

Only words of the language's vocabulary are taken at all. Until the month is closed they lie with the conversation,
encrypted by the contact's own key: whoever is erased, or says "do not count me", takes theirs along. When the month is
closed, what fewer than K contacts have had is thrown away, unread by anybody, and what lay with the conversations too.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from sqlalchemy import func, insert, select, update

from bot.conversations import counting
from bot.conversations.messages import Author
from bot.conversations.work import Store, Work
from bot.i18n.catalogues import available_languages
from bot.i18n.filled import filled
from bot.statistics import problems
from bot.statistics.codes import StatisticsProblem
from bot.statistics.coding import NOT_OURS, NOT_UNDERSTOOD, Situation
from bot.statistics.months import Month
from bot.statistics.suppression import K, rounded
from bot.statistics.vocabulary import vocabulary
from bot.storage.engine import now
from bot.storage.tables import asked_pair, closed_month, contact, conversation, has_asked
from bot.text.words import NO_SPACES, words_of

MOST_PAIRS = 60  # of one conversation
LONGEST = 100
READ_AT_ONCE = 500
SENTENCE = re.compile(r"(?<=[.!?\n])\s+")
LOCK = 826158  # any number that no other advisory lock of ours has
BY_CAPITALS = frozenset({"de"})  # languages that write every noun with one: there it tells no name


@dataclass(frozen=True)
class Asked:
    """A pair of words, and about how many contacts had it in a month: rounded."""

    month: str
    language: str
    words: str
    contacts: int


@dataclass(frozen=True)
class Cluster:
    """Pairs of one month and language that have a word in common, the commonest first."""

    month: str
    language: str
    word: str
    pairs: tuple[Asked, ...]


def note(work: Work, conversation_id: int, known: Situation, month: Month) -> None:
    """Lay the pairs of a conversation aside until its month is closed, encrypted with it."""
    pairs = sorted(pairs_of(known))[:MOST_PAIRS]
    if pairs:
        counting.lay_aside(work, conversation_id, str(month), json.dumps([known.language, pairs]))


def pairs_of(known: Situation) -> set[str]:
    """The pairs in the texts of the contact that were not understood, or are not our subject."""
    if known.language not in available_languages():
        return set()
    texts = (each.text for each in known.messages if _is_work(each.author, each.topic))
    return {pair for text in texts for pair in _pairs(text, str(known.language))}


def close_months(store: Store) -> list[str]:
    """Count the pairs of the months that are closed, and forget who had them; returns the months.

    Everything is read first, so that no turn waits for it, and written at once. Where somebody was erased or left out
    meanwhile, nothing is written, and it is to be tried again.
    """
    with store.read() as work:
        last = work.run(select(func.max(closed_month.c.month))).scalar()
        waiting = _waiting(work, last) if last else []
    return [month for month in waiting if _close(store, month)]


def shown(work: Work, language: str = "", month: str = "") -> list[Asked]:
    """The pairs that K contacts and more have had in a month, the latest month first, the commonest first in each.

    `language`, `month`: only of these. Raises StatisticsProblem for a language or a month that cannot be shown.
    """
    if language and language not in available_languages():
        raise StatisticsProblem(
            filled(
                "{language}: is no language of ours; there are {languages}",
                language=language,
                languages=", ".join(available_languages()),
            )
        )
    if month:
        _check_closed(work, month)
    statement = select(asked_pair).where(asked_pair.c.contacts >= K)
    if language:
        statement = statement.where(asked_pair.c.language == language)
    if month:
        statement = statement.where(asked_pair.c.month == month)
    order = (asked_pair.c.month.desc(), asked_pair.c.language, asked_pair.c.contacts.desc(), asked_pair.c.words)
    return [
        Asked(row.month, row.language, row.words, rounded(row.contacts)) for row in work.run(statement.order_by(*order))
    ]


def months(work: Work) -> list[str]:
    """The months that have any, the latest first."""
    found = select(asked_pair.c.month).distinct().order_by(asked_pair.c.month.desc())
    return list(work.run(found).scalars())


def clusters(pairs: Iterable[Asked]) -> list[Cluster]:
    """The pairs by the word that they share: each stands once, with the word that most contacts had."""
    found = []
    for (month, language), several in groupby(pairs, key=lambda pair: (pair.month, pair.language)):
        left = list(several)
        while left:
            weights: Counter[str] = Counter()
            for pair in left:
                weights.update(dict.fromkeys(pair.words.split(), pair.contacts))
            word = min(weights, key=lambda each: (-weights[each], each))
            mine = tuple(pair for pair in left if word in pair.words.split())
            found.append(Cluster(month, language, word, mine))
            left = [pair for pair in left if pair not in mine]
    return found


def _check_closed(work: Work, wanted: str) -> None:
    try:
        month = Month.parse(wanted)
    except ValueError as problem:
        raise StatisticsProblem(str(problem)) from None
    if month > Month.of(now()):
        raise problems.in_the_future(month)
    if month.closed_from > now().date():
        raise problems.still_open(month, month.closed_from)
    if not work.run(select(closed_month.c.month).where(closed_month.c.month == str(month))).first():
        raise problems.nothing_counted(month)


def _is_work(author: Author, topic: str | None) -> bool:
    return author is Author.CONTACT and topic in (NOT_UNDERSTOOD, NOT_OURS)


def _pairs(text: str, language: str) -> Iterator[str]:
    allowed = vocabulary(language)
    for sentence in SENTENCE.split(text):
        words = words_of(sentence if language in BY_CAPITALS else _without_names(sentence))
        for first, second in pairwise(word for word in words if word in allowed):
            in_order = NO_SPACES.match(first) or NO_SPACES.match(second)
            pair = " ".join((first, second) if in_order else sorted((first, second)))
            if first != second and len(pair) <= LONGEST:
                yield pair


def _without_names(sentence: str) -> str:
    """Without words that begin with a capital letter, but the first; and none where all is in capitals."""
    first, *others = sentence.split() or [""]
    return " ".join([first, *(word for word in others if not word[:1].isupper())])


def _waiting(work: Work, last: str) -> list[str]:
    statement = select(conversation.c.asked_month).where(has_asked(), conversation.c.asked_month <= last)
    return sorted(work.run(statement.distinct()).scalars())


def _close(store: Store, month: str) -> bool:
    """Count one month; False where what was read is not what is there any more."""
    numbers, found = _counted(store, month)
    mine = (conversation.c.asked_month == month) & has_asked()
    rows = [
        {"month": month, "language": language, "words": words, "contacts": number}
        for (language, words), number in sorted(found.items())
        if number >= K
    ]
    with store.write(relaxed=True) as work:
        work.lock(LOCK)
        if set(work.run(select(conversation.c.id).where(mine)).scalars()) != numbers:
            return False
        counted = select(asked_pair.c.language, asked_pair.c.words).where(asked_pair.c.month == month)
        there = {(row.language, row.words) for row in work.run(counted)}
        new = [row for row in rows if (row["language"], row["words"]) not in there]
        if new:
            work.run(insert(asked_pair).values(new))
    _forget(store, month, sorted(numbers))
    return True


def _forget(store: Store, month: str, numbers: Sequence[int]) -> None:
    """Delete what lay with the conversations, in small batches: a turn may have to wait for each."""
    for begin in range(0, len(numbers), READ_AT_ONCE):
        batch = conversation.c.id.in_(numbers[begin : begin + READ_AT_ONCE])
        with store.write(relaxed=True) as work:
            mine = update(conversation).where(batch, conversation.c.asked_month == month)
            work.run(mine.values(asked_month=None, asked=None))


def _counted(store: Store, month: str) -> tuple[set[int], Counter[tuple[str, str]]]:
    """Which conversations have pairs of a month, and how many contacts had each. A contact has one conversation."""
    numbers: set[int] = set()
    found: Counter[tuple[str, str]] = Counter()
    last = 0
    while True:
        with store.read() as work:
            rows = work.run(
                select(conversation.c.id, conversation.c.asked, contact.c.data_key)
                .join(contact, contact.c.id == conversation.c.contact_id)
                .where(has_asked(), conversation.c.asked_month == month, conversation.c.id > last)
                .order_by(conversation.c.id)
                .limit(READ_AT_ONCE)
            ).all()
            for row in rows:
                readable = work.key_of(row.id, row.data_key).readable(row.asked) if row.asked else None
                language, pairs = json.loads(readable) if readable else ("", ())
                found.update((language, pair) for pair in set(pairs))
        if not rows:
            return numbers, found
        numbers |= {row.id for row in rows}
        last = rows[-1].id
