"""Where channels hand in what arrived; nothing is acknowledged before it is stored."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import insert, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.concurrency import run_in_threadpool

from bot.conversations import inbox, outbox
from bot.conversations.contract import Inbound, Receipt
from bot.conversations.room_for_texts import has_room
from bot.conversations.work import Store
from bot.storage.room import no_room
from bot.storage.tables import counter

SECONDS_BETWEEN_COUNTS = 1.0


class StoringIntake:
    """Stores what arrives; the worker sees it at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counted: Counter[str] = Counter()
        self._written = -SECONDS_BETWEEN_COUNTS
        self._later: asyncio.Task[None] | None = None

    async def receive(self, inbound: Inbound) -> bool:
        """Store it durably; False when it was there already."""
        is_new = await run_in_threadpool(inbox.receive, self._store, inbound)
        if is_new and self._store.room.is_known_missing:
            await run_in_threadpool(has_room, self._store)
        return is_new

    async def receipt(self, receipt: Receipt) -> None:
        """Store a provider's word on a text we sent."""
        await run_in_threadpool(outbox.record_receipt, self._store, receipt)

    async def count(self, event: str) -> None:
        """Count something refused or ignored, by name.

        The first is written at once, more of them once a second: who floods the door must not keep the database busy.
        """
        self._counted[event] += 1
        if time.monotonic() - self._written >= SECONDS_BETWEEN_COUNTS:
            self._written = time.monotonic()
            await run_in_threadpool(self.write_counts)
        elif self._later is None:
            self._later = asyncio.get_running_loop().create_task(self._write_later())

    async def _write_later(self) -> None:
        await asyncio.sleep(SECONDS_BETWEEN_COUNTS)
        self._later, self._written = None, time.monotonic()
        await run_in_threadpool(self.write_counts)

    def write_counts(self) -> None:
        """Write what was counted since the last time."""
        counted, self._counted = self._counted, Counter()
        if not counted:
            return
        try:
            add(self._store, counted)
        except DBAPIError as problem:
            if not no_room(problem):
                raise
            self._counted.update(counted)  # until there is room


def add(store: Store, counted: Mapping[str, int]) -> None:
    """Add to counters, each by its name."""
    with store.write() as work:
        for name, number in counted.items():
            more = update(counter).where(counter.c.name == name).values(value=counter.c.value + number)
            if work.run(more).rowcount == 1:
                continue
            try:
                with work.connection.begin_nested():
                    work.run(insert(counter).values(name=name, value=number))
            except IntegrityError:  # another process counted the first one
                work.run(more)
