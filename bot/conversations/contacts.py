"""Contacts: found by keyed hash of their address, known to everything else by a pseudonym."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from bot.conversations.pseudonyms import PSEUDONYM_BYTES, new_pseudonym
from bot.conversations.work import Work
from bot.i18n.phone_prefix import phone_country
from bot.privacy.encryption import DataKey
from bot.storage.engine import now
from bot.storage.prepared import Prepared, insert_into
from bot.storage.tables import call_back, contact, conversation, is_current, safe_word

# After so long a number may be somebody else's: 47 CFR 52.15(f) lets it be given out anew after 90 days at the latest.
SILENT_AFTER = datetime.timedelta(days=90)
MEETINGS = 3  # of one arrival with others that add or erase the same contact

SILENT = "silent"  # contact.stopped_by of whose address may be somebody else's

_JOINED = select(contact, conversation.c.id.label("conversation_id")).join(
    conversation, conversation.c.contact_id == contact.c.id
)
_BY_ADDRESS = Prepared(
    _JOINED.where(contact.c.channel == bindparam("channel"), contact.c.address_hash == bindparam("address_hash"))
)
_BY_CONVERSATION = Prepared(_JOINED.where(conversation.c.id == bindparam("conversation_id")))
_LOCK = Prepared(select(conversation.c.id).where(conversation.c.id == bindparam("conversation_id")).with_for_update())
_WRITE_ADDRESS = Prepared(
    contact.update().where(contact.c.id == bindparam("contact_id")).values(address=bindparam("anew"))
)
_WRITE_KEY = Prepared(contact.update().where(contact.c.id == bindparam("contact_id")).values(data_key=bindparam("key")))
_SEEN = Prepared(
    contact.update().where(contact.c.id == bindparam("contact_id")).values(seen_at=bindparam("moment"), erase_at=None)
)
_ADD = insert_into(
    contact,
    *("pseudonym", "channel", "address_hash", "data_key", "address"),
    *("language_chosen", "country_chosen", "created_at", "seen_at"),
)
_ADD_CONVERSATION = insert_into(conversation, "contact_id", "holder", "urgency", "last_sequence", "changed_at")


@dataclass(frozen=True)
class Contact:
    """One person on one channel, with their conversation. `address`: empty where no key opens it."""

    id: int
    conversation_id: int
    pseudonym: str
    channel: str
    address: str
    language: str | None
    language_chosen: bool
    country: str | None
    country_chosen: bool
    stopped: bool

    @cached_property
    def phone_country(self) -> str | None:
        """The country whose prefix their number has; several ask in a turn, and it takes a while to find."""
        return phone_country(self.channel, self.address)


def find_or_add(work: Work, channel: str, address: str) -> Contact:
    """The contact behind an address; a new one, with its conversation, where there is none."""
    address_hash = work.vault.address_hash(channel, address)
    for _ in range(MEETINGS):
        found = _find(work, channel, address_hash)
        if found and _seen(work, found):
            return found if found.address else _with_address(work, found, address)
        try:
            with work.connection.begin_nested():
                _add(work, channel, address, address_hash)
        except IntegrityError:  # the same person's other text was first
            continue
    found = _find(work, channel, address_hash)
    if found is None or not _seen(work, found):
        raise LookupError("a contact vanished while it was added")
    return found


def of_conversation(work: Work, conversation_id: int) -> Contact | None:
    """The contact of a conversation, or None when it was erased."""
    row = work.run(_BY_CONVERSATION, conversation_id=conversation_id).first()
    return _contact(work.key_of(conversation_id, row.data_key), row) if row else None


def stop(work: Work, contact_id: int, by: str) -> None:
    """Send this contact nothing more. `by`: keyword, provider (error 21610) or blocked."""
    work.run(
        contact.update()
        .where(contact.c.id == contact_id, contact.c.stopped_at.is_(None))
        .values(stopped_at=now(), stopped_by=by)
    )


def open_key(work: Work, person: Contact) -> None:
    """Make sure that something new can be kept of a contact whose data key no master key opens.

    A new key goes in front of theirs: what was written before is readable once the lost one is put back.
    """
    key = work.key_of(person.conversation_id)
    if not key.is_open:
        stored = work.new_data_key(before=key.stored).stored
        work.run(_WRITE_KEY, contact_id=person.id, key=stored)
        work.key_of(person.conversation_id, stored)


def resume(work: Work, contact_id: int) -> None:
    """Send to this contact again."""
    work.run(contact.update().where(contact.c.id == contact_id).values(stopped_at=None, stopped_by=None))


def unblock(work: Work, contact_id: int) -> None:
    """Undo a block that the provider told us of; a STOP that the contact wrote stands."""
    work.run(
        contact.update()
        .where(contact.c.id == contact_id, contact.c.stopped_by != "keyword")
        .values(stopped_at=None, stopped_by=None)
    )


def remember(work: Work, contact_id: int, **values: Any) -> None:
    """Keep language, language_chosen, country or country_chosen."""
    unknown = set(values) - {"language", "language_chosen", "country", "country_chosen"}
    if unknown:
        raise ValueError(f"not a contact's to remember: {sorted(unknown)}")
    if values:
        work.run(contact.update().where(contact.c.id == contact_id).values(**values))


def let_go(work: Work, contact_id: int, silent_since: datetime.datetime) -> bool:
    """Part a contact from an address that may be somebody else's by now, if nothing came from it since.

    Who writes from there next is somebody new, and is shown and remembered nothing of before. Operators keep the
    transcript, without the address and the situation, until it is erased; they can write to nobody with it. Nobody is
    called back either: the number that was given is as old.
    """
    theirs = select(contact.c.channel, conversation.c.id.label("of")).join(
        conversation, conversation.c.contact_id == contact.c.id
    )
    row = work.run(theirs.where(contact.c.id == contact_id)).first()
    if row is None or not lock(work, row.of):
        return False
    nobody = f"silent {secrets.token_hex(PSEUDONYM_BYTES)}"
    parted = work.run(
        contact.update()
        .where(contact.c.id == contact_id, contact.c.seen_at < silent_since, is_current())
        .values(
            former_hash=contact.c.address_hash,
            address_hash=work.vault.address_hash(row.channel, nobody),
            address=work.key_of(row.of).encrypt(nobody),
            stopped_at=now(),
            stopped_by=SILENT,
        )
    )
    if parted.rowcount:
        work.run(conversation.update().where(conversation.c.id == row.of).values(tracker=None, offer=None))
        for table in (safe_word, call_back):
            work.run(table.delete().where(table.c.conversation_id == row.of))
    return bool(parted.rowcount)


def lock(work: Work, conversation_id: int) -> bool:
    """Lock a conversation, always before its contact: two orders would be a deadlock. False when it was erased."""
    return work.run(_LOCK, conversation_id=conversation_id).first() is not None


def _seen(work: Work, person: Contact) -> bool:
    """Note that the contact is there; False when somebody erased it meanwhile."""
    if not lock(work, person.conversation_id):
        return False
    return bool(work.run(_SEEN, contact_id=person.id, moment=now()).rowcount == 1)


def _with_address(work: Work, person: Contact, address: str) -> Contact:
    """The contact whose address no key opened, now that they have written again: it is known, and kept anew."""
    open_key(work, person)
    work.run(_WRITE_ADDRESS, contact_id=person.id, anew=work.key_of(person.conversation_id).encrypt(address))
    return replace(person, address=address)


def _add(work: Work, channel: str, address: str, address_hash: str) -> None:
    moment, key = now(), work.new_data_key()
    result = work.run(
        _ADD,
        pseudonym=new_pseudonym(work),
        channel=channel,
        address_hash=address_hash,
        data_key=key.stored,
        address=key.encrypt(address),
        language_chosen=False,
        country_chosen=False,
        created_at=moment,
        seen_at=moment,
    )
    contact_id = result.inserted_primary_key[0]
    work.run(_ADD_CONVERSATION, contact_id=contact_id, holder="bot", urgency=0, last_sequence=0, changed_at=moment)


def _find(work: Work, channel: str, address_hash: str) -> Contact | None:
    row = work.run(_BY_ADDRESS, channel=channel, address_hash=address_hash).first()
    long_ago = now() - SILENT_AFTER
    if row and row.seen_at < long_ago and let_go(work, row.id, long_ago):
        return None
    return _contact(work.key_of(row.conversation_id, row.data_key), row) if row else None


def _contact(key: DataKey, row: Any) -> Contact:
    return Contact(
        id=row.id,
        conversation_id=row.conversation_id,
        pseudonym=row.pseudonym,
        channel=row.channel,
        address=key.readable(row.address) or "",
        language=row.language,
        language_chosen=row.language_chosen,
        country=row.country,
        country_chosen=row.country_chosen,
        stopped=row.stopped_at is not None,
    )
