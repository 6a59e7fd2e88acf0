"""The worker counts by itself, and a failure does not end it."""

from __future__ import annotations

import asyncio
import datetime
import logging

import pytest

from bot.conversations.work import Store
from bot.statistics import records
from bot.statistics.records import Kept
from bot.worker import census
from bot.worker.census import Census
from tests.statistics.making import quiet_conversation, records_of

KEPT = Kept(datetime.timedelta(days=30), 60)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(census, "PAUSE_SECONDS", 0.001)


async def until_counted(store: Store, number: int) -> None:
    stopping = asyncio.Event()
    running = asyncio.create_task(Census(store, KEPT, "month").run(stopping))
    for _ in range(500):
        if len(records_of(store)) == number:
            break
        await asyncio.sleep(0.01)
    stopping.set()
    await running


async def test_it_codes_all_that_is_quiet(store: Store) -> None:
    for each in range(3):
        quiet_conversation(store, f"+4917010000{each:02}")
    await until_counted(store, 3)
    assert len(records_of(store)) == 3


async def test_what_fails_is_noted_and_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    quiet_conversation(store, "+491701000001")
    code_quiet, failures = records.code_quiet, [OSError("boss has my passport")]

    def fail_once(*given: object) -> int:
        if failures:
            raise failures.pop()
        return code_quiet(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(records, "code_quiet", fail_once)
    await until_counted(store, 1)
    assert len(records_of(store)) == 1
    assert "statistics: OSError" in caplog.text
    assert "passport" not in caplog.text
