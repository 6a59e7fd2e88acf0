"""How long things are kept, and what becomes of them then: small batches beside the turns, never all at once.

docs/operations.md lists it for whoever runs the service.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, select, true, update
from sqlalchemy.sql import ColumnElement

from bot.conversations import contacts, erasure, inbox
from bot.conversations.contacts import SILENT_AFTER
from bot.conversations.work import Store, Work
from bot.storage.engine import now
from bot.storage.tables import (
    contact,
    conversation,
    erased,
    has_offer,
    has_provider_id,
    heartbeat,
    is_current,
    is_worked_off,
    outbox,
    retention_hold,
    tombstone,
)
from bot.storage.tables import inbox as inbox_table

OFFERS_STAY = datetime.timedelta(hours=24)  # the pages that MORE brings, and what can be picked
PROVIDER_IDS_STAY = datetime.timedelta(hours=48)  # Telegram delivers an update again for 24 hours, Twilio for less
# A signed SMS webhook has no date: whoever captured one can deliver it again until TWILIO_AUTH_TOKEN is changed, which
# docs/operations.md asks for once a year. Telegram delivers for 24 hours; a chat's session is over after three days.
ERASED_HASHES_STAY = datetime.timedelta(days=400)
SOON = datetime.timedelta(days=7)  # how far ahead the desk shows what will be erased
CONTACTS_AT_ONCE = 3  # with all that hangs on them: tens of milliseconds, for which a turn may have to wait
ROWS_AT_ONCE = 200
PAUSE_SECONDS = 0.05  # between two batches: turns go first

ERASED = "contacts erased"
LET_GO = "silent numbers let go"
OFFERS = "offers"
SENT_IDS = "provider's ids of sent texts"
RECEIVED_IDS = "provider's ids of received texts"
HASHES = "hashes of received texts"


# Migration 0007 gives an installation that had contacts a week in which the desk shows what will be erased.
_BEGINS = heartbeat.c.process == "retention"


@dataclass(frozen=True)
class Due:
    """A contact whose time comes. `on`: when they are erased, but for a hold. `until`: held to the end of that day."""

    conversation_id: int
    pseudonym: str
    channel: str
    last_at: datetime.datetime
    on: datetime.datetime
    until: datetime.date | None

    @property
    def is_held(self) -> bool:
        """Whether a hold keeps them today."""
        return self.until is not None and self.until >= now().date()


@dataclass(frozen=True)
class Hold:
    """That a contact is kept to the end of a day, and why. `reason`: empty where no key opens it."""

    until: datetime.date
    reason: str
    operator_id: int | None


def sweep(store: Store, keep: datetime.timedelta | None) -> Counter[str]:
    """Do away with one batch of each kind that is due; returns how many of each, nothing when nothing is due.

    `keep`: how long after its last message a conversation stays; None for ever. `scrub` comes after it.
    """
    moment = now()
    done: Counter[str] = Counter()
    with store.read() as work:
        due = _ids(work, conversation.c.id, _is_over(moment, keep), conversation.c.changed_at, CONTACTS_AT_ONCE)
        silent = _ids(work, contact.c.id, _is_silent(moment), contact.c.seen_at, CONTACTS_AT_ONCE)
        offered = _ids(work, conversation.c.id, _is_old_offer(moment), conversation.c.changed_at, ROWS_AT_ONCE)
        sent = _ids(work, outbox.c.id, _is_old_sent_id(moment), outbox.c.created_at, ROWS_AT_ONCE)
        hashes = _ids(work, erased.c.id, _is_old_hash(moment), erased.c.at, ROWS_AT_ONCE)
        received = _ids(work, inbox_table.c.id, _is_old_received(moment), inbox_table.c.done_at, ROWS_AT_ONCE)
    if due:
        with store.write() as work:
            done[ERASED] = sum(_erase(work, each, moment, keep) for each in due)
    if silent:
        with store.write() as work:
            done[LET_GO] = sum(contacts.let_go(work, each, moment - SILENT_AFTER) for each in silent)
    if offered:
        old = and_(conversation.c.id.in_(offered), _is_old_offer(moment))
        with store.write() as work:
            done[OFFERS] = work.run(update(conversation).where(old).values(offer=None)).rowcount
    if sent:
        with store.write() as work:
            forget = update(outbox).where(outbox.c.id.in_(sent)).values(provider_id=None, provider_id_hash=None)
            done[SENT_IDS] = work.run(forget).rowcount
    if received:
        with store.write() as work:
            done[RECEIVED_IDS] = inbox.keep_only_hashes(work, inbox_table.c.id.in_(received))
    if hashes:
        with store.write() as work:
            done[HASHES] = work.run(delete(erased).where(erased.c.id.in_(hashes))).rowcount
    return +done


def waiting(work: Work, keep: datetime.timedelta | None) -> dict[str, int]:
    """How much of each kind is due at this moment."""
    moment = now()
    kinds: dict[str, tuple[Any, ColumnElement[bool]]] = {
        ERASED: (conversation, _is_over(moment, keep)),
        LET_GO: (contact, _is_silent(moment)),
        OFFERS: (conversation, _is_old_offer(moment)),
        SENT_IDS: (outbox, _is_old_sent_id(moment)),
        RECEIVED_IDS: (inbox_table, _is_old_received(moment)),
        HASHES: (erased, _is_old_hash(moment)),
    }
    return {
        name: int(work.run(select(func.count()).select_from(table).where(condition)).scalar_one())
        for name, (table, condition) in kinds.items()
    }


def due_soon(work: Work, keep: datetime.timedelta | None, limit: int | None) -> list[Due]:
    """The contacts that are erased within SOON, and those that a hold alone still keeps; the earliest first."""
    if keep is None:
        return []
    statement = (
        select(
            *(conversation.c.id, conversation.c.changed_at, contact.c.pseudonym, contact.c.channel),
            retention_hold.c.until,
        )
        .join(contact, contact.c.id == conversation.c.contact_id)
        .outerjoin(retention_hold, retention_hold.c.contact_id == contact.c.id)
        .where(conversation.c.changed_at < now() + SOON - keep, contact.c.erase_at.is_(None))
        .order_by(conversation.c.changed_at)
        .limit(limit)
    )
    begins = _begins(work)
    return [
        Due(row.id, row.pseudonym, row.channel, row.changed_at, max(row.changed_at + keep, begins), row.until)
        for row in work.run(statement)
    ]


def erased_from(work: Work, last_at: datetime.datetime, keep: datetime.timedelta) -> datetime.datetime:
    """The moment from which a conversation is erased that changed last at this one, but for a hold."""
    return max(last_at + keep, _begins(work))


def tombstones(work: Work, limit: int) -> list[tuple[str, datetime.date]]:
    """The pseudonyms of those that were erased because their time was over, and the day; the latest first."""
    found = select(tombstone.c.pseudonym, tombstone.c.erased_on).order_by(tombstone.c.id.desc()).limit(limit)
    return [(row.pseudonym, row.erased_on) for row in work.run(found)]


def hold(work: Work, contact_id: int, until: datetime.date, reason: str, operator_id: int) -> None:
    """Keep a contact to the end of a day (UTC), whatever their age; replaces an earlier hold."""
    values = {
        "until": until,
        "reason": work.key_of_contact(contact_id).encrypt(reason),
        "operator_id": operator_id,
        "at": now(),
    }
    known = retention_hold.c.contact_id == contact_id
    if work.run(update(retention_hold).where(known).values(**values)).rowcount == 0:
        work.run(insert(retention_hold).values(contact_id=contact_id, **values))


def lift(work: Work, contact_id: int) -> bool:
    """End a hold; False where there was none."""
    return bool(work.run(retention_hold.delete().where(retention_hold.c.contact_id == contact_id)).rowcount)


def hold_of(work: Work, contact_id: int) -> Hold | None:
    """The hold on a contact, also one that is over."""
    row = work.run(select(retention_hold).where(retention_hold.c.contact_id == contact_id)).first()
    if row is None:
        return None
    return Hold(row.until, work.key_of_contact(contact_id).readable(row.reason) or "", row.operator_id)


def _begins(work: Work) -> datetime.datetime:
    """Before this moment nothing is erased by its age."""
    found: datetime.datetime | None = work.run(select(heartbeat.c.at).where(_BEGINS)).scalar()
    return found or datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)


def _erase(work: Work, conversation_id: int, moment: datetime.datetime, keep: datetime.timedelta | None) -> bool:
    """Erase, under the lock that an arriving text waits for, if nothing has happened since it was found."""
    if not contacts.lock(work, conversation_id):
        return False
    still = select(contact.c.id, contact.c.pseudonym).join(conversation, conversation.c.contact_id == contact.c.id)
    row = work.run(still.where(conversation.c.id == conversation_id, _is_over(moment, keep))).first()
    if row is None:
        return False
    erasure.erase(work, row.id)
    work.run(insert(tombstone).values(pseudonym=row.pseudonym, erased_on=moment.date()))
    work.notify()
    return True


def _ids(work: Work, column: Any, condition: ColumnElement[bool], age: Any, limit: int) -> list[int]:
    """The oldest first, as the index has them."""
    return list(work.run(select(column).where(condition).order_by(age).limit(limit)).scalars())


def _is_over(moment: datetime.datetime, keep: datetime.timedelta | None) -> ColumnElement[bool]:
    if keep is None:
        return ~true()
    held = exists().where(
        retention_hold.c.contact_id == conversation.c.contact_id, retention_hold.c.until >= moment.date()
    )
    too_early = exists().where(_BEGINS, heartbeat.c.at > moment)
    return and_(conversation.c.changed_at < moment - keep, ~held, ~too_early)


def _is_silent(moment: datetime.datetime) -> ColumnElement[bool]:
    return and_(is_current(), contact.c.seen_at < moment - SILENT_AFTER)


def _is_old_offer(moment: datetime.datetime) -> ColumnElement[bool]:
    return and_(has_offer(), conversation.c.changed_at < moment - OFFERS_STAY)


def _is_old_sent_id(moment: datetime.datetime) -> ColumnElement[bool]:
    return and_(has_provider_id(), outbox.c.created_at < moment - PROVIDER_IDS_STAY)


def _is_old_received(moment: datetime.datetime) -> ColumnElement[bool]:
    return and_(is_worked_off(), inbox_table.c.done_at < moment - PROVIDER_IDS_STAY)


def _is_old_hash(moment: datetime.datetime) -> ColumnElement[bool]:
    return erased.c.at < moment - ERASED_HASHES_STAY
