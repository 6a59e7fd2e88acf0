"""Whether a text that comes now can be stored and answered: tried with one as large as any, which is taken back."""

from __future__ import annotations

import secrets

from sqlalchemy import update

from bot.conversations import contacts, inbox, outbox
from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.storage.tables import conversation

CHANNEL = "trial"  # no channel has this name
LARGEST = "\N{GRINNING FACE}" * 4096  # Telegram takes no longer text, and no letter takes more bytes


def has_room(store: Store) -> bool:
    """Whether texts can be stored. It is tried every few minutes; where it failed last, every two seconds.

    A row that fits into a page that is there already, as a heartbeat does, does not say that a text fits.
    """
    room = store.room
    if room.is_to_be_tried():
        with room.passing_over():
            _try(store)
            room.is_there()
    return not room.is_known_missing


def _try(store: Store) -> None:
    """Write what a text and its answer write. Raises DBAPIError where that does not fit."""
    unique = secrets.token_urlsafe()
    with store.trial() as work:
        of = contacts.find_or_add(work, CHANNEL, unique).conversation_id
        with store.database.spilling(work.connection):
            inbox.put_in(work, of, Inbound(CHANNEL, unique, unique, MessageKind.TEXT, LARGEST))
            outbox.add(work, of, NewMessage(Author.BOT, LARGEST))
            kept = work.key_of(of).encrypt(LARGEST)
            work.run(update(conversation).where(conversation.c.id == of).values(tracker=kept, offer=kept))
