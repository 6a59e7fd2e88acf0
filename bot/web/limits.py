"""How much and how fast: 413 over size, 429 over rate. Addresses are held in memory only, never stored."""

from __future__ import annotations

import logging

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.conversations.buckets import Buckets, household
from bot.conversations.contract import Intake
from bot.conversations.households import address_in, is_through_unnamed_proxy

logger = logging.getLogger(__name__)

# Telegram escapes a UTF-16 unit as 6 bytes, and an answer to a long text carries that text too: up to 80 kB
MAX_BODY_BYTES = 256 * 1024
REQUESTS_PER_SECOND = 20.0  # a shelter or a library shares one address
BURST = 120
WEBSOCKET_TRY_AGAIN_LATER = 1013  # IANA, WebSocket close codes
UNNAMED = "nobody has a limit by address until TRUSTED_PROXIES names it"
SIGNED_PATHS = ("/webhooks/sms/", "/webhooks/telegram/")  # authenticated by provider; each contact has its own limit


class BodyLimit:
    """Refuses a body over MAX_BODY_BYTES with 413, whether its length was declared or not."""

    def __init__(self, app: ASGIApp, intake: Intake) -> None:
        self._app, self._intake = app, intake

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdigit() or int(declared) > MAX_BODY_BYTES:
            await self._refuse(scope, receive, send)
            return
        try:
            body = await _read(receive)
        except ClientDisconnect:  # half a text is none
            return
        if body is None:
            await self._refuse(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._intake.count("refused_too_large")
        await PlainTextResponse("too large", status_code=413)(scope, receive, send)


class RateLimit:
    """Refuses a client that is too fast with 429. A token bucket a client address.

    What comes through a proxy that nobody named comes from one address: a single visitor would have all refused.
    """

    def __init__(self, app: ASGIApp, intake: Intake) -> None:
        self._app, self._intake = app, intake
        self._buckets = Buckets(REQUESTS_PER_SECOND, BURST)
        self._told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        limited = scope["type"] in ("http", "websocket") and not scope["path"].startswith(SIGNED_PATHS)
        if limited and is_through_unnamed_proxy(scope):
            self._tell_once()
            limited = False
        if limited and not self._buckets.take(household(address_in(scope))):
            await self._intake.count("refused_too_fast")
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": WEBSOCKET_TRY_AGAIN_LATER})
                return
            await PlainTextResponse("too fast", status_code=429, headers={"Retry-After": "5"})(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _tell_once(self) -> None:
        if not self._told:
            self._told = True
            logger.warning("a request came through a proxy: %s", UNNAMED)


async def _read(receive: Receive) -> bytes | None:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BODY_BYTES:
            return None
        if not message.get("more_body"):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
