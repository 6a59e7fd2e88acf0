"""Codes the conversations that are quiet, closes months and forgets old records, beside the turns."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from starlette.concurrency import run_in_threadpool

from bot.conversations.work import Store
from bot.statistics import asked, counts, records
from bot.statistics.months import PeriodLength
from bot.statistics.records import Kept

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
PAUSE_SECONDS = 0.05  # between two batches: turns go first


class Census:
    """Looks once a minute. `length`: of the periods that are shown."""

    def __init__(self, store: Store, kept: Kept, length: PeriodLength) -> None:
        self._store, self._kept, self._length = store, kept, length

    async def run(self, stopping: asyncio.Event) -> None:
        """Until it is told to stop. What fails is noted and tried again a minute later."""
        while not stopping.is_set():
            try:
                await self._look(stopping)
            except Exception as problem:  # its message may hold what somebody wrote
                logger.error("statistics: %s", type(problem).__name__)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(stopping.wait(), LOOK_SECONDS)

    async def _look(self, stopping: asyncio.Event) -> None:
        quiet, months = self._kept.quiet, self._kept.records
        await self._batches(stopping, lambda: records.code_quiet(self._store, quiet))
        closed = await run_in_threadpool(counts.close_months, self._store, self._length)
        if closed:
            logger.info("statistics: closed %s", ", ".join(map(str, closed)))
        await run_in_threadpool(asked.close_months, self._store)
        await self._batches(stopping, lambda: records.forget_old(self._store, months))

    async def _batches(self, stopping: asyncio.Event, do: Callable[[], int]) -> None:
        """Until one finds nothing to do."""
        while await run_in_threadpool(do):
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(stopping.wait(), PAUSE_SECONDS)
                return
