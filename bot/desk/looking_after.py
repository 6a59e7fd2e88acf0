"""What the desk looks after by itself: what operators held whose sessions ended, and the audit trail."""

from __future__ import annotations

import asyncio
import datetime
import logging
import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

from bot.conversations import audit
from bot.conversations.duty import HERE_WITHIN
from bot.conversations.handover import end_old_offers
from bot.conversations.shipping import Ship, last_shipped, ship
from bot.conversations.work import Store
from bot.desk.answering import end_idle, file_away_left, release_of_the_gone

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0


async def watch_departures(store: Store) -> None:
    """Look every few seconds until cancelled; what fails is noted and tried again."""
    begun = time.monotonic()

    def look() -> None:
        # browsers could not say that they live while no desk ran
        release_of_the_gone(store, by_pulse=time.monotonic() - begun > HERE_WITHIN.total_seconds())
        file_away_left(store)
        end_old_offers(store)
        end_idle(store)

    await _again_and_again("departures were not looked at", look)


async def watch_audit(store: Store, to: Ship | None, kept_for: datetime.timedelta) -> None:
    """Give what was counted its lines, and ship all, every few seconds until cancelled. `to`: None ships nothing.

    What is older than `kept_for` goes, where it is shipped if anything is.
    """

    def keep() -> None:
        audit.settle_counted(store)
        while to is not None and ship(store, to):
            continue
        audit.prune(store, kept_for, last_shipped(store) if to is not None else None)

    await _again_and_again("the audit trail is not shipped", keep)


async def _again_and_again(problem_is: str, do: Callable[[], object]) -> None:
    while True:
        try:
            await run_in_threadpool(do)
        except Exception as problem:
            logger.error("%s: %s", problem_is, type(problem).__name__)
        await asyncio.sleep(LOOK_SECONDS)
