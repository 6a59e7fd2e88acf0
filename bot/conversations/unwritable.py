"""An app while nothing can be written: 503 and when to come again, and not a page of traces for each request."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.conversations.work import Store

AGAIN_SECONDS = 5


class Unwritable:
    """Answers 503 where the database has no room. What was not stored is never acknowledged."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self._app, self._room = app, store.room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except DBAPIError as problem:
            if not self._room.is_missing(problem) or begun or scope["type"] != "http":
                raise
            later = {"Retry-After": str(AGAIN_SECONDS)}
            answer = PlainTextResponse("nothing can be stored just now", status_code=503, headers=later)
            await answer(scope, receive, send)
