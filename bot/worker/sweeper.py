"""Does away with what has been kept long enough, beside the turns, a small batch at a time."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from starlette.concurrency import run_in_threadpool

from bot.conversations import retention
from bot.conversations.work import Store

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


class Sweeper:
    """Sweeps once a minute. `keep`: how long a conversation stays after its last message; None for ever.

    `on_erased`: called after bytes were erased that are then to be scrubbed from SQLite's log.
    """

    def __init__(self, store: Store, keep: datetime.timedelta | None, on_erased: Callable[[], None]) -> None:
        self._store, self._keep, self._on_erased = store, keep, on_erased

    async def run(self, stopping: asyncio.Event) -> None:
        """Until it is told to stop. What fails is noted and tried again a minute later."""
        while not stopping.is_set():
            try:
                done = await self._sweep(stopping)
            except Exception as problem:
                logger.error("retention: %s", type(problem).__name__)
            else:
                if done:
                    logger.info("retention: %s", ", ".join(f"{name}: {count}" for name, count in done.items()))
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(stopping.wait(), LOOK_SECONDS)

    async def _sweep(self, stopping: asyncio.Event) -> Counter[str]:
        everything: Counter[str] = Counter()
        while not stopping.is_set() and (done := await run_in_threadpool(retention.sweep, self._store, self._keep)):
            everything += done
            self._on_erased()
            await asyncio.sleep(retention.PAUSE_SECONDS)
        return everything
