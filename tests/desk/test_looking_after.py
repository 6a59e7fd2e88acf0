"""The desk looks for operators whose sessions ended by themselves, again and again, whatever fails."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from bot.conversations.work import Store
from bot.desk import looking_after


async def test_departures_are_looked_for_again_after_a_failure(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looked = asyncio.Event()
    fails = iter([True])

    def look(_: Store, *, by_pulse: bool) -> int:
        assert not by_pulse, "no browser could say anything while no desk ran"
        if next(fails, False):
            raise RuntimeError("a text nobody may read")
        loop.call_soon_threadsafe(looked.set)
        return 0

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(looking_after, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(looking_after, "release_of_the_gone", look)
    watching = asyncio.create_task(looking_after.watch_departures(store))
    await asyncio.wait_for(looked.wait(), 5)
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    assert "RuntimeError" in caplog.text
    assert "nobody may read" not in caplog.text
