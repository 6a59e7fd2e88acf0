"""Finding conversations: by what stands in clear, and by a word in those that the operator may read now.

Texts are encrypted by each contact's own key, so no index knows a word of them. A word is looked for in memory, in the
conversations that open without a reason or for which one was given lately, and only in so many texts.
"""

from __future__ import annotations

import datetime
import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.sql import ColumnElement

from bot.conversations import messages
from bot.conversations.holder import Holder
from bot.conversations.pseudonyms import beginning_of
from bot.conversations.work import Work
from bot.desk import need_to_know
from bot.desk.accounts import Operator
from bot.desk.lists import Row, pressing, read_latest, read_rows
from bot.storage.engine import now
from bot.storage.tables import concerns_people, contact, conversation, is_lost, outbox
from bot.text.folding import without_accents

HEX = re.compile(r"[0-9a-f]{1,16}")
ROWS_A_PAGE = 50
MOST_TEXTS = 5000  # a word is looked for in so many, the newest: each has to be decrypted


class State(str, enum.Enum):
    """Where a conversation stands."""

    WAITING = "waiting"
    HELD = "held"
    CLOSED = "closed"


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is None, False or empty is not asked.

    `language`: ISO 639. `country`: ISO 3166-1. `name`: the beginning of pseudonyms. `since` and `until`: between
    which the last change was, the latter not included. `word`: what a text contains, whatever its case and accents.
    """

    language: str | None = None
    country: str | None = None
    channel: str | None = None
    state: State | None = None
    mine: bool = False
    urgent: bool = False
    undelivered: bool = False
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    name: str | None = None
    word: str = ""

    @property
    def is_of_open_ones(self) -> bool:
        """Whether no closed conversation can be meant."""
        return self.mine or self.urgent or self.state in (State.WAITING, State.HELD)


@dataclass(frozen=True)
class Found:
    """What was found. `open_rows`: the most pressing first; `closed`: the newest first.

    `more_before`: where the closed ones go on, or None. `read_in`: the conversations that a word was looked for in.
    `is_all`: whether all of their texts were looked at.
    """

    open_rows: tuple[Row, ...]
    closed: tuple[Row, ...]
    more_before: datetime.datetime | None = None
    read_in: int = 0
    is_all: bool = True


def find(work: Work, who: Operator, wanted: Wanted, before: datetime.datetime | None = None) -> Found:
    """What this operator finds. `before`: where the page of closed conversations before this one ended."""
    rows = sorted((row for row in read_rows(work) if row.concerns_people and _fits(row, who, wanted)), key=pressing)
    if wanted.word:
        return _with_word(work, who, wanted, rows)
    if wanted.is_of_open_ones:
        return Found(tuple(rows), ())
    closed = _closed(work, wanted, before)
    more = closed[ROWS_A_PAGE - 1].changed_at if len(closed) > ROWS_A_PAGE else None
    return Found(() if before else tuple(rows), tuple(closed[:ROWS_A_PAGE]), more)


def beginning(text: str) -> str | None:
    """How the pseudonyms begin that a name ("Blue Heron") or part of a pseudonym stands for; None for other words."""
    written = text.strip().lower()
    return beginning_of(written) or (written if HEX.fullmatch(written) else None)


def _fits(row: Row, who: Operator, wanted: Wanted) -> bool:
    """Whether an open conversation is meant; its country may be a guess, as the list shows it."""
    is_held = row.holder is Holder.OPERATOR
    asked = (
        (wanted.language, row.language == wanted.language),
        (wanted.country, row.country == wanted.country),
        (wanted.channel, row.channel == wanted.channel),
        (wanted.state, wanted.state is (State.HELD if is_held else State.WAITING)),
        (wanted.mine, is_held and row.operator_id == who.id),
        (wanted.urgent, row.urgent),
        (wanted.undelivered, row.failed > 0 or row.failing > 0),
        (wanted.since, wanted.since is not None and row.changed_at >= wanted.since),
        (wanted.until, wanted.until is not None and row.changed_at < wanted.until),
        (wanted.name, row.pseudonym.startswith(wanted.name or "")),
    )
    return all(holds for is_asked, holds in asked if is_asked)


def _closed(work: Work, wanted: Wanted, before: datetime.datetime | None, *more: ColumnElement[bool]) -> list[Row]:
    """Closed conversations by what stands in clear, the newest first; of a country only where the contact named it."""
    conditions = [~concerns_people(), conversation.c.last_sequence > 0, contact.c.erase_at.is_(None)]
    conditions += [conversation.c.changed_at < (before or now()), *_in_clear(wanted), *more]
    return read_latest(work, *conditions, most=ROWS_A_PAGE + 1)


def _with_word(work: Work, who: Operator, wanted: Wanted, rows: list[Row]) -> Found:
    """Those that they may read now and in which the word is; a reason that was given lately opens a closed one too."""
    lately = need_to_know.opened_lately(work, who)
    readable = [row for row in rows if need_to_know.is_free(row, who) or row.pseudonym in lately]
    if lately and not wanted.is_of_open_ones:
        readable += _closed(work, wanted, None, contact.c.pseudonym.in_(lately))
    word, hits, seen = without_accents(wanted.word), set(), 0
    for conversation_id, text in messages.texts_of(work, [row.id for row in readable], MOST_TEXTS + 1):
        seen += 1
        if conversation_id not in hits and word in without_accents(text):
            hits.add(conversation_id)
    found = [row for row in readable if row.id in hits]
    return Found(
        tuple(row for row in found if row.concerns_people),
        tuple(row for row in found if not row.concerns_people),
        read_in=len(readable),
        is_all=seen <= MOST_TEXTS,
    )


def _in_clear(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    for value, column in (
        (wanted.language, contact.c.language),
        (wanted.country, contact.c.country),
        (wanted.channel, func.lower(contact.c.channel)),  # or SQLite begins with all contacts of the channel
    ):
        if value:
            yield column == value
    if wanted.since:
        yield conversation.c.changed_at >= wanted.since
    if wanted.until:
        yield conversation.c.changed_at < wanted.until
    if wanted.name:
        yield contact.c.pseudonym >= wanted.name
        yield contact.c.pseudonym < wanted.name + "g"  # follows every hexadecimal digit
    if wanted.undelivered:
        yield exists(select(outbox.c.id).where(outbox.c.conversation_id == conversation.c.id, is_lost()))
