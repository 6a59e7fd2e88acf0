"""The web chat: a page, an embeddable widget and existing Rasa widgets, over Socket.IO or plain forms.

"Sent" means stored for the page: the web process pushes what is stored, and sends again whatever a page has missed.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.channels.webchat import events, view
from bot.channels.webchat.pages import Pages
from bot.channels.webchat.socket import SocketServer
from bot.channels.webchat.talks import Talks
from bot.conversations.contract import Channel, Intake, OfferedChoice, Outbound, Outcome, Sent, Shaped
from bot.conversations.work import Store
from bot.replies.reply import Reply
from bot.settings import Settings


def open_channel(settings: Settings, store: Store) -> Channel:
    """The channel, for the registry."""
    return WebchatChannel(settings, store)


class WebchatChannel:
    """The contract's web chat. One instance a process; its sockets live only in the web process."""

    name = events.CHANNEL

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._talks = Talks(settings, store, self._hang_up)
        self._socket: SocketServer | None = None

    def routes(self, intake: Intake) -> Sequence[BaseRoute]:
        """The chat's pages; the socket wraps the app."""
        return Pages(self._settings, self._talks, intake).routes()

    def shape(self, reply: Reply, choices: Sequence[OfferedChoice]) -> Shaped:
        """The whole reply as one text; its choices are buttons."""
        return Shaped((reply.text,))

    async def send(self, outbound: Outbound) -> Outcome:
        """It is stored, so the page gets it: now, or when it comes back."""
        return Sent(f"{self.name}:{outbound.outbox_id}")

    async def find_sent(self, outbound: Outbound, since: datetime.datetime) -> Sent | None:
        """What is stored is sent."""
        stored = await run_in_threadpool(view.is_stored, self._store, outbound.outbox_id, outbound.text)
        return Sent(f"{self.name}:{outbound.outbox_id}") if stored else None

    async def close(self) -> None:
        """Nothing is held outside `run`."""

    def wrap(self, app: ASGIApp, intake: Intake) -> ASGIApp:
        """The app with Socket.IO in front, at Rasa's own path."""
        self._socket = SocketServer(self._talks, self._settings, intake)
        return self._socket.wrap(app)

    @asynccontextmanager
    async def run(self, intake: Intake) -> AsyncIterator[None]:
        """Push to open pages what is written, until the web process ends."""
        if self._socket is None:
            raise RuntimeError("wrap comes before run")
        async with self._socket.pushing(self._store.database):
            yield

    async def _hang_up(self, session_id: str) -> None:
        if self._socket is not None:
            await self._socket.close_session(session_id)
