"""Sends what the outbox holds, channel by channel, in order, tried again as the policies say."""

from __future__ import annotations

import asyncio
import logging

from bot.channels.contract import Channel, NotSent, Outcome, SendError
from bot.conversations import outbox
from bot.conversations.outbox import SEND_SECONDS, OutboxRow
from bot.privacy.encryption import Vault
from bot.storage.engine import Database

logger = logging.getLogger(__name__)

SENDS_AT_ONCE = 8


class Sender:
    """Sends the texts of one channel."""

    def __init__(self, database: Database, vault: Vault, channel: Channel) -> None:
        self._database, self._vault, self._channel = database, vault, channel
        self._running: set[asyncio.Task[None]] = set()

    async def send_due(self) -> None:
        """Start sending everything that is due; returns once nothing more can be claimed or enough is on its way."""
        while len(self._running) < SENDS_AT_ONCE:
            row = outbox.claim(self._database, self._vault, self._channel.name)
            if row is None:
                return
            task = asyncio.create_task(self._send(row))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    @property
    def is_busy(self) -> bool:
        """Whether texts are on their way."""
        return bool(self._running)

    async def finish(self) -> None:
        """Wait until nothing is on its way."""
        while self._running:
            await asyncio.gather(*self._running)

    async def wait_for_one(self) -> None:
        """Wait until a text that is on its way has arrived or failed."""
        if self._running:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def _send(self, row: OutboxRow) -> None:
        outcome = await self._outcome(row)
        state = outbox.record(self._database, row, outcome)
        if isinstance(outcome, NotSent):
            logger.warning("outbox row %d: %s %s -> %s", row.id, outcome.error.value, outcome.code or "", state.value)

    async def _outcome(self, row: OutboxRow) -> Outcome:
        try:
            if row.look_first:
                found = await asyncio.wait_for(self._channel.find_sent(row.outbound, row.tried_at), SEND_SECONDS)
                if found is not None:
                    return found
            return await asyncio.wait_for(self._channel.send(row.outbound), SEND_SECONDS)
        except asyncio.TimeoutError:
            return NotSent(SendError.UNCERTAIN, "timeout")
        except Exception as problem:  # a fault in a channel must not stop the others, nor print an address
            logger.error("channel %s failed: %s", self._channel.name, type(problem).__name__)
            return NotSent(SendError.UNCERTAIN, type(problem).__name__)
