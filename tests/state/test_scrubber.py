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
from bot.conversations.work import Store
from bot.storage import tables
from tests.databases import on_sqlite
from tests.making import text_from

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
