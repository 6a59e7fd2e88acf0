"""Writes the records: which conversations are quiet, what is kept of them, and how long.

A record has a random number and a month. From the moment it is written nothing leads from it to the conversation, nor
back. Until then there is no record, only what an operator filled in, which is erased with the contact.
"""

from __future__ import annotations

import datetime
import logging
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from bot.conversations import contacts, counting, messages
from bot.conversations.work import Store, Work
from bot.dialogue.remembered import Remembered
from bot.statistics import asked
from bot.statistics.coding import Coded, Situation, coded, is_waiting
from bot.statistics.months import QUIET, Month
from bot.storage.engine import now
from bot.storage.tables import (
    asked_pair,
    closed_month,
    closing,
    coded_count,
    coded_item,
    coded_record,
    contact,
    conversation,
    is_to_count,
)

logger = logging.getLogger(__name__)

AT_ONCE = 20  # conversations with all their texts: tens of milliseconds, for which a turn may have to wait
RECORDS_AT_ONCE = 500
ID_BITS = 62


@dataclass(frozen=True)
class Kept:
    """How long what is kept. `conversations`: after their last text; None for ever. `records`: in months."""

    conversations: datetime.timedelta | None
    records: int

    @property
    def quiet(self) -> datetime.timedelta:
        """After so long without a text a conversation is coded: always before it is erased by its age."""
        return min(QUIET, self.conversations / 2) if self.conversations else QUIET


def code_quiet(store: Store, quiet: datetime.timedelta) -> int:
    """Code one batch of conversations that nothing was written in for so long; returns how many were looked at."""
    with store.read() as work:
        due = select(conversation.c.id).where(is_to_count(), conversation.c.changed_at < now() - quiet)
        found = list(work.run(due.order_by(conversation.c.changed_at).limit(AT_ONCE)).scalars())
    for conversation_id in found:
        try:
            with store.write(relaxed=True) as work:
                code(work, conversation_id, quiet)
        except DBAPIError:
            raise
        except Exception as problem:  # one that cannot be coded must not hold up all others
            logger.error("a conversation could not be coded: %s", type(problem).__name__)
            with store.write(relaxed=True) as work:
                counting.settle(work, conversation_id)
    return len(found)


def code(work: Work, conversation_id: int, quiet: datetime.timedelta) -> bool:
    """Code one conversation, under the lock that an arriving text waits for; False where it is not to be counted."""
    if not contacts.lock(work, conversation_id):
        return False
    row = work.run(
        select(conversation, contact.c.channel, contact.c.language, contact.c.country, contact.c.stopped_at)
        .join(contact, contact.c.id == conversation.c.contact_id)
        .where(conversation.c.id == conversation_id, conversation.c.changed_at < now() - quiet)
    ).first()
    if row is None:
        return False
    filled_in = counting.filled_in(work, conversation_id)
    if not counting.settle(work, conversation_id):
        return False
    tracker = work.key_of(conversation_id).readable(row.tracker) if row.tracker else None
    known = Situation(
        channel=row.channel,
        language=row.language,
        country=row.country,
        stopped=row.stopped_at is not None,
        waiting=is_waiting(row.holder, row.waiting_since),
        messages=messages.transcript(work, conversation_id),
        slots=Remembered.read(tracker).slots,
        closed_as=_closed_as(work, conversation_id),
        filled_in=filled_in,
    )
    record = coded(known)
    if record is None:
        return False
    add(work, record)
    asked.note(work, conversation_id, known, first_open(work, record.month))
    return True


def _closed_as(work: Work, conversation_id: int) -> str | None:
    """How an operator closed it last."""
    latest = select(closing.c.outcome).where(closing.c.conversation_id == conversation_id).order_by(closing.c.id.desc())
    found: str | None = work.run(latest.limit(1)).scalar()
    return found


def add(work: Work, record: Coded, *, made: bool = False) -> None:
    """Write a record under its month, or under the first that is open where that one is closed."""
    number = secrets.randbits(ID_BITS)
    month = str(first_open(work, record.month))
    work.run(insert(coded_record).values(id=number, month=month, made=made, **record.single))
    items = [
        {"record_id": number, "dimension": name, "code": each} for name, codes in record.many.items() for each in codes
    ]
    if items:
        work.run(insert(coded_item).values(items))


def first_open(work: Work, month: Month) -> Month:
    """This month, or the first after the last closed one."""
    closed = work.run(select(func.max(closed_month.c.month))).scalar()
    return max(month, Month.parse(closed).next) if closed else month


def forget_old(store: Store, months: int) -> int:
    """Delete one batch of records that are older than so many months, at last their counts; returns how many."""
    today = now().date()
    years, rest = divmod(today.year * 12 + today.month - 1 - months, 12)
    oldest = str(Month(years, rest + 1))
    with store.read() as work:
        old = select(coded_record.c.id).where(coded_record.c.month < oldest).limit(RECORDS_AT_ONCE)
        found = list(work.run(old).scalars())
        lapsed = list(work.run(select(closed_month.c.month).where(closed_month.c.month < oldest)).scalars())
    if not found and not lapsed:
        return 0
    with store.write() as work:
        work.run(delete(coded_record).where(coded_record.c.id.in_(found)))
        work.run(delete(asked_pair).where(asked_pair.c.month < oldest))
        if not found:  # the counts go last: they say which months are closed
            work.run(delete(coded_count).where(coded_count.c.month.in_(lapsed)))
            work.run(delete(closed_month).where(closed_month.c.month.in_(lapsed)))
    return len(found)
