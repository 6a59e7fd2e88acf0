"""Counting what is refused costs the database little, however much is refused."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.conversations.work import Store
from bot.storage.tables import counter
from bot.web import intake as module
from bot.web.intake import StoringIntake


def counted(store: Store) -> dict[str, int]:
    """The counters as they are stored."""
    with store.read() as work:
        return {row.name: row.value for row in work.run(select(counter))}


async def test_the_first_is_counted_at_once_and_a_flood_in_few_writes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = []
    add = module.add
    monkeypatch.setattr(module, "add", lambda *call: (writes.append(1), add(*call)))
    monkeypatch.setattr(module, "SECONDS_BETWEEN_COUNTS", 0.2)
    intake = StoringIntake(store)
    await intake.count("sms_forged")
    assert counted(store) == {"sms_forged": 1}
    for _ in range(500):
        await intake.count("sms_forged")
        await intake.count("refused_too_fast")
    await asyncio.sleep(0.5)
    assert counted(store) == {"sms_forged": 501, "refused_too_fast": 500}
    assert len(writes) <= 4


async def test_what_is_not_written_yet_is_written_at_the_end(store: Store) -> None:
    intake = StoringIntake(store)
    for _ in range(3):
        await intake.count("sms_malformed")
    intake.write_counts()
    assert counted(store) == {"sms_malformed": 3}
