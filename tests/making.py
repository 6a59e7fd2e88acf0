"""Makes things for tests."""

from __future__ import annotations

import secrets

from bot.conversations.contract import Inbound, MessageKind
from bot.storage.engine import Database, now
from bot.storage.tables import operator

TYPES_CHOICES = frozenset({"sms"})  # channels without buttons: a choice is picked by its digit


def text_from(address: str, text: str = "boss has my passport", provider_id: str | None = None) -> Inbound:
    """A text that arrived by SMS."""
    return Inbound("sms", address, provider_id or f"SM{secrets.token_hex(8)}", MessageKind.TEXT, text)


def operator_named(database: Database, name: str) -> int:
    """An operator's id."""
    with database.write() as connection:
        values = {"name": name, "password_hash": "-", "role": "operator", "disabled": False, "created_at": now()}
        return int(connection.execute(operator.insert().values(**values)).inserted_primary_key[0])
