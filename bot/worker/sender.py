"""Sends what the outbox holds, channel by channel, in order, tried again as the policies say."""

from __future__ import annotations

import asyncio
import logging
import math
import time

from sqlalchemy.exc import DBAPIError

from bot.conversations import outbox
from bot.conversations.contract import POLICIES, Channel, NotSent, Outcome, SendError
from bot.conversations.outbox import SEND_SECONDS, OutboxRow, OutboxState
from bot.conversations.work import Store
from bot.storage.room import REST_SECONDS
from bot.storage.wakeups import Wakeup

logger = logging.getLogger(__name__)

SENDS_AT_ONCE = 16
SHORTEST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1.0
HASTEN_SECONDS = 60.0  # at most so often: a text that always fails is not tried again after each that is sent


class Sender:
    """Sends the texts of one channel."""

    def __init__(self, store: Store, channel: Channel, worker: str) -> None:
        self._store, self._channel, self._worker = store, channel, worker
        self._running: set[asyncio.Task[None]] = set()
        self._nudge = asyncio.Event()
        self._waits_for: set[int] = set()
        self._behind = False
        self._in_trouble, self._hastened = True, -math.inf  # whoever was here before may have left texts that failed

    async def send_due(self) -> None:
        """Start sending everything that is due; returns once nothing more can be claimed or enough is on its way."""
        while self.has_room:
            row = outbox.claim(self._store, self._channel.name, self._worker)
            if row is None:
                self._behind = False
                return
            self.start(row)

    def start(self, row: OutboxRow) -> None:
        """Send a text that was claimed."""
        task = asyncio.create_task(self._send(row))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def comes_after(self, conversation_id: int) -> None:
        """Look again as soon as the text that this conversation's next one waits for has been sent."""
        self._waits_for.add(conversation_id)

    def takes_at_once(self) -> bool:
        """Whether a text that has just been written may be sent straight away.

        Not while earlier ones wait for room: whoever writes just then would overtake them again and again.
        """
        self._behind = self._behind or not self.has_room
        return not self._behind

    @property
    def has_room(self) -> bool:
        """Whether one more text may be on its way."""
        return len(self._running) < SENDS_AT_ONCE

    async def wait(self, wakeup: Wakeup) -> None:
        """Wait until there is something to send: told so, due, or made possible by what has just been sent."""
        due = outbox.next_due(self._store, self._channel.name) if self.has_room else LONGEST_PAUSE_SECONDS
        waits = [
            asyncio.create_task(wakeup.wait(min(max(due, SHORTEST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS))),
            asyncio.create_task(self._nudge.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        self._nudge.clear()

    async def finish(self) -> None:
        """Wait until nothing is on its way."""
        while self._running:
            await asyncio.gather(*self._running)

    async def _send(self, row: OutboxRow) -> None:
        was_full = not self.has_room
        outcome = await self._outcome(row)
        state = await self._record(row, outcome)
        if isinstance(outcome, NotSent):
            logger.warning("outbox row %d: %s %s -> %s", row.id, outcome.error.value, outcome.code or "", state.value)
        self._note(outcome)
        if was_full or row.followed or isinstance(outcome, NotSent) or row.conversation_id in self._waits_for:
            self._waits_for.discard(row.conversation_id)
            self._nudge.set()

    async def _record(self, row: OutboxRow, outcome: Outcome) -> OutboxState:
        """Write it down, however long there is no room: a text that was sent must not be sent again."""
        while True:
            try:
                return outbox.record(self._store, row, outcome)
            except DBAPIError as problem:
                if not self._store.room.is_missing(problem):
                    raise
            await asyncio.sleep(REST_SECONDS)

    def _note(self, outcome: Outcome) -> None:
        """After the first success, what failed before it need not wait for its time."""
        if isinstance(outcome, NotSent):
            self._in_trouble = self._in_trouble or POLICIES[outcome.error].retry
        elif self._in_trouble and time.monotonic() - self._hastened >= HASTEN_SECONDS:
            self._in_trouble, self._hastened = False, time.monotonic()
            if outbox.hasten_channel(self._store, self._channel.name):
                self._nudge.set()

    async def _outcome(self, row: OutboxRow) -> Outcome:
        try:
            if row.look_first:
                found = await asyncio.wait_for(self._channel.find_sent(row.outbound, row.tried_at), SEND_SECONDS)
                if found is not None:
                    return found
                if row.only_look:
                    return NotSent(SendError.UNREACHABLE, outbox.HUMAN_TOOK_OVER)
            return await asyncio.wait_for(self._channel.send(row.outbound), SEND_SECONDS)
        except asyncio.TimeoutError:
            return NotSent(SendError.UNCERTAIN, "timeout")
        except Exception as problem:  # a fault in a channel must not stop the others, nor print an address
            logger.error("channel %s failed: %s", self._channel.name, type(problem).__name__)
            return NotSent(SendError.UNCERTAIN, type(problem).__name__)
