"""Notices operators whose sessions ended without a logout: what they held waits for somebody else."""

from __future__ import annotations

import asyncio
import logging

from starlette.concurrency import run_in_threadpool

from bot.conversations.work import Store
from bot.desk.answering import release_of_the_gone

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0


async def watch_departures(store: Store) -> None:
    """Look every few seconds until cancelled; what fails is noted and tried again."""
    while True:
        try:
            await run_in_threadpool(release_of_the_gone, store)
        except Exception as problem:
            logger.error("departures were not looked at: %s", type(problem).__name__)
        await asyncio.sleep(LOOK_SECONDS)
