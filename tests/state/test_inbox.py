"""The inbox keeps its promises on SQLite and PostgreSQL."""

from __future__ import annotations

import dataclasses
import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from bot.conversations import erasure, inbox, messages
from bot.conversations.inbox import InboxRow, LostClaim
from bot.conversations.work import Store
from bot.storage import tables
from bot.storage.engine import now
from tests.making import text_from


def test_a_redelivered_message_is_stored_once(store: Store) -> None:
    text = text_from("+447700900001")
    assert [inbox.receive(store, text) for _ in range(5)] == [True, False, False, False, False]
    with store.read() as work:
        assert work.run(select(func.count()).select_from(tables.message)).scalar() == 1


def test_redeliveries_at_the_same_moment_are_stored_once(store: Store) -> None:
    text = text_from("+447700900001")
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: inbox.receive(store, text), range(8)))
    assert sorted(stored) == [False] * 7 + [True]


def test_two_quick_texts_of_one_person_make_one_conversation(store: Store) -> None:
    texts = [text_from("+447700900001", f"text {n}") for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(lambda text: inbox.receive(store, text), texts))
    with store.read() as work:
        assert work.run(select(func.count()).select_from(tables.contact)).scalar() == 1
        sequences = work.run(select(tables.message.c.sequence).order_by(tables.message.c.sequence))
        assert sequences.scalars().all() == [1, 2, 3, 4, 5, 6]


def test_the_oldest_text_comes_first_and_one_at_a_time_a_conversation(store: Store) -> None:
    for number in (1, 2):
        inbox.receive(store, text_from("+447700900001", f"first person {number}"))
    inbox.receive(store, text_from("+447700900002", "second person"))
    first, second = inbox.claim(store, "w1"), inbox.claim(store, "w2")
    assert first is not None
    assert second is not None
    assert (first.inbound.text, second.inbound.text) == ("first person 1", "second person")
    assert inbox.claim(store, "w3") is None, "the first conversation is being answered"
    with store.write() as work:
        inbox.finish(work, first, "w1")
    third = inbox.claim(store, "w3")
    assert third is not None
    assert third.inbound.text == "first person 2"


def test_many_workers_claim_each_text_once(store: Store) -> None:
    for number in range(12):
        inbox.receive(store, text_from(f"+4477009000{number:02}"))
    with ThreadPoolExecutor(6) as pool:
        rows = list(pool.map(lambda n: inbox.claim(store, f"w{n}"), range(12)))
    claimed = [row.id for row in rows if row]
    assert len(claimed) == len(set(claimed))


def test_a_dead_workers_text_is_taken_over(store: Store, conversation: InboxRow) -> None:
    _let_claim_expire(store)
    again = inbox.claim(store, "w2")
    assert again is not None
    assert (again.id, again.attempts) == (conversation.id, 2)


def test_a_worker_that_lost_its_claim_writes_nothing(store: Store, conversation: InboxRow) -> None:
    _let_claim_expire(store)
    assert inbox.claim(store, "w2")
    with pytest.raises(LostClaim), store.write() as work:
        inbox.finish(work, conversation, "w1")


def test_a_finished_text_is_never_claimed_again(store: Store, conversation: InboxRow) -> None:
    with store.write() as work:
        inbox.finish(work, conversation, "w1")
    assert inbox.claim(store, "w1") is None


def test_a_redelivery_after_erasure_brings_no_text_back(store: Store, conversation: InboxRow) -> None:
    assert erasure.erase_address(store, "sms", "+447700900001")
    assert not inbox.receive(store, conversation.inbound)
    with store.read() as work:
        assert work.run(select(func.count()).select_from(tables.contact)).scalar() == 0


def test_what_comes_with_a_known_signature_is_a_copy_whatever_its_id(store: Store) -> None:
    text = dataclasses.replace(text_from("+447700900001"), signature="c2lnbmVk")
    copy = dataclasses.replace(text, provider_id="SM2", address="+447700900002")
    assert inbox.receive(store, text)
    assert not inbox.receive(store, copy)
    assert inbox.receive(store, dataclasses.replace(copy, signature="b3RoZXI="))
    with store.read() as work:
        stored = work.run(select(tables.inbox.c.signature_hash)).scalars().all()
        person = work.run(select(tables.contact.c.id).order_by(tables.contact.c.id).limit(1)).scalar_one()
    assert len(set(stored)) == 2
    assert "c2lnbmVk" not in stored
    with store.write() as work:
        erasure.erase(work, person)
    assert not inbox.receive(store, dataclasses.replace(copy, signature="c2lnbmVk", provider_id="SM3"))


def test_what_arrived_comes_back_as_it_was(store: Store) -> None:
    sent = dataclasses.replace(text_from("+447700900001", "¡Ayuda! \U0001f62d"), language_hints=("es", "en"))
    inbox.receive(store, sent)
    row = inbox.claim(store, "w1")
    assert row is not None
    assert row.inbound == sent
    with store.read() as work:
        (message,) = messages.transcript(work, row.conversation_id)
    assert message.text == "¡Ayuda! \U0001f62d"


def _let_claim_expire(store: Store) -> None:
    with store.write() as work:
        past = now() - datetime.timedelta(seconds=1)
        work.run(update(tables.conversation).values(claimed_until=past))
