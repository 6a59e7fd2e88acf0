"""What a page shows of a conversation: its state, its messages, and which of their words are links."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from bot.channels.webchat.events import CHANNEL
from bot.channels.webchat.links import Link, links_of
from bot.conversations import inbox, messages
from bot.conversations.contract import OfferedChoice
from bot.conversations.messages import Author, Message
from bot.conversations.safe_word import is_over
from bot.conversations.work import Store
from bot.replies.compensation.result import is_result
from bot.storage.tables import contact, conversation, message, outbox, safe_word
from bot.text.direction import direction_of, isolate_typed

ADDRESSES_A_QUERY = 500  # SQLite takes 999 parameters in its oldest builds
EPOCH_CHARACTERS = 16
NOT_SENT = frozenset({"cancelled", "failed"})
OFFERS_LOOKED_THROUGH = 20


@dataclass(frozen=True)
class Talk:
    """The state of a conversation. `epoch` changes when everything was erased and sequence numbers start again.

    It also changes when something of before is hidden or shown again, so that an open page begins anew.
    `shown_after`: messages up to this number are hidden by the contact's safe word.
    """

    conversation_id: int
    epoch: str
    last_sequence: int
    holder: str
    language: str | None
    country: str | None
    shown_after: int = 0


@dataclass(frozen=True)
class Shown:
    """One message as the page shows it. `message_id`: the page's own id of what it sent. `to_keep`: worth printing."""

    sequence: int
    author: Author
    text: str
    language: str | None
    direction: str
    choices: tuple[OfferedChoice, ...] = ()
    links: tuple[Link, ...] = ()
    message_id: str | None = None
    to_keep: bool = False


def talks(store: Store, sessions: Collection[str]) -> dict[str, Talk]:
    """The conversations of these sessions. One that nobody wrote in yet, or whose contact was erased, has none."""
    by_hash = {store.vault.address_hash(CHANNEL, session): session for session in sessions}
    hashes = list(by_hash)
    found: dict[str, Talk] = {}
    with store.read() as work:
        for start in range(0, len(hashes), ADDRESSES_A_QUERY):
            statement = (
                select(
                    contact.c.address_hash,
                    contact.c.pseudonym,
                    contact.c.language,
                    contact.c.country,
                    conversation.c.id,
                    conversation.c.last_sequence,
                    conversation.c.holder,
                    *(safe_word.c.digest, safe_word.c.hidden, safe_word.c.open_until),
                    *(safe_word.c.shown_after, safe_word.c.floor),
                )
                .join(conversation, conversation.c.contact_id == contact.c.id)
                .outerjoin(safe_word, safe_word.c.conversation_id == conversation.c.id)
                .where(contact.c.channel == CHANNEL)
                .where(contact.c.address_hash.in_(hashes[start : start + ADDRESSES_A_QUERY]))
            )
            for row in work.run(statement):
                hidden_to = _hidden_to(row)
                epoch, said = epoch_of(row.pseudonym, hidden_to), row.last_sequence
                found[by_hash[row.address_hash]] = Talk(
                    row.id, epoch, said, row.holder, row.language, row.country, hidden_to
                )
    return found


def _hidden_to(row: Any) -> int:
    """The number of the last message that a safe word hides: of all, once it is due and not yet hidden."""
    if row.hidden is None:
        return 0
    if row.hidden:
        return int(row.shown_after)
    is_due = row.digest is not None and is_over(row.open_until)
    return int(row.last_sequence if is_due else row.floor)


def epoch_of(pseudonym: str, hidden_to: int = 0) -> str:
    """A name for one life of a conversation that does not give the pseudonym away."""
    return hashlib.sha256(f"epoch {pseudonym} {hidden_to}".encode()).hexdigest()[:EPOCH_CHARACTERS]


