"""The transcript: every message of a conversation, numbered in its order."""

from __future__ import annotations

import datetime
import enum
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import bindparam, select

from bot.conversations.contract import OfferedChoice
from bot.conversations.seen import Seen
from bot.conversations.work import Work
from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.privacy.encryption import DataKey
from bot.storage.engine import now
from bot.storage.prepared import Prepared, insert_into
from bot.storage.tables import conversation, message, outbox

SAFE_WORD = "safe_word"  # the kind of a message whose text was the contact's safe word

_NEXT = Prepared(
    conversation.update()
    .where(conversation.c.id == bindparam("to"))
    .values(last_sequence=conversation.c.last_sequence + 1, changed_at=bindparam("moment"))
)
_ADD = insert_into(
    message,
    *("conversation_id", "author", "operator_id", "kind", "text", "choices", "sources", "language", "topic"),
    *("urgent", "created_at"),
    sequence=select(conversation.c.last_sequence).where(conversation.c.id == bindparam("conversation_id")),
)
_CHANGED = Prepared(
    conversation.update().where(conversation.c.id == bindparam("of")).values(changed_at=bindparam("moment"))
)
_UNDERSTOOD = Prepared(
    message.update()
    .where(message.c.id == bindparam("message_id"))
    .values(
        language=bindparam("seen_language"),
        topic=bindparam("seen_topic"),
        urgent=bindparam("is_urgent"),
        seen=bindparam("what_was_seen"),
    )
)
_CONCEAL = Prepared(
    message.update().where(message.c.id == bindparam("message_id")).values(text=bindparam("nothing"), kind=SAFE_WORD)
)
_BOTS_LAST = Prepared(
    select(message.c.sequence, message.c.created_at)
    .where(message.c.conversation_id == bindparam("conversation_id"), message.c.author == "bot")
    .order_by(message.c.sequence.desc())
    .limit(1)
)
_ASKED_BEFORE = Prepared(
    select(message.c.topic)
    .where(
        message.c.conversation_id == bindparam("conversation_id"),
        message.c.author == "contact",
        message.c.sequence < bindparam("sequence"),
    )
    .order_by(message.c.sequence.desc())
    .limit(1)
)
_SAID_BY_OPERATORS = Prepared(
    select(message.c.sources, message.c.language)
    .where(
        message.c.conversation_id == bindparam("conversation_id"),
        message.c.author == "operator",
        message.c.id < bindparam("before"),
    )
    .order_by(message.c.id.desc())
    .limit(bindparam("most"))
)
_ANYTHING = Prepared(
    select(message.c.id)
    .where(
        message.c.conversation_id == bindparam("conversation_id"),
        message.c.author == bindparam("author"),
        message.c.sequence > bindparam("after"),
    )
    .limit(1)
)


URGENT_TOPICS = frozenset({"emergency", "distress"})  # what somebody writes about when a human must see it first
NOTICE = "notice"  # the kind of what the bot says by itself while people hold the conversation: it answers nothing
UNREADABLE = "unreadable"  # the kind of a message that no key opens


class Author(str, enum.Enum):
    """Who wrote a message."""

    CONTACT = "contact"
    BOT = "bot"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Message:
    """One message as stored. `delivery`: the outbox state of what we sent, None for what we got.

    `sources`: where what it says was read, as names of bot/replies/citations.py. `next_try_at`: of what is still to be
    sent. `resent_at`: a lost text was written anew. `seen`: what a machine made of what a contact wrote.
    """

    id: int
    sequence: int
    author: Author
    kind: str
    text: str
    language: str | None
    topic: str | None
    created_at: datetime.datetime
    choices: tuple[OfferedChoice, ...] = ()
    delivery: str | None = None
    error: str | None = None
    sources: tuple[str, ...] = ()
    next_try_at: datetime.datetime | None = None
    resent_at: datetime.datetime | None = None
    seen: Seen | None = None


@dataclass(frozen=True)
class NewMessage:
    """A message to add."""

    author: Author
    text: str
    kind: str = "text"
    language: str | None = None
    topic: str | None = None
    operator_id: int | None = None
    choices: tuple[OfferedChoice, ...] = ()
    sources: tuple[str, ...] = ()


def add(work: Work, conversation_id: int, new: NewMessage) -> int:
    """Add a message, numbered 1, 2, 3 ... in the conversation without gaps; returns its id."""
    moment, key = now(), work.key_of(conversation_id)
    work.run(_NEXT, to=conversation_id, moment=moment)
    choices = json.dumps([asdict(choice) for choice in new.choices]) if new.choices else None
    result = work.run(
        _ADD,
        conversation_id=conversation_id,
        author=new.author.value,
        operator_id=new.operator_id,
        kind=new.kind,
        text=key.encrypt(new.text),
        choices=key.encrypt(choices) if choices else None,
        sources=key.encrypt(json.dumps(new.sources)) if new.sources else None,
        language=new.language,
        topic=key.encrypt_label(new.topic),
        urgent=new.topic in URGENT_TOPICS,
        created_at=moment,
    )
    return int(result.inserted_primary_key[0])


