"""What the provider refuses is said at once, answers nothing, and is tried or written anew."""

from __future__ import annotations

import datetime

from bot.conversations import delivery, messages, outbox
from bot.conversations.contract import NotSent, SendError, Sent
from bot.conversations.work import Store
from bot.desk.lists import PATIENCE, Row, read_row
from bot.storage.engine import now
from bot.storage.tables import conversation, message
from bot.storage.tables import outbox as outbox_table
from tests.desk.conftest import RunningDesk
from tests.desk.making import Browser, waiting_conversation

DOWN = NotSent(SendError.PROVIDER_DOWN, "503")


def send_all(store: Store, outcome: NotSent | None) -> None:
    """A worker sends what is due; the provider takes it, or answers with this."""
    while (row := outbox.claim(store, "sms", "w1")) is not None:
        outbox.record(store, row, outcome or Sent(f"SM{row.id}"))


def row_of(store: Store, conversation_id: int) -> Row:
    with store.read() as work:
        row = read_row(work, conversation_id)
    assert row is not None
    return row


async def answered(desk: RunningDesk, amira: Browser, *, urgent: bool = False) -> int:
    number = waiting_conversation(desk.store, "+447700900001", "emergency" if urgent else "human", urgent=urgent)
    send_all(desk.store, None)
    await amira.take(number)
    await amira.send(number, "Where are you?")
    return number


async def test_a_text_that_the_provider_refuses_is_red_at_once_and_says_when_it_is_tried_again(
    desk: RunningDesk, amira: Browser
) -> None:
    number = await answered(desk, amira)
    before = row_of(desk.store, number).digest
    send_all(desk.store, DOWN)
    assert row_of(desk.store, number).digest != before, "an open page would not follow"
    await amira.get(f"/conversations/{number}")
    assert "delivery failed" in amira.page
    assert "not sent yet: the provider has a fault" in amira.page
    assert "next try at" in amira.page
    assert "1 not sent yet" in amira.page
    assert "SMS takes no texts since" in amira.page


async def test_an_urgent_answer_behind_a_fault_of_the_provider_is_no_answer_and_becomes_neglected(
    desk: RunningDesk, amira: Browser
) -> None:
    number = await answered(desk, amira, urgent=True)
    assert row_of(desk.store, number).unanswered == 0
    send_all(desk.store, DOWN)
    row = row_of(desk.store, number)
    assert row.spoken_at is None
    assert row.failing == 1
    long_ago = now() - PATIENCE - datetime.timedelta(seconds=5)
    with desk.store.write() as work:
        work.run(conversation.update().values(taken_at=long_ago, waiting_since=long_ago))
        work.run(message.update().values(created_at=long_ago))
        work.run(outbox_table.update().values(created_at=long_ago))
    assert row_of(desk.store, number).neglected
    await amira.post(f"/conversations/{number}/try-now")
    send_all(desk.store, None)
    row = row_of(desk.store, number)
    assert not row.neglected
    assert row.failing == 0


async def test_try_now_makes_it_due_and_is_the_holders(desk: RunningDesk, amira: Browser, boris: Browser) -> None:
    number = await answered(desk, amira)
    send_all(desk.store, DOWN)
    assert outbox.claim(desk.store, "sms", "w1") is None, "it waits for its time"
    await boris.get(f"/conversations/{number}")
    assert (await boris.post(f"/conversations/{number}/try-now")).status_code == 409
    assert outbox.claim(desk.store, "sms", "w1") is None
    await amira.post(f"/conversations/{number}/try-now")
    assert outbox.claim(desk.store, "sms", "w1") is not None


async def test_what_is_sent_again_takes_its_badge_away(desk: RunningDesk, amira: Browser) -> None:
    number = await answered(desk, amira)
    send_all(desk.store, NotSent(SendError.REFUSED, "30007"))
    assert row_of(desk.store, number).failed == 1
    with desk.store.read() as work:
        lost = messages.transcript(work, number)[-1]
    await amira.get(f"/conversations/{number}")
    assert f'data-again="{lost.sequence}"' in amira.page
    await amira.send(number, "Where are you?", again=str(lost.sequence), after=str(lost.sequence))
    assert row_of(desk.store, number).failed == 0
    await amira.get(f"/conversations/{number}")
    assert "sent again" in amira.page
    assert f'data-again="{lost.sequence}"' not in amira.page


def troubles(store: Store) -> list[tuple[str, int, str]]:
    with store.read() as work:
        return [(each.channel, each.texts, each.error) for each in delivery.troubles(work)]


def test_a_channel_is_down_while_its_latest_text_is_refused_and_up_once_one_is_taken(store: Store) -> None:
    waiting_conversation(store, "+447700900001")
    assert troubles(store) == []
    send_all(store, DOWN)
    assert troubles(store) == [("sms", 1, "provider_down")]
    waiting_conversation(store, "+447700900002")
    send_all(store, None)
    assert troubles(store) == []


def test_one_number_that_does_not_exist_is_no_channel_that_is_down(store: Store) -> None:
    waiting_conversation(store, "+447700900001")
    send_all(store, NotSent(SendError.ADDRESS_INVALID, "21211"))
    assert troubles(store) == []


def test_texts_that_no_worker_sends_are_said(store: Store) -> None:
    waiting_conversation(store, "+447700900001")
    with store.write() as work:
        work.run(outbox_table.update().values(created_at=now() - 2 * delivery.STUCK_AFTER))
    assert troubles(store) == [("sms", 1, delivery.NOT_BEGUN)]
