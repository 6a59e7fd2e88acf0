"""How updates reach us: a webhook that Telegram is told of, or long polling. Either is tried until it works."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.channels.telegram.api import ANSWER_SECONDS, wait_wished
from bot.channels.telegram.updates import ALLOWED_UPDATES, NotAnUpdate, Update, read_update
from bot.i18n.catalogues import SOURCE_LANGUAGE, catalogue_of, offered_languages
from bot.replies.phrases.telegram import COMMANDS

logger = logging.getLogger(__name__)

POLL_SECONDS = 30
UPDATES_AT_ONCE = 100  # core.telegram.org/bots/api#getupdates
RETRY_SECONDS = (1.0, 2.0, 5.0, 15.0, 60.0)
ISO_639_1_LENGTH = 2  # setMyCommands takes no longer codes

Take = Callable[[Update], Awaitable[None]]
"""What is done with an update. It returns once the update is stored, or deliberately is not."""


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """Tell Telegram where to deliver. What waited there meanwhile is delivered too."""
    await _until_it_works(
        "setting the webhook", partial(bot.set_webhook, url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
    )


async def remove_webhook(bot: Bot) -> None:
    """Tell Telegram not to deliver, but to keep what comes until it is fetched."""
    await _until_it_works("removing the webhook", bot.delete_webhook)


async def set_commands(bot: Bot) -> None:
    """Show the commands in each language that we speak, and in English to everybody else."""
    for language in offered_languages():
        catalogue = catalogue_of(language)
        commands = [BotCommand(name, catalogue.say(phrase)) for name, phrase in COMMANDS.items()]
        code = None if language == SOURCE_LANGUAGE else language
        if code is None or len(code) == ISO_639_1_LENGTH:
            scope = BotCommandScopeAllPrivateChats()
            await _until_it_works(
                "setting the commands", partial(bot.set_my_commands, commands, scope=scope, language_code=code)
            )


async def poll(bot: Bot, take: Take, malformed: Callable[[], Awaitable[None]]) -> None:
    """Fetch updates and hand them to `take`, for ever; `malformed` hears of what is no update.

    An update is confirmed to Telegram only after it was taken. Until then Telegram delivers it again, also after a
    crash, and the inbox knows what it has. So the position is not stored, on purpose: after a week without updates
    Telegram numbers them anew, and an old position above the new numbers would discard people's messages unread.
    """
    position: int | None = None
    failures = 0
    while True:
        try:
            batch, position = await _fetch(bot, position), None  # what was before the position is confirmed now
            for raw in batch:
                try:
                    update = read_update(raw)
                except NotAnUpdate:
                    await malformed()
                    continue
                await take(update)
                position = update.id + 1
            if batch and position is None:
                raise NotAnUpdate("nothing that could be confirmed")
            failures = 0
        except Exception as problem:  # whatever it is, the next person's message must get through
            await _pause_after("fetching updates", problem, failures)
            failures += 1
            if isinstance(problem, Conflict):
                await remove_webhook(bot)


async def _fetch(bot: Bot, position: int | None) -> list[Any]:
    """The updates as parsed JSON: Bot.get_updates loses a whole batch to one update that it cannot parse."""
    query: dict[str, Any] = {
        "timeout": POLL_SECONDS,
        "limit": UPDATES_AT_ONCE,
        "allowed_updates": json.dumps(ALLOWED_UPDATES),
    }
    if position is not None:
        query["offset"] = position
    answer = await bot.request.post(
        f"{bot.base_url}/getUpdates?{urlencode(query)}", read_timeout=POLL_SECONDS + ANSWER_SECONDS
    )
    return answer if isinstance(answer, list) else []


async def _until_it_works(what: str, call: Callable[[], Awaitable[Any]]) -> None:
    """Call until it succeeds, with growing pauses; a refusal for good is said and left."""
    for attempt in itertools.count():
        try:
            await call()
            return
        except BadRequest:
            logger.error("telegram: %s: refused", what)
            return
        except Exception as problem:
            await _pause_after(what, problem, attempt)


async def _pause_after(what: str, problem: Exception, attempt: int) -> None:
    """Say what failed, by its kind alone (a message may hold the token or a text), and wait."""
    wish = wait_wished(problem) if isinstance(problem, TelegramError) else None
    seconds = RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)] if wish is None else wish
    logger.warning("telegram: %s: %s; again in %g s", what, _explained(problem), seconds)
    await asyncio.sleep(seconds)


def _explained(problem: Exception) -> str:
    if isinstance(problem, InvalidToken):
        return "TELEGRAM_BOT_TOKEN is refused; copy it from @BotFather again"
    if isinstance(problem, Conflict):
        return "another process fetches this bot's updates, or a webhook is set"
    return type(problem).__name__
