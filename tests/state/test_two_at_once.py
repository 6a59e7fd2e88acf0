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
from bot.conversations.work import Store
from bot.storage import tables
from bot.storage.engine import now
from tests.making import text_from

ADDRESS = "+447700900001"
MOMENT = 0.3  # seconds in which the other side surely reaches its lock


def texts_of(store: Store) -> list[str]:
    with store.read() as work:
        found = work.run(select(tables.message.c.conversation_id, tables.message.c.text)).all()
        return [work.key_of(row.conversation_id).decrypt(row.text) for row in found]


def meanwhile(do: Callable[[], bool]) -> tuple[Future[bool], ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(1)
    future = pool.submit(do)
    threading.Event().wait(MOMENT)
    return future, pool


def test_a_text_that_arrives_while_its_writer_is_answered_waits_and_is_stored(
    store: Store, conversation: InboxRow
) -> None:
    with store.read() as work:
        person = contacts.of_conversation(work, conversation.conversation_id)
    assert person is not None
    with store.write() as work:
        holder.holder_of(work, conversation.conversation_id)
        stored, pool = meanwhile(lambda: inbox.receive(store, text_from(ADDRESS, "he is back")))
        contacts.remember(work, person.id, language="fr")
    assert stored.result(5), "two locks taken in two orders: one of both loses"
    pool.shutdown()
    assert "he is back" in texts_of(store)


def test_a_text_that_arrives_while_its_writer_is_erased_is_stored(store: Store, conversation: InboxRow) -> None:
    with store.read() as work:
        person = contacts.of_conversation(work, conversation.conversation_id)
    assert person is not None
    with store.write() as work:
        erasure.erase(work, person.id)
        stored, pool = meanwhile(lambda: inbox.receive(store, text_from(ADDRESS, "help me")))
    assert stored.result(5)
    pool.shutdown()
    assert texts_of(store) == ["help me"]


def test_a_text_that_arrives_while_its_writer_starts_over_is_not_erased_later(
    store: Store, conversation: InboxRow
) -> None:
    with store.read() as work:
        person = contacts.of_conversation(work, conversation.conversation_id)
    assert person is not None
    with store.write() as work:
        inbox.finish(work, conversation, "w1")
        erasure.start_over(work, person)
        stored, pool = meanwhile(lambda: inbox.receive(store, text_from(ADDRESS, "help me")))
    assert stored.result(5)
    pool.shutdown()
    with store.read() as work:
        assert work.run(select(tables.contact.c.erase_at)).scalars().all() == [None]
    assert texts_of(store) == ["help me"]


def test_a_contact_who_writes_in_the_moment_of_being_swept_away_stays(
    store: Store, conversation: InboxRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as work:
        past = now() - datetime.timedelta(minutes=1)
        work.run(update(tables.contact).values(erase_at=past))
    really, waiting = erasure.erase, []

    def erase_a_moment_later(*arguments: object) -> None:
        waiting.append(meanwhile(lambda: inbox.receive(store, text_from(ADDRESS, "help me"))))
        really(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(erasure, "erase", erase_a_moment_later)
    erasure.erase_due(store)
    for stored, pool in waiting:
        assert stored.result(5)
        pool.shutdown()
    assert texts_of(store) == ["help me"]
