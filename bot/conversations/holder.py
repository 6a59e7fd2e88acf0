"""Who holds a conversation: the bot, the queue, or an operator. The only place that changes it."""

from __future__ import annotations

import datetime
import enum
from typing import Any

from sqlalchemy import bindparam, or_, select

from bot.conversations import delivery, outbox
from bot.conversations.audit import record
from bot.conversations.work import Work
from bot.storage.engine import now
from bot.storage.prepared import Prepared
from bot.storage.tables import contact, conversation, message
from bot.storage.tables import outbox as outbox_table

_LOCKED = Prepared(select(conversation).where(conversation.c.id == bindparam("conversation_id")).with_for_update())
_PSEUDONYM = Prepared(select(contact.c.pseudonym).where(contact.c.id == bindparam("contact_id")))


class Holder(str, enum.Enum):
    """Who may speak in a conversation."""

    BOT = "bot"
    QUEUE = "queue"
    OPERATOR = "operator"


class Urgency(int, enum.Enum):
    """The order of the queue."""

    NORMAL = 0
    URGENT = 1


class Judgement(str, enum.Enum):
    """How urgent an operator says that a conversation is: the reason that is kept, and the line of the audit trail."""

    LOWERED = "urgency_lowered"
    RAISED = "urgency_raised"


TRANSITIONS: dict[Holder, frozenset[Holder]] = {
    Holder.BOT: frozenset({Holder.QUEUE, Holder.OPERATOR}),
    Holder.QUEUE: frozenset({Holder.OPERATOR, Holder.BOT}),
    Holder.OPERATOR: frozenset({Holder.BOT, Holder.QUEUE}),
}


class IllegalTransition(ValueError):
    """The holder may not change like this."""


class AlreadyTaken(IllegalTransition):
    """Another operator was first."""


def holder_of(work: Work, conversation_id: int) -> Holder:
    """The holder, locked until the transaction ends. Raises LookupError when the conversation was erased."""
    return Holder(_locked(work, conversation_id).holder)


def ask_for_human(work: Work, conversation_id: int, reason: str, urgency: Urgency) -> bool:
    """Put the conversation into the queue, or raise its urgency there. False when a human holds it already."""
    row = _locked(work, conversation_id)
    if row.holder == Holder.OPERATOR:
        raise_urgency(work, conversation_id, row.urgency, reason, urgency)
        return False
    if row.holder == Holder.QUEUE:
        raise_urgency(work, conversation_id, row.urgency, reason, urgency)
        return False
    sealed = work.key_of(conversation_id).encrypt_label(reason)
    if int(urgency) < row.urgency:  # they wait already, for something worse
        sealed = row.reason
    urgency_now, since = max(int(urgency), row.urgency), row.waiting_since or now()
    _move(work, row, Holder.QUEUE, reason=sealed, urgency=urgency_now, waiting_since=since, operator_id=None)
    return True


def ask_the_computer(work: Work, conversation_id: int) -> None:
    """Somebody who waits for a human goes on with the bot meanwhile; their place in the queue is kept."""
    row = _locked(work, conversation_id)
    if row.holder == Holder.QUEUE:
        _move(work, row, Holder.BOT)


def raise_urgency(work: Work, conversation_id: int, current: int, reason: str, urgency: Urgency) -> None:
    """Make a conversation more urgent; never less, which only an operator can."""
    if int(urgency) > current:
        _set_urgency(work, conversation_id, urgency, reason)


def judge(work: Work, conversation_id: int, operator_id: int, urgency: Urgency) -> None:
    """An operator who has read it says how urgent it is: its holder, or anybody while it waits for one.

    New danger raises it again. Raises IllegalTransition when another holds it, or it is the bot's alone.
    """
    row = _locked(work, conversation_id)
    waits = row.holder == Holder.QUEUE or (row.holder == Holder.BOT and row.waiting_since is not None)
    if not waits and (row.holder != Holder.OPERATOR or row.operator_id != operator_id):
        raise IllegalTransition("it neither waits nor is this operator's")
    if row.urgency == int(urgency):
        return
    judgement = Judgement.RAISED if urgency is Urgency.URGENT else Judgement.LOWERED
    _set_urgency(work, conversation_id, urgency, judgement.value)
    record(work, operator_id, judgement.value, _pseudonym(work, row.contact_id))


def take(work: Work, conversation_id: int, operator_id: int) -> None:
    """The operator takes the conversation. Raises AlreadyTaken when another operator has it."""
    row = _locked(work, conversation_id)
    if row.holder == Holder.OPERATOR:
        if row.operator_id == operator_id:
            return
        raise AlreadyTaken("another operator has this conversation")
    _move(work, row, Holder.OPERATOR, operator_id=operator_id, taken_at=now())
    outbox.silence_bot(work, conversation_id)
    record(work, operator_id, "take", _pseudonym(work, row.contact_id))


