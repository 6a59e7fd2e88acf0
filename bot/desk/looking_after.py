"""What the desk looks after by itself: what operators held whose sessions ended, and the audit trail."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

from bot.conversations import audit
from bot.conversations.shipping import Ship, ship
from bot.conversations.work import Store
from bot.desk.answering import release_of_the_gone

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0


async def watch_departures(store: Store) -> None:
    """Look every few seconds until cancelled; what fails is noted and tried again."""
    await _again_and_again("departures were not looked at", lambda: release_of_the_gone(store))


async def watch_audit(store: Store, to: Ship | None) -> None:
    """Give what was counted its lines, and ship all, every few seconds until cancelled. `to`: None ships nothing."""

    def keep() -> None:
        audit.settle_counted(store)
        while to is not None and ship(store, to):
            continue

    await _again_and_again("the audit trail is not shipped", keep)


async def _again_and_again(problem_is: str, do: Callable[[], object]) -> None:
    while True:
        try:
            await run_in_threadpool(do)
        except Exception as problem:
            logger.error("%s: %s", problem_is, type(problem).__name__)
        await asyncio.sleep(LOOK_SECONDS)
