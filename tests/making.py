"""Makes things for tests."""

from __future__ import annotations

import secrets

from bot.conversations.contract import Inbound, MessageKind
from bot.conversations.work import Store
from bot.storage.engine import now
from bot.storage.tables import operator

TYPES_CHOICES = frozenset({"sms"})  # channels without buttons: a choice is picked by its digit


def text_from(address: str, text: str = "boss has my passport", provider_id: str | None = None) -> Inbound:
    """A text that arrived by SMS."""
    return Inbound("sms", address, provider_id or f"SM{secrets.token_hex(8)}", MessageKind.TEXT, text)


def operator_named(store: Store, name: str) -> int:
    """An operator's id."""
    with store.write() as work:
        values = {"name": name, "password_hash": "-", "role": "operator", "disabled": False, "created_at": now()}
        return int(work.run(operator.insert().values(**values)).inserted_primary_key[0])