def understood(
    work: Work,
    conversation_id: int,
    message_id: int,
    language: str | None,
    topic: str | None,
    seen: Seen | None = None,
) -> None:
    """Note what a contact's message was understood as, and what it shows an operator."""
    key = work.key_of(conversation_id)
    work.run(
        _UNDERSTOOD,
        message_id=message_id,
        seen_language=language,
        seen_topic=key.encrypt_label(topic),
        is_urgent=topic in URGENT_TOPICS,
        what_was_seen=key.encrypt(seen.write()) if seen else None,
    )


def has_changed(work: Work, conversation_id: int) -> None:
    """Say that pages which show the conversation show something that is not so any more."""
    work.run(_CHANGED, of=conversation_id, moment=now())


def said_by_operators(work: Work, conversation_id: int, before: int, most: int) -> list[tuple[tuple[str, ...], str]]:
    """What operators said last before a message, the latest first: where it was read from, and in which language.

    `before`: the message's id.
    """
    key = work.key_of(conversation_id)
    rows = work.run(_SAID_BY_OPERATORS, conversation_id=conversation_id, before=before, most=most).all()
    return [
        (tuple(json.loads(key.readable(row.sources) or "[]")) if row.sources else (), row.language or SOURCE_LANGUAGE)
        for row in rows
    ]


def conceal(work: Work, message_id: int, conversation_id: int) -> None:
    """Keep of a message only that it was the contact's safe word."""
    work.run(_CONCEAL, message_id=message_id, nothing=work.key_of(conversation_id).encrypt(""))


def transcript(work: Work, conversation_id: int, after: int = 0, authors: Sequence[Author] = ()) -> list[Message]:
    """The messages after a sequence number, in order; only of some authors if said.

    One that no key opens is of the kind UNREADABLE, and empty.
    """
    statement = (
        select(message, outbox.c.state.label("delivery"), outbox.c.error, outbox.c.due_at, outbox.c.resent_at)
        .outerjoin(outbox, outbox.c.message_id == message.c.id)
        .where(message.c.conversation_id == conversation_id, message.c.sequence > after)
        .order_by(message.c.sequence)
    )
    if authors:
        statement = statement.where(message.c.author.in_([author.value for author in authors]))
    rows = work.run(statement).all()
    return [_message(work.key_of(conversation_id), row) for row in rows]


def texts_of(work: Work, conversation_ids: Sequence[int], most: int) -> Iterator[tuple[int, str]]:
    """The conversation and the text of their newest messages, the newest first; what no key opens is left out."""
    newest = (
        select(message.c.conversation_id, message.c.text)
        .where(message.c.conversation_id.in_(conversation_ids))
        .order_by(message.c.id.desc())
        .limit(most)
    )
    for row in work.run(newest):
        text = work.key_of(row.conversation_id).readable(row.text)
        if text is not None:
            yield row.conversation_id, text


def read_choices(key: DataKey, stored: bytes | None) -> tuple[OfferedChoice, ...]:
    """The choices that were offered with a message; none where no key opens them."""
    readable = key.readable(stored)
    return tuple(OfferedChoice(**choice) for choice in json.loads(readable)) if readable else ()


def anything_from(work: Work, conversation_id: int, author: Author, after: int = 0) -> bool:
    """Whether this author has written in the conversation, after a sequence number."""
    return work.run(_ANYTHING, conversation_id=conversation_id, author=author.value, after=after).first() is not None


def was_just_noticed(work: Work, conversation_id: int, text: str, since: datetime.datetime) -> bool:
    """Whether the same notice was said since then."""
    said = select(message.c.text).where(
        message.c.conversation_id == conversation_id, message.c.kind == NOTICE, message.c.created_at >= since
    )
    key = work.key_of(conversation_id)
    return any(key.readable(stored) == text for stored in work.run(said).scalars())


def last_answered(work: Work, conversation_id: int) -> tuple[str | None, datetime.datetime] | None:
    """The topic that the bot answered last, and when; None where it has said nothing."""
    said = work.run(_BOTS_LAST, conversation_id=conversation_id).first()
    if said is None:
        return None
    asked = work.run(_ASKED_BEFORE, conversation_id=conversation_id, sequence=said.sequence).first()
    topic = work.key_of(conversation_id).label(asked.topic) if asked else None
    return topic, said.created_at


def _message(key: DataKey, row: Any) -> Message:
    text, sources, seen = key.readable(row.text), key.readable(row.sources), key.readable(row.seen)
    return Message(
        id=row.id,
        sequence=row.sequence,
        author=Author(row.author),
        kind=row.kind if text is not None else UNREADABLE,
        text=text or "",
        language=row.language,
        topic=key.label(row.topic),
        created_at=row.created_at,
        choices=read_choices(key, row.choices),
        delivery=row.delivery,
        error=row.error,
        sources=tuple(json.loads(sources)) if sources else (),
        seen=Seen.read(seen) if seen else None,
        next_try_at=row.due_at if row.delivery in ("waiting", "sending") else None,
        resent_at=row.resent_at,
    )
