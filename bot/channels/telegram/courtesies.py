"""What we do beside the texts: answer a pressed button, take an old keyboard away, leave a group.

None of it is owed to a text, so nothing waits for it, and what fails thrice is let go.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.api import wait_wished
from bot.channels.telegram.updates import Press

logger = logging.getLogger(__name__)

ATTEMPTS = 3
PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
AT_ONCE = 8
MOST_WAITING = 1000
FAREWELL_SECONDS = 2.0


class Courtesies:
    """Runs them beside everything else."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(AT_ONCE)

    def answer(self, press: Press) -> None:
        """Stop the button's spinning, and take its keyboard away."""
        self._start(lambda: self._bot.answer_callback_query(press.callback_id))
        if press.chat is not None and press.message is not None:
            self.disarm(press.chat, press.message)

    def disarm(self, chat: int, message: int) -> None:
        """Take the keyboard of a message away, so that no old button is pressed."""
        self._start(lambda: self._bot.edit_message_reply_markup(chat_id=chat, message_id=message))

    def leave(self, chat: int) -> None:
        """Leave a group or channel: others would read along."""
        self._start(lambda: self._bot.leave_chat(chat))

    async def close(self) -> None:
        """Give what is under way a moment, then let it go."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=FAREWELL_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _start(self, call: Callable[[], Awaitable[object]]) -> None:
        if len(self._tasks) >= MOST_WAITING:
            return
        task = asyncio.create_task(self._try(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _try(self, call: Callable[[], Awaitable[object]]) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._free:
                    await call()
                return
            except TelegramError as problem:
                if attempt == ATTEMPTS or not is_passing(problem):
                    logger.debug("telegram: a courtesy failed: %s", type(problem).__name__)
                    return
                wish = wait_wished(problem)
                await asyncio.sleep(min(PAUSE_SECONDS if wish is None else wish, LONGEST_PAUSE_SECONDS))


def is_passing(problem: TelegramError) -> bool:
    """Whether trying again can help: BadRequest (already answered, not modified) is a NetworkError that stays."""
    return isinstance(problem, RetryAfter | NetworkError) and not isinstance(problem, BadRequest)
