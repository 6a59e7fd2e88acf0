"""The Bot API client: opened from the settings, silent, with errors turned into values."""

from __future__ import annotations

import logging
import os
import re
from collections import OrderedDict

os.environ.setdefault("PTB_TIMEDELTA", "true")  # python-telegram-bot's coming default; it warns without it

import httpx
from aiolimiter import AsyncLimiter
from telegram import Bot
from telegram.constants import FloodLimit
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.conversations.contract import NotSent, SendError
from bot.settings import Settings, SettingsError

TELEGRAM = "https://api.telegram.org"
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0  # with the pacing this stays under the 35 s that a send may take
POOL_SECONDS = 5.0
CONNECTIONS = 32

PER_CHAT_PER_SECOND = int(FloodLimit.MESSAGES_PER_SECOND_PER_CHAT)  # 1: core.telegram.org/bots/faq, "hitting limits"
PER_CHAT_BURST = 3  # the same page: "short bursts that go over this limit" are allowed
OVERALL_PER_SECOND = int(FloodLimit.MESSAGES_PER_SECOND)  # 30: the same page
REMEMBERED_CHATS = 10_000

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{3,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # core.telegram.org/bots/api#setwebhook
# Both libraries log the token (it is part of every URL) or what people write: on a broken answer even as an error.
_TALKATIVE = ("httpx", "httpcore", "telegram")
_NEVER = logging.CRITICAL + 1
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
_NO_SUCH_CHAT = ("chat not found", "user not found", "peer_id_invalid", "chat_id is empty")


def bot_id(settings: Settings) -> str:
    """The bot's own id, the first half of its token. Raises SettingsError when the token or the secret is none."""
    token = settings.telegram_bot_token.get_secret_value() if settings.telegram_bot_token else ""
    if not _TOKEN.fullmatch(token):
        raise SettingsError("TELEGRAM_BOT_TOKEN is not a bot's token; copy it from @BotFather (like 123456:ABC-DEF)")
    secret = settings.telegram_webhook_secret.get_secret_value() if settings.telegram_webhook_secret else ""
    if secret and not _SECRET.fullmatch(secret):
        raise SettingsError("TELEGRAM_WEBHOOK_SECRET takes 1 to 256 of A-Z a-z 0-9 _ -; try `openssl rand -hex 32`")
    return token.partition(":")[0]


def open_request() -> HTTPXRequest:
    """The connections to the Bot API."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(_NEVER)
    return HTTPXRequest(
        connection_pool_size=CONNECTIONS,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=ANSWER_SECONDS,
        write_timeout=ANSWER_SECONDS,
        pool_timeout=POOL_SECONDS,
    )


def open_bot(settings: Settings, request: HTTPXRequest) -> Bot:
    """The client. It is never initialised: that would cost a call and put the token into an exception."""
    token = settings.telegram_bot_token.get_secret_value() if settings.telegram_bot_token else ""
    api = settings.telegram_api_url or TELEGRAM
    bot, file = f"{api}/bot", f"{api}/file/bot"
    return Bot(token, base_url=bot, base_file_url=file, request=request, get_updates_request=request)


class Pace:
    """Waits until a chat may get another message. Chat ids are held in memory only."""

    def __init__(self) -> None:
        self._overall = AsyncLimiter(OVERALL_PER_SECOND, 1)
        self._chats: OrderedDict[str, AsyncLimiter] = OrderedDict()

    async def wait(self, chat: str) -> None:
        """Return when a message to this chat is within Telegram's limits."""
        limiter = self._chats.pop(chat, None) or AsyncLimiter(PER_CHAT_BURST, PER_CHAT_BURST / PER_CHAT_PER_SECOND)
        self._chats[chat] = limiter
        if len(self._chats) > REMEMBERED_CHATS:
            self._chats.popitem(last=False)
        await limiter.acquire()
        await self._overall.acquire()


def wait_wished(problem: TelegramError) -> float | None:
    """The seconds that Telegram wants us to wait, or None."""
    if not isinstance(problem, RetryAfter):
        return None
    wish = problem.retry_after
    return float(wish) if isinstance(wish, int) else wish.total_seconds()


def not_sent(problem: TelegramError) -> NotSent:
    """What an error of the Bot API means for a text. No description is kept: it could quote an address."""
    if isinstance(problem, RetryAfter):
        return NotSent(SendError.THROTTLED, "429", after=wait_wished(problem))
    if isinstance(problem.__cause__, TelegramError):  # a proxy's error page: Telegram itself answers in JSON
        return NotSent(SendError.PROVIDER_DOWN, "no_json")
    if isinstance(problem, Forbidden):
        stopped = problem.message.startswith("Forbidden: ")  # blocked, deactivated or never started; a proxy says less
        return NotSent(SendError.CONTACT_STOPPED if stopped else SendError.PROVIDER_DOWN, "403")
    if isinstance(problem, InvalidToken):
        return NotSent(SendError.MISCONFIGURED, "401")
    if isinstance(problem, ChatMigrated):
        return NotSent(SendError.ADDRESS_INVALID, "migrated")
    if isinstance(problem, BadRequest):
        gone = any(words in problem.message.lower() for words in _NO_SUCH_CHAT)
        return NotSent(SendError.ADDRESS_INVALID if gone else SendError.REFUSED, "400")
    return _not_answered(problem)


def _not_answered(problem: TelegramError) -> NotSent:
    cause = problem.__cause__
    if isinstance(cause, _NOT_SENT):
        return NotSent(SendError.UNREACHABLE, type(cause).__name__)
    if isinstance(cause, httpx.HTTPError):  # the text may have arrived before the connection broke
        return NotSent(SendError.UNCERTAIN, type(cause).__name__)
    if problem.message.startswith("Too Many Requests"):
        return NotSent(SendError.THROTTLED, "429")
    if type(problem) is TelegramError or isinstance(problem, Conflict):  # a 200 that is no JSON
        return NotSent(SendError.UNCERTAIN, type(problem).__name__)
    return NotSent(SendError.PROVIDER_DOWN, "5xx")
