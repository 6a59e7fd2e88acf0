"""Faults that somebody could make, each to be found by the simulation: what is changed, and what it breaks."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from sqlalchemy import bindparam, or_, select, true, update

from bot.conversations import contract, erasure, holder, inbox, outbox
from bot.conversations.contract import Inbound, NotSent, SendError, Sent
from bot.conversations.holder import Holder
from bot.conversations.inbox import InboxRow
from bot.conversations.outbox import OutboxRow, OutboxState, S
from bot.conversations.work import Store, Work
from bot.storage.prepared import Prepared
from bot.storage.tables import contact, conversation, is_to_answer, is_to_send
from bot.storage.tables import inbox as inbox_table
from bot.storage.tables import outbox as outbox_table
from bot.worker import commit
from bot.worker.commit import Ledger

Plant = Callable[[ExitStack], None]


@dataclass(frozen=True)
class Fault:
    """A fault, in the words of somebody who would have made it. `found_by`: a seed that found it lately."""

    found_by: int
    name: str
    plant: Plant


FAULTS: list[Fault] = []


def fault(found_by: int, name: str) -> Callable[[Plant], Plant]:
    """Puts a fault into the list."""

    def keep(plant: Plant) -> Plant:
        FAULTS.append(Fault(found_by, name, plant))
        return plant

    return keep


@contextmanager
def planted(each: Fault) -> Iterator[None]:
    """The fault is there for as long as the context."""
    with ExitStack() as stack:
        each.plant(stack)
        yield


def _instead(stack: ExitStack, place: Any, name: str, new: Any) -> None:
    stack.enter_context(patch.object(place, name, new))


def _next_inbox(*conditions: Any) -> Prepared:
    columns = inbox_table.c
    return Prepared(
        select(
            *(columns.id, columns.conversation_id, columns.message_id, columns.attempts, columns.channel),
            *(columns.content, contact.c.data_key),
        )
        .join(conversation, conversation.c.id == columns.conversation_id)
        .join(contact, contact.c.id == conversation.c.contact_id)
        .where(is_to_answer(), *conditions)
        .order_by(columns.attempts, columns.turn_at, columns.id)
        .limit(1)
    )


def _next_outbox(waiting: Any, sending: Any, comes_first: Any) -> Prepared:
    columns = outbox_table.c
    return Prepared(
        select(columns.id)
        .where(columns.channel == bindparam("channel"), is_to_send(), or_(waiting, sending), comes_first)
        .order_by(columns.urgent.desc(), columns.attempts, columns.id)
        .limit(1)
    )


IS_FREE = or_(
    conversation.c.claimed_by.is_(None),
    conversation.c.claimed_until < bindparam("moment"),
    conversation.c.claimed_by == bindparam("worker"),
)
WAITS = (outbox_table.c.state == S.WAITING.value) & (outbox_table.c.due_at <= bindparam("moment"))
IS_LEFT = (outbox_table.c.state == S.SENDING.value) & (outbox_table.c.claimed_until < bindparam("lease"))


@fault(10, "a delivery that was signed before counts as new under another id")
def _(stack: ExitStack) -> None:
    _instead(stack, inbox, "_signature_hash", lambda work, inbound: None)


@fault(2, "two workers may have one conversation")
def _(stack: ExitStack) -> None:
    _instead(stack, inbox, "_NEXT", _next_inbox())


@fault(0, "a contact's later text may be answered before an earlier one")
def _(stack: ExitStack) -> None:
    newest = inbox_table.c.id.desc()
    statement = _next_inbox(IS_FREE)._statement.order_by(None).order_by(newest)  # type: ignore[attr-defined]
    _instead(stack, inbox, "_NEXT", Prepared(statement))


@fault(148, "a turn is written though another worker took the conversation over")
def _(stack: ExitStack) -> None:
    def finish(work: Work, row: InboxRow, worker: str, state: str = inbox.DONE) -> None:
        work.run(inbox._FREE, of=row.conversation_id, worker=worker)
        work.run(inbox._FINISH, row=row.id, to=state, moment=inbox.now())

    _instead(stack, inbox, "finish", finish)


@fault(0, "a conversation that a dead worker had is never given to another")
def _(stack: ExitStack) -> None:
    earlier = inbox._EARLIER
    is_first = (
        ~select(earlier.c.id)
        .where(
            earlier.c.conversation_id == inbox_table.c.conversation_id,
            earlier.c.id < inbox_table.c.id,
            is_to_answer(earlier),
        )
        .exists()
    )
    mine = or_(conversation.c.claimed_by.is_(None), conversation.c.claimed_by == bindparam("worker"))
    later = conversation.c.claimed_until < bindparam("moment") - datetime.timedelta(days=1)
    _instead(stack, inbox, "_NEXT", _next_inbox(or_(mine, later), is_first))


@fault(0, "a text is acknowledged and not stored when its contact has another one waiting")
def _(stack: ExitStack) -> None:
    real = inbox.put_in

    def put_in(work: Work, conversation_id: int, inbound: Inbound) -> None:
        waiting = select(inbox_table.c.id).where(inbox_table.c.conversation_id == conversation_id, is_to_answer())
        if work.run(waiting).first() is None:
            real(work, conversation_id, inbound)

    _instead(stack, inbox, "put_in", put_in)


@fault(0, "what nobody has read yet is erased with the rest")
def _(stack: ExitStack) -> None:
    _instead(stack, erasure, "put_in", lambda work, conversation_id, inbound: None)


@fault(0, "a redelivery brings back what was erased")
def _(stack: ExitStack) -> None:
    real = inbox.is_known

    def known(work: Work, channel: str, provider_id: str, signature_hash: str | None = None) -> bool:
        hashed = work.vault.address_hash(channel, provider_id)
        there = select(inbox_table.c.id).where(inbox_table.c.provider_id_hash == hashed)
        return work.run(there).first() is not None and real(work, channel, provider_id, signature_hash)

    _instead(stack, inbox, "is_known", known)


@fault(13, "a text that fails three times ends without a word")
def _(stack: ExitStack) -> None:
    def fail(self: Ledger, row: InboxRow, hotline_country: str | None) -> None:
        if row.attempts < inbox.MAX_ATTEMPTS:
            inbox.release(self._store, row, self._worker)
            return
        with self._store.write() as work:
            inbox.finish(work, row, self._worker, inbox.FAILED)

    _instead(stack, Ledger, "fail", fail)


@fault(0, "the bot does not look again whether a human took over while it thought")
def _(stack: ExitStack) -> None:
    def holder_of(work: Work, conversation_id: int) -> Holder:
        return Holder.BOT if holder.holder_of(work, conversation_id) is Holder.OPERATOR else Holder.QUEUE

    class Blind:
        def __getattr__(self, name: str) -> Any:
            return holder_of if name == "holder_of" else getattr(holder, name)

    _instead(stack, commit, "holder", Blind())


@fault(265, "a text is left to the humans though the conversation was handed back meanwhile")
def _(stack: ExitStack) -> None:
    def leave(self: Ledger, turn: Any, notice: Any = None) -> bool:
        with self._store.write() as work:
            inbox.finish(work, turn.row, self._worker)
        return True

    _instead(stack, Ledger, "leave_to_humans", leave)


@fault(613, "what the bot tried in vain still goes out after a human took over")
def _(stack: ExitStack) -> None:
    _instead(stack, outbox, "silence_bot", lambda work, conversation_id: None)
    _instead(stack, outbox, "_is_bots_while_a_human_speaks", lambda work, row_id: False)


@fault(36, "after a timeout a text is sent again without a look")
def _(stack: ExitStack) -> None:
    _instead(stack, outbox, "_LOOK_FIRST_AFTER", frozenset())


@fault(36, "what another worker left in the middle of sending is sent without a look")
def _(stack: ExitStack) -> None:
    real = outbox._claimed

    def claimed(work: Work, row_id: int, worker: str, *, followed: bool) -> OutboxRow | None:
        row = real(work, row_id, worker, followed=followed)
        return dataclasses.replace(row, look_first=False) if row else None

    _instead(stack, outbox, "_claimed", claimed)


@fault(36, "a look back begins at the last try, not at the first")
def _(stack: ExitStack) -> None:
    real = outbox._claimed

    def claimed(work: Work, row_id: int, worker: str, *, followed: bool) -> OutboxRow | None:
        work.run(update(outbox_table).where(outbox_table.c.id == row_id).values(sent_at=None))
        return real(work, row_id, worker, followed=followed)

    _instead(stack, outbox, "_claimed", claimed)


@fault(107, "a text may go before an earlier one that waits for its next try")
def _(stack: ExitStack) -> None:
    for name in ("_ANY_DUE", "_NEXT"):
        _instead(stack, outbox, name, _next_outbox(WAITS, IS_LEFT, true()))


@fault(63, "an urgent text and one that a dead worker left wait for each other")
def _(stack: ExitStack) -> None:
    other = outbox._EARLIER
    first = (
        ~select(other.c.id)
        .where(
            other.c.conversation_id == outbox_table.c.conversation_id,
            other.c.id != outbox_table.c.id,
            is_to_send(other),
            or_(
                other.c.state == S.SENDING.value,
                other.c.urgent & ~outbox_table.c.urgent,
                (other.c.urgent == outbox_table.c.urgent) & (other.c.id < outbox_table.c.id),
            ),
        )
        .exists()
    )
    for name in ("_ANY_DUE", "_NEXT"):
        _instead(stack, outbox, name, _next_outbox(WAITS, IS_LEFT, first))


@fault(53, "what a dead worker left in the middle of sending is never sent")
def _(stack: ExitStack) -> None:
    for name in ("_ANY_DUE", "_NEXT"):
        never = IS_LEFT & (outbox_table.c.id < 0)
        _instead(stack, outbox, name, _next_outbox(WAITS, never, outbox._COMES_FIRST))


@fault(101, "claims of what is being sent run out by the clock on the wall")
def _(stack: ExitStack) -> None:
    _instead(stack, outbox, "lease_now", lambda: outbox.now())


@fault(0, "an answer that the provider took is written down as still to be sent")
def _(stack: ExitStack) -> None:
    real = outbox.record

    def record(store: Store, row: OutboxRow, outcome: contract.Outcome) -> OutboxState:
        again = row.attempts == 1 and isinstance(outcome, Sent)
        return real(store, row, NotSent(SendError.UNREACHABLE) if again else outcome)

    _instead(stack, outbox, "record", record)


@fault(58, "to be told to wait counts as a refusal")
def _(stack: ExitStack) -> None:
    policies = contract.POLICIES | {SendError.THROTTLED: contract.ErrorPolicy(retry=False)}
    _instead(stack, outbox, "POLICIES", policies)
