"""Takes erased bytes out of SQLite's log beside all else, again and again until nobody who reads holds it."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from starlette.concurrency import run_in_threadpool

from bot.conversations import erasure
from bot.conversations.work import Store

AGAIN_SECONDS = 5.0
LOOK_SECONDS = 0.5
PATIENCE_SECONDS = 20.0  # of somebody at the command line


class Scrubber:
    """Scrubs when it is wanted. At its start it is: whoever was here before may not have come to it."""

    def __init__(self, store: Store) -> None:
        self._store, self._wanted = store, True

    def wanted(self) -> None:
        """Something was erased."""
        self._wanted = True

    async def run(self, stopping: asyncio.Event) -> None:
        """Until it is told to stop."""
        while not stopping.is_set():
            pause = LOOK_SECONDS
            if self._wanted:
                self._wanted = False
                if not await run_in_threadpool(erasure.scrub, self._store):
                    self._wanted, pause = True, AGAIN_SECONDS
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(stopping.wait(), pause)


def scrub_patiently(store: Store, seconds: float = PATIENCE_SECONDS) -> bool:
    """Scrub, again until the log is empty; False where somebody who reads holds it for longer than these seconds."""
    deadline = time.monotonic() + seconds
    while not erasure.scrub(store):
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_SECONDS)
    return True