def hand_back(work: Work, conversation_id: int, operator_id: int) -> None:
    """The operator gives the conversation back to the bot. Raises IllegalTransition when it is not theirs."""
    row = _owned(work, conversation_id, operator_id)
    _move(work, row, Holder.BOT, operator_id=None, urgency=0, reason=None, waiting_since=None, taken_at=None)
    record(work, operator_id, "hand_back", _pseudonym(work, row.contact_id))


def put_back(work: Work, conversation_id: int, operator_id: int) -> None:
    """The operator puts the conversation back into the queue, for another operator."""
    row = _owned(work, conversation_id, operator_id)
    _move(work, row, Holder.QUEUE, operator_id=None, waiting_since=_waits_since(work, row), taken_at=None)
    record(work, operator_id, "put_back", _pseudonym(work, row.contact_id))


def release(work: Work, conversation_id: int, operator_id: int | None) -> None:
    """Put a conversation that another operator holds back into the queue; `operator_id` is who does it.

    The desk decides who may: a supervisor, or anybody when the holder is no longer logged in.
    """
    row = _locked(work, conversation_id)
    if row.holder != Holder.OPERATOR:
        raise IllegalTransition("no operator holds this conversation")
    _move(work, row, Holder.QUEUE, operator_id=None, waiting_since=_waits_since(work, row), taken_at=None)
    record(work, operator_id, "release", _pseudonym(work, row.contact_id))


def file_away(work: Work, conversation_id: int, operator_id: int | None, why: str) -> None:
    """End what people do in a conversation: the bot has it, and nobody waits. `why`: the line of the audit trail."""
    row = _locked(work, conversation_id)
    values = {"operator_id": None, "urgency": 0, "reason": None, "waiting_since": None, "taken_at": None}
    if row.holder == Holder.BOT:
        work.run(conversation.update().where(conversation.c.id == row.id).values(changed_at=now(), **values))
    else:
        _move(work, row, Holder.BOT, **values)
    record(work, operator_id, why, _pseudonym(work, row.contact_id))


def require_operator(work: Work, conversation_id: int, operator_id: int) -> None:
    """Raise IllegalTransition unless this operator holds the conversation (locked until the transaction ends)."""
    _owned(work, conversation_id, operator_id)


def _set_urgency(work: Work, conversation_id: int, urgency: Urgency, reason: str) -> None:
    sealed = work.key_of(conversation_id).encrypt_label(reason)
    work.run(
        conversation.update()
        .where(conversation.c.id == conversation_id)
        .values(urgency=int(urgency), reason=sealed, changed_at=now())
    )


def _locked(work: Work, conversation_id: int) -> Any:
    row = work.run(_LOCKED, conversation_id=conversation_id).first()
    if row is None:
        raise LookupError(f"conversation {conversation_id} was erased")
    return row


def _owned(work: Work, conversation_id: int, operator_id: int) -> Any:
    row = _locked(work, conversation_id)
    if row.holder != Holder.OPERATOR or row.operator_id != operator_id:
        raise IllegalTransition("this operator does not hold this conversation")
    return row


def _waits_since(work: Work, row: Any) -> datetime.datetime:
    """Since when the contact of a held conversation waits: since they asked, unless an operator has written since."""
    written = (
        select(message.c.id)
        .outerjoin(outbox_table, outbox_table.c.message_id == message.c.id)
        .where(message.c.conversation_id == row.id, message.c.author == Holder.OPERATOR.value)
        .where(message.c.created_at >= row.taken_at)
        .where(or_(outbox_table.c.state.is_(None), ~delivery.answers_nothing(now())))
        .limit(1)
    )
    if row.waiting_since is None or work.run(written).first() is not None:
        return now()
    since: datetime.datetime = row.waiting_since
    return since


def _move(work: Work, row: Any, to: Holder, **values: Any) -> None:
    if to not in TRANSITIONS[Holder(row.holder)]:
        raise IllegalTransition(f"{row.holder} -> {to.value}")
    values |= {"offered_to": None, "offered_at": None}
    work.run(
        conversation.update().where(conversation.c.id == row.id).values(holder=to.value, changed_at=now(), **values)
    )


def _pseudonym(work: Work, contact_id: int) -> str | None:
    found = work.run(_PSEUDONYM, contact_id=contact_id).scalar()
    return str(found) if found else None
