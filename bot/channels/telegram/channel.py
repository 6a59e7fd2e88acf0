"""Telegram: a bot in private chats, by webhook or long polling."""

from __future__ import annotations

import asyncio
import datetime
import hmac
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import TelegramError

from bot.channels.telegram import connecting, media
from bot.channels.telegram.api import Pace, bot_id, not_sent, open_bot, open_request
from bot.channels.telegram.courtesies import Courtesies
from bot.channels.telegram.text import split
from bot.channels.telegram.updates import CHANNEL, Ignored, Update, normalise, press_of, read_update
from bot.conversations.contract import (
    Channel,
    Inbound,
    Intake,
    NotSent,
    OfferedChoice,
    Outbound,
    Outcome,
    SendError,
    Sent,
    Shaped,
)
from bot.conversations.work import Store
from bot.replies.reply import Reply
from bot.settings import Settings

logger = logging.getLogger(__name__)

WEBHOOK_PATH = "/webhooks/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)  # a preview shows at a glance what the chat is about


def open_channel(settings: Settings, store: Store) -> Channel:
    """The channel, for the registry."""
    return TelegramChannel(settings)


class TelegramChannel:
    """Telegram behind the channel contract; `run` goes with the web process."""

    name = CHANNEL

    def __init__(self, settings: Settings) -> None:
        self._settings, self._bot_id = settings, bot_id(settings)
        self._request = open_request()
        self._bot = open_bot(settings, self._request)
        self._courtesies, self._pace = Courtesies(self._bot), Pace()

    def routes(self, intake: Intake) -> Sequence[BaseRoute]:
        """The webhook."""

        async def webhook(request: Request) -> Response:
            if not self._is_telegram(request):
                await intake.count("telegram_forged")
                return Response(status_code=403)
            try:
                update = read_update(json.loads(await request.body()))
            except (ValueError, RecursionError):  # RecursionError: brackets nested without end
                await intake.count("telegram_malformed")
                return Response(status_code=400)
            try:
                await self._take(update, intake)
            except Exception as problem:  # not stored, so not acknowledged: Telegram brings it again
                logger.error("telegram: an update could not be stored: %s", type(problem).__name__)
                return Response(status_code=503)
            return Response(status_code=200)

        return [Route(WEBHOOK_PATH, webhook, methods=["POST"])]

    @asynccontextmanager
    async def run(self, intake: Intake) -> AsyncIterator[None]:
        """Connect to Telegram, and stay connected until the web process ends. Does not wait for Telegram."""
        connected = self._webhook() if self._settings.telegram_mode == "webhook" else self._polling(intake)
        tasks = [asyncio.create_task(connected), asyncio.create_task(connecting.set_commands(self._bot))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.close()

    def shape(self, reply: Reply, choices: Sequence[OfferedChoice]) -> Shaped:
        """The reply in parts of at most 4,096 UTF-16 units; the choices are buttons under the last."""
        return Shaped(tuple(split(reply.text)))

    async def send(self, outbound: Outbound) -> Outcome:
        """Send one text with its buttons, and take the previous buttons away."""
        try:
            chat = int(outbound.address)
        except ValueError:
            return NotSent(SendError.ADDRESS_INVALID, "no_chat_id")
        await self._pace.wait(outbound.address)
        try:
            message = await self._bot.send_message(
                chat, outbound.text, link_preview_options=NO_PREVIEW, reply_markup=_keyboard(outbound.choices)
            )
        except TelegramError as problem:
            return not_sent(problem)
        if outbound.previous_keyboard is not None:
            self._courtesies.disarm(chat, int(outbound.previous_keyboard))
        return Sent(str(message.message_id))

    async def find_sent(self, outbound: Outbound, since: datetime.datetime) -> Sent | None:
        """Always None: the Bot API has no method by which a bot could list or look up what it sent."""
        return None

    async def fetch(self, reference: str, largest: int) -> bytes:
        """A file that Telegram keeps; see FetchesFiles."""
        return await media.fetch(self._bot, reference, largest)

    async def close(self) -> None:
        """Give connections back."""
        await self._courtesies.close()
        await self._request.shutdown()

    def _is_telegram(self, request: Request) -> bool:
        secret = self._settings.telegram_webhook_secret
        given = request.headers.get(SECRET_HEADER)
        if secret is None or not secret.get_secret_value() or given is None:
            return False
        return hmac.compare_digest(given.encode(), secret.get_secret_value().encode())

    async def _take(self, update: Update, intake: Intake) -> None:
        """The one way of an update, however it came: stored or ignored on purpose, then the courtesies."""
        taken = normalise(update, self._bot_id)
        if isinstance(taken, Inbound):
            await intake.receive(taken)
        else:
            await self._ignore(taken, intake)
        if (press := press_of(update)) is not None:
            self._courtesies.answer(press)

    async def _ignore(self, ignored: Ignored, intake: Intake) -> None:
        await intake.count(ignored.event)
        if ignored.leave is not None:
            self._courtesies.leave(ignored.leave)

    async def _webhook(self) -> None:
        url, secret = self._settings.public_url, self._settings.telegram_webhook_secret
        if url is not None and secret is not None:  # Settings sees to it in this mode
            await connecting.set_webhook(self._bot, url + WEBHOOK_PATH, secret.get_secret_value())

    async def _polling(self, intake: Intake) -> None:
        await connecting.remove_webhook(self._bot)
        await connecting.poll(
            self._bot, lambda update: self._take(update, intake), lambda: intake.count("telegram_malformed")
        )


def _keyboard(choices: Sequence[OfferedChoice]) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(choice.title, callback_data=choice.token)] for choice in choices]
    return InlineKeyboardMarkup(rows) if rows else None
