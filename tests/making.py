"""Makes things for tests."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from bot.conversations import inbox
from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.work import Store
from bot.storage.engine import now
from bot.storage.tables import conversation, operator
from bot.storage.tables import inbox as inbox_table

TYPES_CHOICES = frozenset({"sms"})  # channels without buttons: a choice is picked by its digit


def text_from(address: str, text: str = "boss has my passport", provider_id: str | None = None) -> Inbound:
    """A text that arrived by SMS."""
    return Inbound("sms", address, provider_id or f"SM{secrets.token_hex(8)}", MessageKind.TEXT, text)


def arrived(store: Store) -> list[Inbound]:
    """What is in the inbox and not worked off, in order."""
    statement = select(inbox_table.c.conversation_id, inbox_table.c.content).order_by(inbox_table.c.id)
    with store.read() as work:
        return [
            inbox.read(work.key_of(row.conversation_id), row.content)
            for row in work.run(statement).all()
            if row.content
        ]


def urgency_of(store: Store, conversation_id: int) -> tuple[int, str | None]:
    """How urgent a conversation is, and why."""
    with store.read() as work:
        row = work.run(select(conversation).where(conversation.c.id == conversation_id)).one()
        return row.urgency, work.key_of(row.id).label(row.reason)


def operator_named(store: Store, name: str) -> int:
    """An operator's id."""
    with store.write() as work:
        values = {"name": name, "password_hash": "-", "role": "operator", "disabled": False, "created_at": now()}
        return int(work.run(operator.insert().values(**values)).inserted_primary_key[0])
