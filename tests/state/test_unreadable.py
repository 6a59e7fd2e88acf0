"""One row that no key opens keeps nobody else from an answer."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import func, select, update

from bot.conversations import contacts, erasure, inbox, messages, outbox
from bot.conversations.inbox import InboxRow
from bot.conversations.keys import check_keys
from bot.conversations.messages import UNREADABLE, Author, NewMessage
from bot.conversations.outbox import OutboxState
from bot.conversations.work import Store
from bot.desk.lists import read_rows
from bot.desk.told import told_in
from bot.privacy.encryption import KeyProblem, Vault, make_keys
from bot.storage import tables
from bot.storage.engine import now
from bot.worker.sender import Sender
from bot.worker.turns import Turns
from tests.making import text_from, urgency_of
from tests.worker.stub import StubAssistant, StubChannel

HERS, HIS = "+447700900001", "+447700900002"


def lost() -> bytes:
    return make_keys().new_data_key().encrypt("lost")


def spoil(store: Store, table: str, column: str, row_id: int | None = None) -> None:
    """What stands there was written with a key that is lost."""
    found = tables.metadata.tables[table]
    statement = update(found).values({column: lost()})
    with store.write() as work:
        work.run(statement if row_id is None else statement.where(found.c.id == row_id))


def spoil_data_key(store: Store) -> None:
    with store.write() as work:
        work.run(update(tables.contact).values(data_key=make_keys().new_data_key().stored))


def minutes_pass(store: Store) -> None:
    past = now() - datetime.timedelta(seconds=1)
    with store.write() as work:
        work.run(update(tables.outbox).where(tables.outbox.c.state == "waiting").values(due_at=past))


def state_of_inbox(store: Store, row_id: int) -> str:
    with store.read() as work:
        return str(work.run(select(tables.inbox.c.state).where(tables.inbox.c.id == row_id)).scalar_one())


async def work_all_off(store: Store, turns: Turns, most: int = 20) -> list[int]:
    """The ids in the order in which they were worked off."""
    order = []
    for _ in range(most):
        row = inbox.claim(store, "w")
        if row is None:
            return order
        order.append(row.id)
        await turns.work_off(row)
    raise AssertionError("it is claimed again and again")


async def test_others_are_answered_before_a_text_that_no_key_opens_is_tried_again(store: Store) -> None:
    inbox.receive(store, text_from(HERS))
    spoil(store, "inbox", "content")
    inbox.receive(store, text_from(HIS, "hello"))
    assistant = StubAssistant()
    order = await work_all_off(store, Turns(store, assistant, {"sms": StubChannel()}, "w"))
    assert order == [1, 2, 1, 1]
    assert assistant.asked == ["hello"]
    assert state_of_inbox(store, 1) == inbox.FAILED
    assert urgency_of(store, 1)[1] == "error", "a human is to look at it"


async def test_a_text_that_has_had_its_attempts_is_failed_without_being_decrypted(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.receive(store, text_from(HERS))
    with store.write() as work:
        work.run(update(tables.inbox).values(attempts=inbox.MAX_ATTEMPTS))
    row = inbox.claim(store, "w")
    assert row is not None

    def refuse(_: InboxRow) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(InboxRow, "inbound", property(refuse))
    assert await Turns(store, StubAssistant(), {"sms": StubChannel()}, "w").work_off(row)
    assert state_of_inbox(store, row.id) == inbox.FAILED


async def test_a_later_text_of_the_same_person_waits_for_the_earlier_one(store: Store) -> None:
    inbox.receive(store, text_from(HERS, "fail"))
    inbox.receive(store, text_from(HERS, "hello"))
    assert await work_all_off(store, Turns(store, StubAssistant(), {"sms": StubChannel()}, "w")) == [1, 1, 1, 2]


async def test_a_text_to_send_that_no_key_opens_keeps_no_other_back(store: Store, conversation: InboxRow) -> None:
    with store.write() as work:
        outbox.add(work, conversation.conversation_id, NewMessage(Author.BOT, "lost"))
    spoil(store, "message", "text")
    inbox.receive(store, text_from(HIS))
    with store.write() as work:
        outbox.add(work, conversation.conversation_id + 1, NewMessage(Author.BOT, "call 112"))
    channel = StubChannel()
    sender = Sender(store, channel, "w")
    await sender.send_due()
    await sender.finish()
    assert [sent.text for sent in channel.sent] == ["call 112"]
    with store.read() as work:
        states = work.run(select(tables.outbox.c.state, tables.outbox.c.attempts).order_by(tables.outbox.c.id)).all()
    assert states == [("waiting", 1), ("sent", 1)]


async def test_a_text_to_send_goes_out_once_the_key_is_put_back(store: Store, conversation: InboxRow) -> None:
    with store.write() as work:
        outbox.add(work, conversation.conversation_id, NewMessage(Author.BOT, "call 112"))
    keys = store.vault
    lacks = Store(store.database, Vault(make_keys().encryption, keys.address_key, keys.session_key))
    assert outbox.claim(lacks, "sms", "w") is None
    minutes_pass(store)
    row = outbox.claim(store, "sms", "w")
    assert row is not None
    assert row.outbound.text == "call 112"


def test_a_text_to_send_that_no_key_opens_fails_in_the_end(store: Store, conversation: InboxRow) -> None:
    with store.write() as work:
        outbox.add(work, conversation.conversation_id, NewMessage(Author.BOT, "lost"))
    spoil(store, "contact", "address")
    with store.write() as work:
        long_ago = now() - datetime.timedelta(days=1)
        work.run(update(tables.outbox).values(attempts=100, created_at=long_ago))
    assert outbox.claim(store, "sms", "w") is None
    with store.read() as work:
        row = work.run(select(tables.outbox)).one()
    assert (row.state, row.error) == (OutboxState.FAILED, "misconfigured:unreadable")


def test_somebody_whose_address_is_lost_writes_again_and_is_known(store: Store, conversation: InboxRow) -> None:
    spoil(store, "contact", "address")
    assert inbox.receive(store, text_from(HERS, "hello?"))
    with store.read() as work:
        person = contacts.of_conversation(work, conversation.conversation_id)
        assert work.run(select(func.count()).select_from(tables.contact)).scalar() == 1
    assert person is not None
    assert person.address == HERS


def test_a_message_that_no_key_opens_hides_no_other(store: Store, conversation: InboxRow) -> None:
    inbox.receive(store, text_from(HERS, "and my pay"))
    for column in ("text", "choices", "sources"):
        spoil(store, "message", column, 1)
    with store.read() as work:
        first, second = messages.transcript(work, conversation.conversation_id)
    assert (first.kind, first.text, first.choices, first.sources) == (UNREADABLE, "", (), ())
    assert second.text == "and my pay"


def test_an_address_that_no_key_opens_hides_no_conversation_from_the_desk(store: Store) -> None:
    for address in (HERS, HIS):
        inbox.receive(store, text_from(address))
    spoil(store, "contact", "address", 1)
    with store.read() as work:
        rows = read_rows(work)
    assert {row.id: row.country for row in rows} == {1: None, 2: "GB"}


def test_what_no_key_opens_keeps_nobody_from_erasing(store: Store, conversation: InboxRow) -> None:
    inbox.receive(store, text_from(HERS, "hello?"))
    spoil(store, "inbox", "content", 2)
    with store.write() as work:
        person = contacts.of_conversation(work, conversation.conversation_id)
        assert person is not None
        inbox.finish(work, conversation, "w1")
        empty = erasure.start_over(work, person)
    assert empty.pseudonym != person.pseudonym


async def test_a_text_of_somebody_whose_data_key_is_lost_is_failed_too(store: Store) -> None:
    inbox.receive(store, text_from(HERS))
    spoil_data_key(store)
    assert await work_all_off(store, Turns(store, StubAssistant(), {"sms": StubChannel()}, "w")) == [1, 1, 1]
    assert state_of_inbox(store, 1) == inbox.FAILED
    assert urgency_of(store, 1)[1] == "error", "a human is to look at it"


@pytest.mark.parametrize("column", ["tracker", "offer"])
async def test_who_has_a_memory_that_no_key_opens_is_answered(store: Store, column: str) -> None:
    assistant = StubAssistant()
    turns = Turns(store, assistant, {"sms": StubChannel()}, "w")
    inbox.receive(store, text_from(HERS, "hello"))
    await work_all_off(store, turns)
    spoil(store, "conversation", column)
    with store.read() as work:
        assert told_in(work, 1) == []
    inbox.receive(store, text_from(HERS, "he is beating me"))
    await work_all_off(store, turns)
    assert assistant.asked == ["hello", "he is beating me"]


async def test_who_writes_again_after_their_data_key_was_lost_is_answered(store: Store) -> None:
    assistant, channel = StubAssistant(), StubChannel()
    sender = Sender(store, channel, "w")
    turns = Turns(store, assistant, {"sms": channel}, "w", senders={"sms": sender})
    for text in ("hello", "he is beating me"):
        inbox.receive(store, text_from(HERS, text))
        await work_all_off(store, turns)
        await sender.finish()
        spoil_data_key(store)
    assert [sent.text for sent in channel.sent] == ["answer to hello", "answer to he is beating me"]


@pytest.mark.parametrize("spoilt", [1, 4], ids=["the first", "the last"])
@pytest.mark.parametrize(("table", "column"), [("contact", "address"), ("message", "text")])
def test_one_row_that_no_key_opens_keeps_nobody_from_a_start(
    store: Store, table: str, column: str, spoilt: int
) -> None:
    for number in range(4):
        inbox.receive(store, text_from(f"+44770090000{number}"))
    spoil(store, table, column, spoilt)
    check_keys(store.database, store.vault)
    spoil(store, table, column)
    with pytest.raises(KeyProblem, match="no key opens"):
        check_keys(store.database, store.vault)
