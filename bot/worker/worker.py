"""The worker: answers what arrived and sends what is to be sent, until told to stop."""

from __future__ import annotations

import asyncio
import datetime
import logging
import signal
import time
from contextlib import suppress
from typing import Protocol, runtime_checkable

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from bot.conversations import erasure, heartbeats, inbox, safe_word
from bot.conversations.claims import free_claims_of_the_dead, worker_name
from bot.conversations.contract import Channel
from bot.conversations.inbox import InboxRow
from bot.conversations.opening_hours import OpeningHours
from bot.conversations.room_for_texts import has_room
from bot.conversations.scrubber import Scrubber
from bot.conversations.work import Store
from bot.dialogue.answer import Assistant
from bot.hotline import KeptFiles
from bot.storage.engine import Wake
from bot.storage.room import REST_SECONDS
from bot.storage.wakeups import Wakeup, open_wakeup
from bot.worker.admission import TEXTS_AT_ONCE
from bot.worker.census import Census
from bot.worker.keeper import Keeper
from bot.worker.sender import Sender
from bot.worker.sweeper import Sweeper
from bot.worker.turns import Turns

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
HOUSEKEEPING_SECONDS = 60.0
OPTIMIZE_SECONDS = 3600.0
RETRY_SECONDS = 0.5
STEPS_TO_WRITE = 5  # of the event loop, from a sender's start to the bytes on their way
LONGEST_PAUSE_SECONDS = 1.0


@runtime_checkable
class ChecksProvider(Protocol):
    """A channel that can ask its provider whether all is set up."""

    async def check_provider(self) -> str | None:
        """One line that says what is wrong; None when all is well."""


class Worker:
    """One worker process. Several may run on one PostgreSQL database.

    `keep`: how long a conversation stays after its last message; None for ever. `census`: what counts conversations.
    `kept_files`: which files are kept; None for none.
    """

    def __init__(
        self,
        store: Store,
        assistant: Assistant,
        channels: dict[str, Channel],
        hotline_country: str | None = None,
        texts_at_once: int = TEXTS_AT_ONCE,
        keep: datetime.timedelta | None = None,
        census: Census | None = None,
        hours: OpeningHours | None = None,
        kept_files: KeptFiles | None = None,
    ) -> None:
        self._store, self._channels = store, channels
        self._name = worker_name()
        self._senders = {name: Sender(store, channel, self._name) for name, channel in channels.items()}
        self._scrubber, self._room = Scrubber(store), store.room
        self._sweeper, self._census = Sweeper(store, keep, on_erased=self._scrubber.wanted), census
        self._turns = Turns(
            *(store, assistant, channels, self._name, hotline_country, self._senders, texts_at_once),
            on_erased=self._scrubber.wanted,
            hours=hours,
            keeps_files=kept_files is not None,
        )
        self._keeper = Keeper(store, channels, kept_files, hotline_country)
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT; what is in hand is finished first."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        tasks = [asyncio.create_task(self._answer()), asyncio.create_task(self._keep_house())]
        checks = [asyncio.create_task(_check(channel)) for channel in self._channels.values()]
        tasks += [
            asyncio.create_task(each.run(self._stopping)) for each in (self._scrubber, self._sweeper, self._keeper)
        ]
        if self._census:
            tasks.append(asyncio.create_task(self._census.run(self._stopping)))
        tasks += [asyncio.create_task(self._send(sender)) for sender in self._senders.values()]
        try:
            stopped = asyncio.create_task(self._stopping.wait())
            done, _ = await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopped}:
                task.result()  # a broken loop ends the process; the watcher starts a new one
        finally:
            self._stopping.set()
            for check in checks:
                check.cancel()
            await asyncio.gather(*tasks, *checks, return_exceptions=True)
            for channel in self._channels.values():
                await channel.close()

    async def _answer(self) -> None:
        wakeup = open_wakeup(self._store.database, frozenset({Wake.INBOX}))
        try:
            while not self._stopping.is_set():
                try:
                    await self._answer_next(wakeup)
                except DBAPIError as problem:
                    await self._rest_after(problem)
        finally:
            wakeup.close()

    async def _answer_next(self, wakeup: Wakeup) -> None:
        row = inbox.claim(self._store, self._name)
        if row is None:
            await wakeup.wait(LONGEST_PAUSE_SECONDS)
            return
        try:
            well = await self._turns.work_off(row)
        except DBAPIError as problem:  # there is no room: it was no try of this text
            await self._rest_after(problem)
            await self._give_back(row)
            return
        if well:
            await _until_its_answer_is_written()
        else:
            await asyncio.sleep(RETRY_SECONDS)

    async def _give_back(self, row: InboxRow) -> None:
        while not self._stopping.is_set():
            try:
                inbox.release(self._store, row, self._name, was_tried=False)
            except DBAPIError as problem:
                await self._rest_after(problem)
            else:
                return

    async def _rest_after(self, problem: DBAPIError) -> None:
        """Rest where nothing can be written, until it is tried again. Raises any other problem."""
        if not self._room.is_missing(problem):
            raise problem
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), REST_SECONDS)

    async def _send(self, sender: Sender) -> None:
        wakeup = open_wakeup(self._store.database, frozenset({Wake.OUTBOX}))
        try:
            while not self._stopping.is_set():
                try:
                    await sender.send_due()
                    await sender.wait(wakeup)
                except DBAPIError as problem:
                    await self._rest_after(problem)
            await sender.finish()
        finally:
            wakeup.close()

    async def _keep_house(self) -> None:
        cleaned, optimized = -HOUSEKEEPING_SECONDS, -OPTIMIZE_SECONDS  # at the start too
        while not self._stopping.is_set():
            has_room(self._store)
            with self._room.passing_over():
                heartbeats.beat(self._store, "worker")
                safe_word.hide_due(self._store)
                if time.monotonic() - cleaned > HOUSEKEEPING_SECONDS:
                    free_claims_of_the_dead(self._store)
                    erasure.erase_due(self._store)
                    self._scrubber.wanted()  # the command line erases too
                    cleaned = time.monotonic()
            if time.monotonic() - optimized > OPTIMIZE_SECONDS:
                await run_in_threadpool(self._store.database.optimize)
                optimized = time.monotonic()
            try:
                await asyncio.wait_for(self._stopping.wait(), HEARTBEAT_SECONDS)
            except asyncio.TimeoutError:
                continue


async def _until_its_answer_is_written() -> None:
    """Let the senders run before the next turn: else an answer waits until the next text has been looked for."""
    for _ in range(STEPS_TO_WRITE):
        await asyncio.sleep(0)


async def _check(channel: Channel) -> None:
    """Say at the start, not when somebody waits for an answer, that the provider brings no texts to us."""
    if not isinstance(channel, ChecksProvider):
        return
    try:
        problem = await channel.check_provider()
    except Exception as failure:  # the check must not end what works
        problem = f"could not be checked: {type(failure).__name__}"
    if problem:
        logger.warning("%s: %s", channel.name, problem)
