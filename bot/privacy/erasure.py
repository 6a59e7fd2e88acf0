"""Erasing a contact: everything of theirs, everywhere, at once."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from bot.privacy.encryption import Vault
from bot.storage.engine import Database, now
from bot.storage.tables import contact, conversation, erased, inbox


def erase(connection: Connection, vault: Vault, contact_id: int) -> None:
    """Delete the contact with conversation, messages, inbox, outbox and tracker (they cascade).

    What stays: keyed hashes of the provider's message ids, so that a redelivery does not bring a text back.
    """
    rows = connection.execute(
        select(inbox.c.channel, inbox.c.provider_id)
        .join(conversation, conversation.c.id == inbox.c.conversation_id)
        .where(conversation.c.contact_id == contact_id)
    ).all()
    moment = now()
    if rows:
        connection.execute(
            erased.insert(),
            [
                {
                    "channel": row.channel,
                    "provider_id_hash": vault.address_hash(row.channel, row.provider_id),
                    "at": moment,
                }
                for row in rows
            ],
        )
    connection.execute(delete(contact).where(contact.c.id == contact_id))


def scrub(database: Database) -> None:
    """Leave no erased byte in the write-ahead log of SQLite; PostgreSQL's vacuum does its own."""
    if database.is_sqlite:
        with database.engine.raw_connection() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
