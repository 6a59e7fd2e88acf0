"""Sending straight from the turn that answers, and whatever has to wait."""

from __future__ import annotations

import asyncio
import datetime

import pytest
from sqlalchemy import select, update

from bot.conversations import contacts, holder, inbox, outbox
from bot.conversations.contract import NotSent, Outbound, Outcome, SendError, Sent
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store
from bot.storage import tables
from bot.storage.engine import Wake, lease_now
from bot.storage.wakeups import open_wakeup
from bot.worker.sender import SENDS_AT_ONCE, Sender
from bot.worker.turns import Turns
from tests.making import operator_named, text_from
from tests.worker.stub import StubAssistant, StubChannel


class SlowChannel(StubChannel):
    """Takes a text only when it is let through."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[str] = []
        self.go = asyncio.Event()

    async def send(self, outbound: Outbound) -> Outcome:
        self.begun.append(outbound.text)
        await self.go.wait()
        return await super().send(outbound)


async def _turn(store: Store, turns: Turns, text: str, sender: str = "+447700900001") -> None:
    inbox.receive(store, text_from(sender, text))
    row = inbox.claim(store, "w")
    assert row is not None
    await turns.work_off(row)


async def test_an_answer_is_on_its_way_before_anybody_looks(store: Store) -> None:
    channel = StubChannel()
    sender = Sender(store, channel, "w1")
    await _turn(store, Turns(store, StubAssistant(), {"sms": channel}, "w", None, {"sms": sender}), "hi")
    await sender.finish()
    assert [sent.text.split("\n")[0] for sent in channel.sent] == ["answer to hi"]
    await sender.send_due()
    await sender.finish()
    assert len(channel.sent) == 1, "it was sent twice"


async def test_the_next_answer_waits_until_the_one_before_it_is_sent(store: Store) -> None:
    channel = SlowChannel()
    sender = Sender(store, channel, "w1")
    turns = Turns(store, StubAssistant(), {"sms": channel}, "w", None, {"sms": sender})
    await _turn(store, turns, "hello")
    await _turn(store, turns, "my pay")
    await asyncio.sleep(0.01)
    assert [text.split("\n")[0] for text in channel.begun] == ["answer to hello"]
    wakeup = open_wakeup(store.database, frozenset({Wake.OUTBOX}))
    try:
        channel.go.set()
        await asyncio.wait_for(sender.wait(wakeup), 0.5)  # woken by the first text's arrival, not by time
        await sender.send_due()
        await sender.finish()
    finally:
        wakeup.close()
    assert [text.split("\n")[0] for text in channel.begun] == ["answer to hello", "answer to my pay"]


async def test_with_enough_on_its_way_an_answer_waits_in_the_outbox(store: Store) -> None:
    channel = SlowChannel()
    sender = Sender(store, channel, "w1")
    turns = Turns(store, StubAssistant(), {"sms": channel}, "w", None, {"sms": sender})
    for number in range(SENDS_AT_ONCE + 1):
        await _turn(store, turns, "hi", f"+4477009000{number:02}")
    await asyncio.sleep(0.01)
    assert len(channel.begun) == SENDS_AT_ONCE
    channel.go.set()
    await sender.finish()
    await sender.send_due()
    await sender.finish()
    assert len(channel.sent) == SENDS_AT_ONCE + 1


async def test_nobody_overtakes_an_answer_that_waits_for_room(store: Store) -> None:
    channel = SlowChannel()
    sender = Sender(store, channel, "w1")
    turns = Turns(store, StubAssistant(), {"sms": channel}, "w", None, {"sms": sender})
    for number in range(SENDS_AT_ONCE):
        await _turn(store, turns, "early", f"+4477009000{number:02}")
    await _turn(store, turns, "waits", "+447700900098")
    channel.go.set()
    await sender.finish()  # there is room again, and nobody has looked yet
    await _turn(store, turns, "late", "+447700900099")
    await sender.send_due()
    await sender.finish()
    assert [text.split("\n")[0] for text in channel.begun[-2:]] == ["answer to waits", "answer to late"]
    await _turn(store, turns, "later", "+447700900099")
    await sender.finish()
    assert channel.begun[-1].startswith("answer to later"), "with nobody waiting it is sent at once again"


class FailingChannel(StubChannel):
    """Fails as often as it is told to."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def send(self, outbound: Outbound) -> Outcome:
        if self.times:
            self.times -= 1
            return NotSent(SendError.PROVIDER_DOWN)
        return await super().send(outbound)


async def test_the_first_text_that_is_sent_brings_those_that_failed(store: Store) -> None:
    channel = FailingChannel(times=3)
    sender = Sender(store, channel, "w1")
    turns = Turns(store, StubAssistant(), {"sms": channel}, "w", None, {"sms": sender})
    for number in range(4):
        await _turn(store, turns, f"text {number}", f"+4477009000{number:02}")
        await sender.finish()
    assert len(channel.sent) == 1
    await sender.send_due()
    await sender.finish()
    assert len(channel.sent) == 4, "the others wait for their time although the provider takes texts again"


async def test_a_text_that_always_fails_is_not_tried_after_each_that_is_sent(store: Store) -> None:
    channel = FailingChannel(times=0)
    sender = Sender(store, channel, "w1")
    turns = Turns(store, StubAssistant(), {"sms": channel}, "w", None, {"sms": sender})
    for number in range(6):
        channel.times = number % 2
        await _turn(store, turns, "hello", f"+4477009000{number:02}")
        await sender.finish()
    await sender.send_due()
    await sender.finish()
    assert len(channel.sent) == 3


async def test_an_answer_to_danger_is_urgent(store: Store) -> None:
    turns = Turns(store, StubAssistant(), {"sms": StubChannel()}, "w")
    await _turn(store, turns, "hello", "+447700900001")
    await _turn(store, turns, "danger", "+447700900002")
    row = outbox.claim(store, "sms", "w")
    assert row is not None
    assert row.outbound.address == "+447700900002"


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_a_dead_worker_left_is_not_sent_over_an_operator(store: Store, arrived: bool) -> None:
    class Looked(StubChannel):
        async def find_sent(self, outbound: Outbound, since: datetime.datetime) -> Sent | None:
            return Sent("SM1") if arrived else None

    channel, operator_id = Looked(), operator_named(store, "Amira")
    with store.write() as work:
        person = contacts.find_or_add(work, "sms", "+447700900001")
        outbox.add(work, person.conversation_id, NewMessage(Author.BOT, "hello"))
    assert outbox.claim(store, "sms", "dead") is not None
    with store.write() as work:
        holder.take(work, person.conversation_id, operator_id)
        over = lease_now() - datetime.timedelta(seconds=1)
        work.run(update(tables.outbox).values(claimed_until=over))
    sender = Sender(store, channel, "w1")
    await sender.send_due()
    await sender.finish()
    assert not channel.sent
    with store.read() as work:
        (state,) = work.run(select(tables.outbox.c.state)).scalars()
    assert state == ("sent" if arrived else "cancelled")
