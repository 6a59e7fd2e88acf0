"""Nothing is lost where two processes meet in the same contact."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from bot.conversations import contacts, erasure, holder, inbox
from bot.conversations.inbox import InboxRow
from bot.privacy.encryption import Vault
from bot.storage import tables
from bot.storage.engine import Database, now
from tests.making import text_from

ADDRESS = "+447700900001"
MOMENT = 0.3  # seconds in which the other side surely reaches its lock


def texts_of(database: Database, vault: Vault) -> list[str]:
    with database.read() as connection:
        return [vault.decrypt(text) for text in connection.execute(select(tables.message.c.text)).scalars()]


def meanwhile(do: Callable[[], bool]) -> tuple[Future[bool], ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(1)
    future = pool.submit(do)
    threading.Event().wait(MOMENT)
    return future, pool


def test_a_text_that_arrives_while_its_writer_is_answered_waits_and_is_stored(
    database: Database, vault: Vault, conversation: InboxRow
) -> None:
    with database.read() as connection:
        person = contacts.of_conversation(connection, vault, conversation.conversation_id)
    assert person is not None
    with database.write() as connection:
        holder.holder_of(connection, conversation.conversation_id)
        stored, pool = meanwhile(lambda: inbox.store(database, vault, text_from(ADDRESS, "he is back")))
        contacts.remember(connection, person.id, language="fr")
    assert stored.result(5), "two locks taken in two orders: one of both loses"
    pool.shutdown()
    assert "he is back" in texts_of(database, vault)


def test_a_text_that_arrives_while_its_writer_is_erased_is_stored(
    database: Database, vault: Vault, conversation: InboxRow
) -> None:
    with database.read() as connection:
        person = contacts.of_conversation(connection, vault, conversation.conversation_id)
    assert person is not None
    with database.write() as connection:
        erasure.erase(connection, vault, person.id)
        stored, pool = meanwhile(lambda: inbox.store(database, vault, text_from(ADDRESS, "help me")))
    assert stored.result(5)
    pool.shutdown()
    assert texts_of(database, vault) == ["help me"]


def test_a_text_that_arrives_while_its_writer_starts_over_is_not_erased_later(
    database: Database, vault: Vault, conversation: InboxRow
) -> None:
    with database.read() as connection:
        person = contacts.of_conversation(connection, vault, conversation.conversation_id)
    assert person is not None
    with database.write() as connection:
        inbox.finish(connection, conversation, "w1")
        erasure.start_over(connection, vault, person)
        stored, pool = meanwhile(lambda: inbox.store(database, vault, text_from(ADDRESS, "help me")))
    assert stored.result(5)
    pool.shutdown()
    with database.read() as connection:
        assert connection.execute(select(tables.contact.c.erase_at)).scalars().all() == [None]
    assert texts_of(database, vault) == ["help me"]


def test_a_contact_who_writes_in_the_moment_of_being_swept_away_stays(
    database: Database, vault: Vault, conversation: InboxRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as connection:
        past = now() - datetime.timedelta(minutes=1)
        connection.execute(update(tables.contact).values(erase_at=past))
    really, waiting = erasure.erase, []

    def erase_a_moment_later(*arguments: object) -> None:
        waiting.append(meanwhile(lambda: inbox.store(database, vault, text_from(ADDRESS, "help me"))))
        really(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(erasure, "erase", erase_a_moment_later)
    erasure.erase_due(database, vault)
    for stored, pool in waiting:
        assert stored.result(5)
        pool.shutdown()
    assert texts_of(database, vault) == ["help me"]
