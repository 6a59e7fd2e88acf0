"""Erasing while somebody reads the database keeps no writer waiting, and the bytes go once they have read."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import select

from bot.conversations import erasure, inbox, scrubber
from bot.conversations.scrubber import Scrubber, scrub_patiently
from bot.conversations.work import Store, open_store
from bot.settings import Settings
from bot.storage import tables
from bot.storage.engine import Database
from bot.worker import worker
from tests.databases import on_sqlite
from tests.making import text_from
from tests.worker.stub import StubAssistant, StubChannel

pytestmark = on_sqlite  # PostgreSQL's vacuum does its own
HERS = "+447700900001"


def holds(log: Path, token: bytes) -> bool:
    return token in log.read_bytes()


async def test_erased_bytes_go_once_a_reader_lets_go_and_nobody_waits_for_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubber, "AGAIN_SECONDS", 0.05)
    monkeypatch.setattr(scrubber, "LOOK_SECONDS", 0.05)
    inbox.receive(store, text_from(HERS))
    with store.read() as work:
        token = bytes(work.run(select(tables.message.c.text)).scalar_one())[40:90]
    log = Path(f"{store.database.engine.url.database}-wal")
    stopping, scrubs = asyncio.Event(), Scrubber(store)
    with closing(sqlite3.connect(str(store.database.engine.url.database))) as backup:
        backup.execute("BEGIN")
        backup.execute("SELECT count(*) FROM message").fetchone()
        running = asyncio.create_task(scrubs.run(stopping))
        begun = time.monotonic()
        erasure.erase_address(store, "sms", HERS)
        scrubs.wanted()
        await asyncio.sleep(0.3)
        inbox.receive(store, text_from("+447700900002"))
        assert time.monotonic() - begun < 5, "a writer waited for who reads"
        assert holds(log, token), "the right place"
    for _ in range(200):
        if not holds(log, token):
            break
        await asyncio.sleep(0.05)
    assert not holds(log, token)
    stopping.set()
    await running


def test_the_command_line_tries_until_a_reader_lets_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrubber, "LOOK_SECONDS", 0.01)
    inbox.receive(store, text_from(HERS))
    log = Path(f"{store.database.engine.url.database}-wal")
    with closing(sqlite3.connect(str(store.database.engine.url.database), check_same_thread=False)) as backup:
        backup.execute("BEGIN")
        backup.execute("SELECT count(*) FROM message").fetchone()
        erasure.erase_address(store, "sms", HERS)
        assert not scrub_patiently(store, seconds=0.05)
        assert log.stat().st_size > 0
        letting_go = Timer(0.15, backup.rollback)
        letting_go.start()
        assert scrub_patiently(store)
        letting_go.join()
    assert log.stat().st_size == 0


async def is_emptied(log: Path) -> bool:
    for _ in range(1000):
        if not holds_anything(log):
            return True
        await asyncio.sleep(0.01)
    return False


def holds_anything(log: Path) -> bool:
    return log.stat().st_size > 0


def test_a_process_that_stops_leaves_all_in_the_file_though_others_have_it_open(store: Store) -> None:
    inbox.receive(store, text_from(HERS))
    log = Path(f"{store.database.engine.url.database}-wal")
    assert log.stat().st_size > 0
    stopping = Database(store.database.url)
    with stopping.read():
        pass
    stopping.close()
    assert log.stat().st_size == 0, "a plain copy of the file would be empty"


def test_a_start_begins_with_all_in_the_file(database_url: str, tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var", database_url=database_url)
    with closing(open_store(settings)) as killed:
        inbox.receive(killed, text_from(HERS))
        log = tmp_path / "rightsline.db-wal"
        assert log.stat().st_size > 0
        with closing(open_store(settings)):
            assert log.stat().st_size == 0


async def test_the_worker_brings_all_into_the_file_again_and_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has to be erased for it, so that a plain copy is never older than a minute."""
    for module, name in ((worker, "HEARTBEAT_SECONDS"), (worker, "HOUSEKEEPING_SECONDS"), (scrubber, "LOOK_SECONDS")):
        monkeypatch.setattr(module, name, 0.02)
    log = Path(f"{store.database.engine.url.database}-wal")
    running = worker.Worker(store, StubAssistant(), {"sms": StubChannel()})
    task = asyncio.create_task(running.run())
    for number in range(2):
        inbox.receive(store, text_from(f"+4477009000{number:02}"))
        assert await is_emptied(log)
    running._stopping.set()
    await task
