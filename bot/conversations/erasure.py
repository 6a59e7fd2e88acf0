"""Erasing a contact: everything of theirs, everywhere, at once."""

from __future__ import annotations

import datetime

from sqlalchemy import delete, select

from bot.conversations.audit import record
from bot.conversations.contacts import Contact, find_or_add, lock
from bot.conversations.inbox import keep_only_hashes, put_in, take_out_waiting
from bot.conversations.work import Store, Work
from bot.privacy.encryption import KeyProblem
from bot.storage.engine import now
from bot.storage.tables import contact, conversation, inbox

CONFIRMATION_STAYS = datetime.timedelta(minutes=10)  # time for the provider to take it and the page to show it


def erase(work: Work, contact_id: int) -> None:
    """Delete the contact, with their data key, conversation, messages, inbox, outbox and tracker (they cascade).

    What stays: keyed hashes of the provider's message ids and signatures, so that no redelivery brings a text back.
    """
    _lock(work, contact_id)
    theirs = select(conversation.c.id).where(conversation.c.contact_id == contact_id)
    keep_only_hashes(work, inbox.c.conversation_id.in_(theirs))
    work.run(delete(contact).where(contact.c.id == contact_id))


def start_over(work: Work, person: Contact) -> Contact:
    """Erase the contact and know only the address, until the confirmation has been sent.

    What they wrote since and nobody has read yet stays. The empty contact goes by itself (see `erase_due`), unless the
    person writes again. Raises KeyProblem for a contact whose address no key opens: a human has to erase it.
    """
    if not person.address:
        raise KeyProblem("the address of a contact cannot be read")
    lock(work, person.conversation_id)
    unread = take_out_waiting(work, person.conversation_id)
    erase(work, person.id)
    empty = find_or_add(work, person.channel, person.address)
    for inbound in unread:
        put_in(work, empty.conversation_id, inbound)
    if unread:
        return empty
    work.run(contact.update().where(contact.c.id == empty.id).values(erase_at=now() + CONFIRMATION_STAYS))
    return empty


def erase_due(store: Store) -> int:
    """Erase the contacts whose confirmation has had its time; returns how many. `scrub` comes after it."""
    with store.write() as work:
        due = work.run(select(contact.c.id).where(contact.c.erase_at < now())).scalars().all()
        # in the order in which a rotation of keys locks them
        gone = [contact_id for contact_id in sorted(due) if _still_due(work, contact_id)]
        for contact_id in gone:
            erase(work, contact_id)
    return len(gone)


def scrub(store: Store) -> bool:
    """Leave no erased byte in the write-ahead log of SQLite; PostgreSQL's vacuum does its own.

    False where it is to be tried again (see `Database.empty_log`).
    """
    return store.database.empty_log()


def erase_address(store: Store, channel: str, address: str) -> bool:
    """Erase whoever has or had this address, from the command line; False when nobody has. `scrub` comes after it."""
    with store.write() as work:
        hashed = work.vault.address_hash(channel, address)
        found = [
            row
            for column in (contact.c.address_hash, contact.c.former_hash)
            for row in work.run(
                select(contact.c.id, contact.c.pseudonym).where(contact.c.channel == channel, column == hashed)
            ).all()
        ]
        for row in found:
            record(work, None, "erase", row.pseudonym)
            erase(work, row.id)
    return bool(found)


def _lock(work: Work, contact_id: int) -> None:
    found = work.run(select(conversation.c.id).where(conversation.c.contact_id == contact_id)).scalar()
    if found is not None:
        lock(work, found)


def _still_due(work: Work, contact_id: int) -> bool:
    """Whether the contact has not written since, looked at under the lock that an arriving text waits for."""
    _lock(work, contact_id)
    statement = select(contact.c.id).where(contact.c.id == contact_id, contact.c.erase_at < now()).with_for_update()
    return work.run(statement).first() is not None