def news(store: Store, talk: Talk, after: int, hotline_country: str | None = None) -> list[Shown]:
    """The messages after a sequence number, as the page shows them. What was never to be sent is left out."""
    country = talk.country or hotline_country
    with store.read() as work:
        found = messages.transcript(work, talk.conversation_id, max(after, talk.shown_after))
        ids = inbox.provider_ids(work, talk.conversation_id, found[0].id) if found else {}
        sent_as = {message_id: provider_id.partition(":")[2] for message_id, provider_id in ids.items()}
    return [_shown(each, country, sent_as.get(each.id)) for each in found if _is_shown(each)]


def last_said(store: Store, talk: Talk) -> int:
    """The sequence number of the last message that the contact wrote; 0 where there is none."""
    with store.read() as work:
        found = work.run(
            select(func.max(message.c.sequence)).where(
                message.c.conversation_id == talk.conversation_id, message.c.author == Author.CONTACT.value
            )
        ).scalar()
    return int(found or 0)


def title_of(store: Store, session: str, token: str) -> str | None:
    """What stood on the button of a token that this session was offered lately, or None."""
    talk = talks(store, [session]).get(session)
    if talk is None:
        return None
    statement = (
        select(message.c.choices)
        .where(message.c.conversation_id == talk.conversation_id, message.c.choices.isnot(None))
        .order_by(message.c.sequence.desc())
        .limit(OFFERS_LOOKED_THROUGH)
    )
    with store.read() as work:
        stored = work.run(statement).scalars().all()
        key = work.key_of(talk.conversation_id) if stored else None
    offered = (choice for choices in stored for choice in messages.read_choices(key, choices)) if key else ()
    return next((choice.title for choice in offered if choice.token == token), None)


def is_known(store: Store, provider_id: str) -> bool:
    """Whether something with this id has arrived before, its contact erased since or not."""
    with store.read() as work:
        return inbox.is_known(work, CHANNEL, provider_id)


def is_stored(store: Store, outbox_id: int, text: str) -> bool:
    """Whether the page gets this text: it is stored and was not cancelled."""
    statement = (
        select(message.c.text, message.c.conversation_id)
        .join(outbox, outbox.c.message_id == message.c.id)
        .where(outbox.c.id == outbox_id, outbox.c.channel == CHANNEL, outbox.c.state.notin_(NOT_SENT))
    )
    with store.read() as work:
        row = work.run(statement).first()
        return row is not None and work.key_of(row.conversation_id).readable(row.text) == text


def direction(language: str | None) -> str:
    """`ltr`, `rtl`, or `auto` where the language is not known."""
    return direction_of(language) if language else "auto"


def _is_shown(each: Message) -> bool:
    if each.author is Author.CONTACT:
        return bool(each.text)
    return each.delivery not in NOT_SENT and each.kind != messages.UNREADABLE


def _shown(each: Message, country: str | None, message_id: str | None) -> Shown:
    if each.author is Author.CONTACT:
        return Shown(each.sequence, each.author, isolate_typed(each.text), None, "auto", message_id=message_id)
    return Shown(
        sequence=each.sequence,
        author=each.author,
        text=each.text,
        language=each.language,
        direction=direction(each.language),
        choices=each.choices,
        links=links_of(each.text, country),
        to_keep=each.author is Author.BOT and is_result(each.text, each.language),
    )


def as_event(shown: Shown, epoch: str) -> dict[str, Any]:
    """The payload of `bot_uttered` (or of `own_message`), in the shape of Rasa's Socket.IO channel and more."""
    event: dict[str, Any] = {
        "text": shown.text,
        "sequence": shown.sequence,
        "epoch": epoch,
        "author": shown.author.value,
        "lang": shown.language,
        "dir": shown.direction,
    }
    if shown.choices:
        event["quick_replies"] = [
            {"content_type": "text", "title": choice.title, "payload": choice.token} for choice in shown.choices
        ]
    if shown.links:
        event["links"] = [{"text": link.text, "href": link.href} for link in shown.links]
    if shown.message_id:
        event["client_message_id"] = shown.message_id
    if shown.to_keep:
        event["to_keep"] = True
    return event
