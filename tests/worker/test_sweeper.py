"""The worker sweeps by itself, in small batches, and a failure does not end it."""

from __future__ import annotations

import asyncio
import datetime
import logging

import pytest
from sqlalchemy import func, select, update

from bot.conversations import inbox, retention
from bot.conversations.work import Store
from bot.storage import tables
from bot.storage.engine import now
from bot.worker import sweeper
from bot.worker.sweeper import Sweeper
from tests.making import text_from

MONTH = datetime.timedelta(days=30)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(retention, "PAUSE_SECONDS", 0)


def people(store: Store) -> int:
    with store.read() as work:
        return int(work.run(select(func.count()).select_from(tables.contact)).scalar_one())


def old_people(store: Store, number: int) -> None:
    for each in range(number):
        inbox.receive(store, text_from(f"+4477009000{each:02}"))
    with store.write() as work:
        work.run(update(tables.conversation).values(changed_at=now() - 2 * MONTH))


async def until_nobody_is_left(store: Store) -> list[int]:
    """Sweep; returns how many were there each time it was told that something was erased."""
    left: list[int] = []
    stopping = asyncio.Event()

    def erased() -> None:
        left.append(people(store))
        if left[-1] == 0:
            stopping.set()

    await asyncio.wait_for(Sweeper(store, MONTH, erased).run(stopping), 20)
    return left


async def test_it_erases_all_that_is_due_and_has_it_scrubbed(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    old_people(store, retention.CONTACTS_AT_ONCE + 2)
    assert await until_nobody_is_left(store) == [2, 0], "it is told after each batch"
    assert f"retention: contacts erased: {retention.CONTACTS_AT_ONCE + 2}" in caplog.text


async def test_what_fails_is_noted_and_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    old_people(store, 1)
    sweep, failures = retention.sweep, [OSError("+447700900001")]

    def fail_once(*given: object) -> object:
        if failures:
            raise failures.pop()
        return sweep(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(retention, "sweep", fail_once)
    assert await until_nobody_is_left(store) == [0]
    assert "retention: OSError" in caplog.text
    assert "+447700900001" not in caplog.text
