"""A change in one process wakes another within milliseconds."""

from __future__ import annotations

import asyncio
import socket
import time
from pathlib import Path

import pytest
from starlette.concurrency import run_in_threadpool

from bot.conversations import inbox
from bot.conversations.work import Store
from bot.privacy.encryption import Vault
from bot.storage import wakeups
from bot.storage.engine import Database, Wake, send_wakes, socket_name
from bot.storage.tables import metadata
from bot.storage.wakeups import open_wakeup
from tests.databases import on_postgresql
from tests.making import text_from

TOLD_SECONDS = 0.3  # after one was told, the other would have been told too


async def test_a_stored_text_wakes_who_waits(store: Store) -> None:
    wakeup = open_wakeup(store.database)
    try:
        waiting = asyncio.create_task(wakeup.wait(10))
        await asyncio.sleep(0.05)
        assert not waiting.done(), "nothing has changed yet"
        begun = time.monotonic()
        await run_in_threadpool(inbox.receive, store, text_from("+447700900001"))
        assert await waiting
        assert time.monotonic() - begun < 2
    finally:
        wakeup.close()


async def test_waiting_ends_when_nothing_changes(store: Store) -> None:
    wakeup = open_wakeup(store.database)
    try:
        assert not await wakeup.wait(0.1)
    finally:
        wakeup.close()


@on_postgresql
async def test_a_lost_listener_comes_back_and_misses_nothing(store: Store) -> None:
    wakeup = open_wakeup(store.database)
    try:
        with store.write() as work:
            work.connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
            )
        assert await wakeup.wait(5), "the loss itself counts as a change"
        assert await wakeup.wait(5), "so does coming back"
        waiting = asyncio.create_task(wakeup.wait(5))
        await asyncio.sleep(0.05)
        await run_in_threadpool(inbox.receive, store, text_from("+447700900001"))
        assert await waiting
    finally:
        wakeup.close()


async def test_who_waits_for_texts_to_send_is_not_woken_by_texts_that_arrive(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy machine makes it slower, never wrong: who is to be woken has ten seconds for it."""
    monkeypatch.setattr(wakeups, "LOOK_SECONDS", 60.0)  # what SQLite's pragma finds, without being told, is all changes
    sends, answers = (open_wakeup(store.database, frozenset({wake})) for wake in (Wake.OUTBOX, Wake.INBOX))
    try:
        sending, answering = (asyncio.create_task(wakeup.wait(10)) for wakeup in (sends, answers))
        await asyncio.sleep(0)
        await run_in_threadpool(inbox.receive, store, text_from("+447700900001"))
        assert await answering
        await asyncio.wait([sending], timeout=TOLD_SECONDS)
        assert not sending.done(), "it was woken by a text that arrived"
        with store.write() as work:
            work.notify(Wake.OUTBOX)
        assert await sending, "it sleeps through what it is to send"
    finally:
        sends.close()
        answers.close()


async def test_a_path_too_long_for_a_socket_is_looked_at_instead(tmp_path: Path, vault: Vault) -> None:
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    store = Store(Database(f"sqlite:///{folder}/hotline.db"), vault)
    metadata.create_all(store.database.engine)
    wakeup = open_wakeup(store.database)
    try:
        waiting = asyncio.create_task(wakeup.wait(5))
        await asyncio.sleep(0)
        await run_in_threadpool(inbox.receive, store, text_from("+447700900001"))
        assert await waiting
    finally:
        wakeup.close()
        store.close()


async def test_a_socket_that_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / socket_name("left", {Wake.INBOX})
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(left))
    send_wakes(tmp_path, {Wake.INBOX})
    assert not left.exists()
