"""From operator to operator: asked and accepted, declined, or back by itself; and a supervisor's take-over."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import select

from bot.conversations import audit, holder, outbox
from bot.conversations.holder import Holder, IllegalTransition
from bot.conversations.work import Store, Work
from bot.storage.engine import now
from bot.storage.tables import contact, conversation

OFFER_LASTS = datetime.timedelta(minutes=2)
NOBODY: dict[str, Any] = {"offered_to": None, "offered_at": None}


def offer(work: Work, conversation_id: int, operator_id: int, to: int) -> None:
    """The holder asks a colleague; they hold it until it is accepted. Raises IllegalTransition."""
    holder.require_operator(work, conversation_id, operator_id)
    if to == operator_id:
        raise IllegalTransition("nobody hands over to themself")
    _set(work, conversation_id, offered_to=to, offered_at=now())
    _record(work, operator_id, "offered", conversation_id, audit.account(to))


def accept(work: Work, conversation_id: int, operator_id: int) -> None:
    """Who was asked holds it now; since when the contact waits stays. Raises IllegalTransition where it is over."""
    if (
        holder.holder_of(work, conversation_id) is not Holder.OPERATOR
        or _offered_to(work, conversation_id) != operator_id
    ):
        raise IllegalTransition("it is not offered to them any more")
    _give(work, conversation_id, operator_id)
    _record(work, operator_id, "accepted", conversation_id)


def decline(work: Work, conversation_id: int, operator_id: int) -> None:
    """Who was asked, or the holder, ends the offer. Raises IllegalTransition where there is none of theirs."""
    holder.holder_of(work, conversation_id)
    row = _row(work, conversation_id)
    if row.offered_to is None or operator_id not in (row.offered_to, row.operator_id):
        raise IllegalTransition("there is no such offer")
    _set(work, conversation_id, **NOBODY)
    _record(work, operator_id, "declined", conversation_id)


def take_over(work: Work, conversation_id: int, operator_id: int) -> None:
    """A supervisor takes it from its holder; the desk says who may. Raises IllegalTransition where nobody holds it."""
    if holder.holder_of(work, conversation_id) is not Holder.OPERATOR:
        raise IllegalTransition("no operator holds it")
    _give(work, conversation_id, operator_id)
    outbox.silence_bot(work, conversation_id)
    _record(work, operator_id, "take_over", conversation_id)


def end_old_offers(store: Store) -> int:
    """Offers that nobody accepted come back to the holder; returns how many."""
    old = conversation.c.offered_at < now() - OFFER_LASTS
    with store.read() as work:
        if work.run(select(conversation.c.id).where(old).limit(1)).first() is None:
            return 0
    with store.write() as work:
        found = (
            work.run(select(conversation.c.id).where(old).order_by(conversation.c.id).with_for_update()).scalars().all()
        )
        for conversation_id in found:
            _set(work, conversation_id, **NOBODY)
            _record(work, None, "offer_over", conversation_id)
        work.notify()
    return len(found)


def _give(work: Work, conversation_id: int, operator_id: int) -> None:
    _set(work, conversation_id, operator_id=operator_id, taken_at=now(), changed_at=now(), **NOBODY)


def _set(work: Work, conversation_id: int, **values: Any) -> None:
    work.run(conversation.update().where(conversation.c.id == conversation_id).values(**values))


def _row(work: Work, conversation_id: int) -> Any:
    return work.run(select(conversation).where(conversation.c.id == conversation_id)).one()


def _offered_to(work: Work, conversation_id: int) -> int | None:
    found: int | None = _row(work, conversation_id).offered_to
    return found


def _record(work: Work, operator_id: int | None, action: str, conversation_id: int, detail: str | None = None) -> None:
    of = select(contact.c.pseudonym).join(conversation, conversation.c.contact_id == contact.c.id)
    pseudonym = work.run(of.where(conversation.c.id == conversation_id)).scalar()
    audit.record(work, operator_id, action, pseudonym, detail)
