"""The inbox keeps its promises on SQLite and PostgreSQL."""

from __future__ import annotations

import dataclasses
import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from bot.conversations import erasure, inbox, messages
from bot.conversations.inbox import InboxRow, LostClaim
from bot.privacy.encryption import Vault
from bot.storage import tables
from bot.storage.engine import Database, now
from tests.making import text_from


def test_a_redelivered_message_is_stored_once(database: Database, vault: Vault) -> None:
    text = text_from("+447700900001")
    assert [inbox.store(database, vault, text) for _ in range(5)] == [True, False, False, False, False]
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.message)).scalar() == 1


def test_redeliveries_at_the_same_moment_are_stored_once(database: Database, vault: Vault) -> None:
    text = text_from("+447700900001")
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: inbox.store(database, vault, text), range(8)))
    assert sorted(stored) == [False] * 7 + [True]


def test_two_quick_texts_of_one_person_make_one_conversation(database: Database, vault: Vault) -> None:
    texts = [text_from("+447700900001", f"text {n}") for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(lambda text: inbox.store(database, vault, text), texts))
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.contact)).scalar() == 1
        sequences = connection.execute(select(tables.message.c.sequence).order_by(tables.message.c.sequence))
        assert sequences.scalars().all() == [1, 2, 3, 4, 5, 6]


def test_the_oldest_text_comes_first_and_one_at_a_time_a_conversation(database: Database, vault: Vault) -> None:
    for number in (1, 2):
        inbox.store(database, vault, text_from("+447700900001", f"first person {number}"))
    inbox.store(database, vault, text_from("+447700900002", "second person"))
    first, second = inbox.claim(database, vault, "w1"), inbox.claim(database, vault, "w2")
    assert first is not None
    assert second is not None
    assert (first.inbound.text, second.inbound.text) == ("first person 1", "second person")
    assert inbox.claim(database, vault, "w3") is None, "the first conversation is being answered"
    with database.write() as connection:
        inbox.finish(connection, first, "w1")
    third = inbox.claim(database, vault, "w3")
    assert third is not None
    assert third.inbound.text == "first person 2"


def test_many_workers_claim_each_text_once(database: Database, vault: Vault) -> None:
    for number in range(12):
        inbox.store(database, vault, text_from(f"+4477009000{number:02}"))
    with ThreadPoolExecutor(6) as pool:
        rows = list(pool.map(lambda n: inbox.claim(database, vault, f"w{n}"), range(12)))
    claimed = [row.id for row in rows if row]
    assert len(claimed) == len(set(claimed))


def test_a_dead_workers_text_is_taken_over(database: Database, vault: Vault, conversation: InboxRow) -> None:
    _let_claim_expire(database)
    again = inbox.claim(database, vault, "w2")
    assert again is not None
    assert (again.id, again.attempts) == (conversation.id, 2)


def test_a_worker_that_lost_its_claim_writes_nothing(database: Database, vault: Vault, conversation: InboxRow) -> None:
    _let_claim_expire(database)
    assert inbox.claim(database, vault, "w2")
    with pytest.raises(LostClaim), database.write() as connection:
        inbox.finish(connection, conversation, "w1")


def test_a_finished_text_is_never_claimed_again(database: Database, vault: Vault, conversation: InboxRow) -> None:
    with database.write() as connection:
        inbox.finish(connection, conversation, "w1")
    assert inbox.claim(database, vault, "w1") is None


def test_a_redelivery_after_erasure_brings_no_text_back(
    database: Database, vault: Vault, conversation: InboxRow
) -> None:
    assert erasure.erase_address(database, vault, "sms", "+447700900001")
    assert not inbox.store(database, vault, conversation.inbound)
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.contact)).scalar() == 0


def test_what_arrived_comes_back_as_it_was(database: Database, vault: Vault) -> None:
    sent = dataclasses.replace(text_from("+447700900001", "¡Ayuda! \U0001f62d"), language_hints=("es", "en"))
    inbox.store(database, vault, sent)
    row = inbox.claim(database, vault, "w1")
    assert row is not None
    assert row.inbound == sent
    with database.read() as connection:
        (message,) = messages.transcript(connection, vault, row.conversation_id)
    assert message.text == "¡Ayuda! \U0001f62d"


def _let_claim_expire(database: Database) -> None:
    with database.write() as connection:
        past = now() - datetime.timedelta(seconds=1)
        connection.execute(update(tables.conversation).values(claimed_until=past))
