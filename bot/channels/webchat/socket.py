"""The web chat's Socket.IO side: the events of Rasa's Socket.IO channel, with issued sessions, numbers and replay.

From the browser: session_request, user_uttered, choose, leave. To it: session_confirm, conversation, bot_uttered,
own_message, error. A handler's answer goes back as the event's acknowledgement.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import socketio
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp

from bot.channels.webchat import events
from bot.channels.webchat.events import Malformed, SessionRequest, TooLong
from bot.channels.webchat.languages import (
    countries,
    country_label,
    language_label,
    languages,
    page_language,
    wanted_languages,
)
from bot.channels.webchat.origins import own_origins
from bot.channels.webchat.sessions import Session
from bot.channels.webchat.talks import Heard, Talks
from bot.channels.webchat.view import Talk, as_event, direction
from bot.conversations.buckets import Buckets
from bot.conversations.contract import Intake
from bot.conversations.holder import Holder
from bot.conversations.households import Whence
from bot.conversations.messages import Author
from bot.i18n.catalogues import catalogue_of
from bot.replies.phrases import webchat as phrases
from bot.settings import Settings
from bot.storage.engine import Database
from bot.storage.wakeups import open_wakeup

logger = logging.getLogger(__name__)

PATH = "socket.io"  # Rasa's default
LARGEST_EVENT_BYTES = 64 * 1024  # 4,000 characters are 16 kB at most
MOST_SOCKETS = 5_000
EVENTS_PER_SECOND, EVENTS_AT_ONCE = 10.0, 200  # of one socket, of any kind; texts alone have a limit below this
LOOK_SECONDS = 5.0  # looks even when nothing woke it
TROUBLE_SECONDS = 1.0
REMEMBERED_POSITIONS = 10_000
PING_SECONDS, PONG_SECONDS = 25, 20  # Engine.IO's own defaults
IN_DOUBT_SECONDS = 1.0  # what was handed to a connection this long before its end may not have arrived ...
IN_DOUBT_AFTER_SILENCE_SECONDS = float(PING_SECONDS + PONG_SECONDS)  # ... and all of this when it died without a word
MOST_IN_DOUBT = 50
TRY_AGAIN_SECONDS = 5.0

REFUSALS = {"too_long": phrases.TOO_LONG, "too_fast": phrases.TOO_FAST, "session": phrases.SESSION_IS_OVER}

NO_TALK = {"epoch": "", "holder": Holder.BOT.value, "language": None, "country": None}

Answer = dict[str, Any]
Handler = Callable[[str, Any], Awaitable[Answer | None]]


@dataclass
class Connection:
    """One open page. `sent`: the last sequence number handed to it. `numbered`: it knows sequence numbers."""

    sid: str
    session: Session
    numbered: bool
    hints: tuple[str, ...]
    epoch: str = ""
    sent: int = 0
    state: dict[str, Any] | None = None
    handed: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=MOST_IN_DOUBT))
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class SocketServer:
    """The sockets of one web process."""

    def __init__(self, talks: Talks, settings: Settings, intake: Intake) -> None:
        self._talks, self._intake = talks, intake
        self._settings, self._origins = settings, frozenset(settings.embedding_origins)
        self._connections: dict[str, Connection] = {}
        self._positions: OrderedDict[str, tuple[str, int]] = OrderedDict()
        self._events = Buckets(EVENTS_PER_SECOND, EVENTS_AT_ONCE)
        self._hints: dict[str, tuple[str, ...]] = {}
        self._whence: dict[str, Whence | None] = {}
        self._server = self._make_server()

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """The app with Socket.IO in front."""
        return socketio.ASGIApp(self._server, app, socketio_path=PATH)  # type: ignore[no-any-return]

    @asynccontextmanager
    async def pushing(self, database: Database) -> AsyncIterator[None]:
        """Push what is written to open pages for as long as the context lasts."""
        task = asyncio.create_task(self._push_for_ever(database))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self._server.shutdown()

    async def close_session(self, session_id: str) -> None:
        """Hang up on every page of a session."""
        for connection in [each for each in self._connections.values() if each.session.id == session_id]:
            await self._server.disconnect(connection.sid)
        self._positions.pop(session_id, None)

    def _make_server(self) -> Any:
        silent = logging.getLogger(f"{__name__}.library")
        silent.setLevel(logging.CRITICAL)  # it prints session ids
        server = socketio.AsyncServer(
            async_mode="asgi",
            async_handlers=False,  # one page's events in their order, or two texts could swap places
            cors_allowed_origins=self._is_allowed,
            max_http_buffer_size=LARGEST_EVENT_BYTES,
            ping_interval=PING_SECONDS,
            ping_timeout=PONG_SECONDS,
            logger=silent,
            engineio_logger=silent,
        )
        server.on("connect", self._on_connect)
        server.on("disconnect", self._on_disconnect)
        handlers: dict[str, Handler] = {
            "session_request": self._on_session_request,
            "user_uttered": self._on_user_uttered,
            "choose": self._on_choose,
            "leave": self._on_leave,
        }
        for event, handler in handlers.items():
            server.on(event, self._guarded(handler))
        server.on("*", self._on_unknown)
        return server

    def _is_allowed(self, origin: str, environ: dict[str, Any]) -> bool:
        """The page's own origin, and those of WEBCHAT_ORIGINS."""
        return origin in self._origins or origin in own_origins(environ.get("HTTP_HOST"), self._settings)

    def _guarded(self, handler: Handler) -> Callable[..., Awaitable[Answer | None]]:
        async def guarded(sid: str, *arguments: Any) -> Answer | None:
            if not self._events.take(sid):
                await self._intake.count("webchat_too_many_events")
                await self._server.disconnect(sid)
                return None
            try:
                return await handler(sid, arguments[0] if arguments else None)
            except TooLong:
                return await self._tell(sid, "too_long", limit=events.LONGEST_TEXT)
            except Malformed:
                await self._intake.count("webchat_malformed_event")
                return {"ok": False, "error": "malformed"}
            except Exception as problem:  # nothing was stored, so the page keeps it and tries again
                logger.error("web chat event failed: %s", type(problem).__name__)
                return {"ok": False, "error": "later", "after": TRY_AGAIN_SECONDS}

        return guarded

    async def _on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> bool:
        if len(self._hints) >= MOST_SOCKETS:
            await self._intake.count("webchat_too_many_sockets")
            return False
        self._hints[sid] = wanted_languages(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        self._whence[sid] = self._talks.households.of(environ["asgi.scope"])
        return True

    async def _on_disconnect(self, sid: str, reason: Any = None) -> None:
        self._hints.pop(sid, None)
        self._whence.pop(sid, None)
        connection = self._connections.pop(sid, None)
        if connection is not None and not connection.numbered:
            self._take_back(connection, silent=reason == self._server.reason.PING_TIMEOUT)

    async def _on_unknown(self, event: str, sid: str, *arguments: Any) -> None:
        await self._guarded(self._refuse_unknown)(sid, None)

    async def _refuse_unknown(self, sid: str, data: Any) -> Answer | None:
        raise Malformed("event")

    async def _on_session_request(self, sid: str, data: Any) -> Answer:
        wish = events.session_request(data)
        session = await self._talks.session_of(wish.session_id)
        if session is None:
            if wish.session_id:
                await self._intake.count("webchat_foreign_session")
            session = self._talks.sessions.issue()
        hints = self._hints.get(sid, ())
        if wish.language:
            hints = (wish.language, *hints)
        connection = Connection(sid, session, numbered=wish.last_sequence is not None, hints=hints)
        await self._server.emit("session_confirm", session.token, to=sid)
        async with connection.lock:
            self._connections[sid] = connection  # before the state is read, or what comes meanwhile would wait
            talk = await self._talks.talk(session.id)
            if talk is not None:
                connection.epoch, connection.sent = talk.epoch, await self._position(session, wish, talk)
            await self._deliver(connection, talk)
        return {"ok": True, "session_id": session.token}

    async def _on_user_uttered(self, sid: str, data: Any) -> Answer:
        what = events.uttered(data)
        session = await self._session(sid, what.session_id)
        if session is None:
            return await self._tell(sid, "session")
        hints, whence = self._hints_of(sid), self._whence.get(sid)
        return await self._heard(sid, await self._talks.say(self._intake, session, what, hints, whence))

    async def _on_choose(self, sid: str, data: Any) -> Answer:
        what = events.picked(data, languages(), countries())
        session = await self._session(sid, what.session_id)
        if session is None:
            return await self._tell(sid, "session")
        hints = self._hints_of(sid)
        shown_in = hints[0] if hints else "en"
        name = language_label(what.language) if what.language else country_label(str(what.country), shown_in)
        whence = self._whence.get(sid)
        return await self._heard(sid, await self._talks.choose(self._intake, session, what, name, hints, whence))

    async def _on_leave(self, sid: str, data: Any) -> Answer | None:
        connection = self._connections.get(sid)
        if connection is not None:
            await self._talks.leave(self._intake, connection.session)
        return None

    async def _session(self, sid: str, token: str | None) -> Session | None:
        """The session that an event speaks for: the one it names, or that of its socket where it names none."""
        connection = self._connections.get(sid)
        if connection is not None and token in (None, connection.session.token):
            return connection.session
        session = await self._talks.session_of(token)
        if session is None:
            await self._intake.count("webchat_foreign_session")
        return session

    async def _heard(self, sid: str, heard: Heard) -> Answer:
        return await self._tell(sid, heard.error, after=heard.after) if heard.error else {"ok": True}

    async def _tell(self, sid: str, error: str, **values: Any) -> Answer:
        """Say why a text was not taken: as an event, as the acknowledgement, and to a Rasa widget as a message."""
        answer = {"ok": False, "error": error, **values}
        await self._server.emit("error", answer, to=sid)
        connection = self._connections.get(sid)
        if connection is not None and not connection.numbered and error in REFUSALS:
            language = page_language(connection.hints)
            text = catalogue_of(language).say(REFUSALS[error], **values)
            told = {"text": text, "author": Author.BOT.value, "lang": language, "dir": direction(language)}
            await self._server.emit("bot_uttered", told, to=sid)
        return answer

    def _hints_of(self, sid: str) -> tuple[str, ...]:
        connection = self._connections.get(sid)
        return connection.hints if connection else self._hints.get(sid, ())

    # Pushing

    async def _push_for_ever(self, database: Database) -> None:
        wakeup = open_wakeup(database)
        try:
            while True:
                await wakeup.wait(LOOK_SECONDS)
                try:
                    await self._push()
                except SQLAlchemyError as problem:
                    logger.error("web chat could not read what to push: %s", type(problem).__name__)
                    await asyncio.sleep(TROUBLE_SECONDS)
        finally:
            wakeup.close()

    async def _push(self) -> None:
        connections = list(self._connections.values())
        if not connections:
            return
        talks = await self._talks.talks(list({each.session.id for each in connections}))
        for connection in connections:
            talk = talks.get(connection.session.id)
            if _is_behind(connection, talk):
                async with connection.lock:
                    await self._deliver(connection, await self._talks.talk(connection.session.id))

    async def _position(self, session: Session, wish: SessionRequest, talk: Talk) -> int:
        """The last message that a page which has just come (back) has seen."""
        if wish.last_sequence is not None:
            return wish.last_sequence if wish.epoch == talk.epoch else 0
        epoch, sent = self._positions.get(session.id, ("", 0))
        if epoch == talk.epoch:
            return sent
        return await self._talks.last_said(talk)  # a Rasa widget after our restart: what answers its last text

    async def _deliver(self, connection: Connection, talk: Talk | None) -> None:
        """Hand a page what it has not got yet. The connection's lock is held."""
        if talk is None:
            if connection.state is not None:  # erased: an open page must not go on showing it
                await self._server.emit("conversation", NO_TALK, to=connection.sid)
            connection.epoch, connection.sent, connection.state = "", 0, None
            return
        if talk.epoch != connection.epoch:
            connection.epoch, connection.sent = talk.epoch, 0
            connection.handed.clear()
        await self._tell_state(connection, talk)
        if talk.last_sequence <= connection.sent:
            return
        connection.handed.append((time.monotonic(), connection.sent))
        for shown in await self._talks.news(talk, connection.sent):
            own = shown.author is Author.CONTACT
            if not own or connection.numbered:
                event = "own_message" if own else "bot_uttered"
                await self._server.emit(event, as_event(shown, talk.epoch), to=connection.sid)
            connection.sent = shown.sequence
        connection.sent = max(connection.sent, talk.last_sequence)
        if self._connections.get(connection.sid) is connection:  # else it ended meanwhile, and nobody got this
            self._remember_position(connection)

    async def _tell_state(self, connection: Connection, talk: Talk) -> None:
        state = {"epoch": talk.epoch, "holder": talk.holder, "language": talk.language, "country": talk.country}
        if state != connection.state:
            connection.state = state
            await self._server.emit("conversation", state, to=connection.sid)

    def _take_back(self, connection: Connection, *, silent: bool) -> None:
        """Hand what may not have arrived to the widget once more when it is back: better twice than never."""
        since = time.monotonic() - (IN_DOUBT_AFTER_SILENCE_SECONDS if silent else IN_DOUBT_SECONDS)
        in_doubt = [before for moment, before in connection.handed if moment >= since]
        epoch, sent = self._positions.get(connection.session.id, ("", 0))
        if in_doubt and epoch == connection.epoch:
            self._positions[connection.session.id] = (epoch, min(sent, in_doubt[0]))

    def _remember_position(self, connection: Connection) -> None:
        self._positions[connection.session.id] = (connection.epoch, connection.sent)
        self._positions.move_to_end(connection.session.id)
        while len(self._positions) > REMEMBERED_POSITIONS:
            self._positions.popitem(last=False)


def _is_behind(connection: Connection, talk: Talk | None) -> bool:
    if talk is None:
        return connection.state is not None
    told = connection.state or {}
    return (
        talk.epoch != connection.epoch
        or talk.last_sequence > connection.sent
        or (talk.holder, talk.language, talk.country) != (told.get("holder"), told.get("language"), told.get("country"))
    )
