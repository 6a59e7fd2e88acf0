"""The web chat: a page, an embeddable widget and existing Rasa widgets, over Socket.IO or plain forms.

"Sent" means stored for the page: the web process pushes what is stored, and sends again whatever a page has missed.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.channels import webchat_events as events
from bot.channels import webchat_view as view
from bot.channels.buckets import Buckets
from bot.channels.contract import Intake, OfferedChoice, Outbound, Outcome, Sent, Shaped
from bot.channels.webchat_events import Picked, Uttered
from bot.channels.webchat_sessions import Session, Sessions
from bot.channels.webchat_socket import SocketServer
from bot.channels.webchat_view import Shown, Talk
from bot.privacy.encryption import Vault
from bot.replies.reply import Reply
from bot.settings import Settings
from bot.storage.engine import Database

TEXTS_PER_SECOND = 1.0  # 60 a minute for as long as somebody likes ...
TEXTS_AT_ONCE = 60  # ... after 60 at once: somebody in panic writes in bursts of single words
TOO_FAST_SECONDS = 2.0  # when one more text is sure to be taken
REMEMBERED_LEAVINGS = 10_000


@dataclass(frozen=True)
class Heard:
    """What became of a text. `error`: too_fast (again after `after` seconds), or None: stored, now or earlier."""

    error: str | None = None
    after: float | None = None


class WebchatChannel:
    """The contract's web chat. One instance a process; its sockets live only in the web process."""

    name = events.CHANNEL
    shows_buttons = True

    def __init__(self, settings: Settings, database: Database, vault: Vault) -> None:
        self.sessions = Sessions(vault.session_key)
        self._settings, self._database, self._vault = settings, database, vault
        self._texts = Buckets(TEXTS_PER_SECOND, TEXTS_AT_ONCE)
        self._left: dict[str, None] = {}
        self._socket: SocketServer | None = None

    # The channel's contract

    def routes(self, intake: Intake) -> Sequence[BaseRoute]:
        """None: the pages are the web process's own (bot/web/pages.py), the socket wraps it."""
        return ()

    def shape(self, reply: Reply, choices: Sequence[OfferedChoice]) -> Shaped:
        """The whole reply as one text; its choices are buttons."""
        return Shaped((reply.text,))

    async def send(self, outbound: Outbound) -> Outcome:
        """It is stored, so the page gets it: now, or when it comes back."""
        return Sent(f"{self.name}:{outbound.outbox_id}")

    async def find_sent(self, outbound: Outbound, since: datetime.datetime) -> Sent | None:
        """What is stored is sent."""
        stored = await run_in_threadpool(view.is_stored, self._database, self._vault, outbound.outbox_id, outbound.text)
        return Sent(f"{self.name}:{outbound.outbox_id}") if stored else None

    async def close(self) -> None:
        """Nothing is held outside `run`."""

    # In the web process

    def wrap(self, app: ASGIApp, intake: Intake) -> ASGIApp:
        """The app with Socket.IO in front, at Rasa's own path."""
        self._socket = SocketServer(self, self._settings, intake)
        return self._socket.wrap(app)

    @asynccontextmanager
    async def run(self, intake: Intake) -> AsyncIterator[None]:
        """Push to open pages what is written, until the web process ends."""
        if self._socket is None:
            raise RuntimeError("wrap comes before run")
        async with self._socket.pushing(self._database):
            yield

    # What page and socket share

    async def session_of(self, token: object) -> Session | None:
        """The session of a token, None when it is not ours, too old, or somebody left it by the quick exit."""
        session = self.sessions.known(token)
        if session is None or session.id in self._left:
            return None
        gone = await run_in_threadpool(view.is_known, self._database, self._vault, events.leaving_id(session.id))
        return None if gone else session

    async def say(self, intake: Intake, session: Session, what: Uttered, hints: tuple[str, ...]) -> Heard:
        """Store what somebody wrote or pressed. The same message id again is stored once."""
        if (refusal := await self._refusal(intake, session, what.message_id)) is not None:
            return refusal
        token = what.choice or (what.text if events.TOKEN.fullmatch(what.text) else None)
        title = None
        if token:
            title = await run_in_threadpool(view.title_of, self._database, self._vault, session.id, token)
        await intake.receive(events.said(session.id, what, hints, title))
        return Heard()

    async def choose(self, intake: Intake, session: Session, what: Picked, name: str, hints: tuple[str, ...]) -> Heard:
        """Store a language or country that somebody picked; `name` is its name as they saw it."""
        if (refusal := await self._refusal(intake, session, what.message_id)) is not None:
            return refusal
        await intake.receive(events.chose(session.id, what, name, hints))
        return Heard()

    async def leave(self, intake: Intake, session: Session) -> None:
        """End a session for good: its token opens nothing any more, and the desk hears that nobody reads on."""
        self._left[session.id] = None
        while len(self._left) > REMEMBERED_LEAVINGS:
            self._left.pop(next(iter(self._left)))
        if await self.talk(session.id) is not None:
            await intake.receive(events.left(session.id))
        if self._socket is not None:
            await self._socket.close_session(session.id)

    async def talk(self, session_id: str) -> Talk | None:
        """The state of a session's conversation; None where there is none."""
        return (await self.talks([session_id])).get(session_id)

    async def talks(self, session_ids: Sequence[str]) -> dict[str, Talk]:
        """The states of several sessions' conversations."""
        return await run_in_threadpool(view.talks, self._database, self._vault, session_ids)

    async def news(self, talk: Talk, after: int) -> list[Shown]:
        """The messages after a sequence number."""
        country = self._settings.hotline_country
        return await run_in_threadpool(view.news, self._database, self._vault, talk, after, country)

    async def last_said(self, talk: Talk) -> int:
        """The sequence number of the contact's own last message."""
        return await run_in_threadpool(view.last_said, self._database, talk)

    async def _refusal(self, intake: Intake, session: Session, message_id: str) -> Heard | None:
        """What to answer instead of storing: stored already (that costs nothing), or too fast."""
        known = events.provider_id(session.id, message_id)
        if await run_in_threadpool(view.is_known, self._database, self._vault, known):
            return Heard()
        if self._texts.take(session.id):
            return None
        await intake.count("webchat_too_fast")
        return Heard("too_fast", TOO_FAST_SECONDS)
