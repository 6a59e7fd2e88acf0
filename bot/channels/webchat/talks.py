"""What the pages and sockets of the web chat share: a visitor's session, what they say, what is shown to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from bot.channels.webchat import events, view
from bot.channels.webchat.events import Picked, Uttered
from bot.channels.webchat.sessions import Session, Sessions
from bot.channels.webchat.view import Shown, Talk
from bot.conversations.buckets import Buckets
from bot.conversations.contract import Intake
from bot.conversations.households import Households, Whence
from bot.conversations.work import Store
from bot.settings import Settings

TEXTS_PER_SECOND = 1.0  # 60 a minute for as long as somebody likes ...
TEXTS_AT_ONCE = 60  # ... after 60 at once: somebody in panic writes in bursts of single words
OF_AN_ADDRESS_PER_SECOND, OF_AN_ADDRESS_AT_ONCE = 2.0, 120  # all its sessions together: a shelter, a library
OF_A_NETWORK_PER_SECOND, OF_A_NETWORK_AT_ONCE = 4.0, 240
TOO_FAST_SECONDS = 2.0  # when one more text is sure to be taken
REMEMBERED_LEAVINGS = 10_000


@dataclass(frozen=True)
class Heard:
    """What became of a text. `error`: too_fast (again after `after` seconds), or None: stored, now or earlier."""

    error: str | None = None
    after: float | None = None


class Talks:
    """The conversations of one process's visitors. `hang_up` closes the open pages of a session that was left."""

    def __init__(self, settings: Settings, store: Store, hang_up: Callable[[str], Awaitable[None]]) -> None:
        self.sessions = Sessions(store.vault.signing)
        self._settings, self._store, self._hang_up = settings, store, hang_up
        self.households = Households()
        self._texts = Buckets(TEXTS_PER_SECOND, TEXTS_AT_ONCE)
        self._of_addresses = Buckets(OF_AN_ADDRESS_PER_SECOND, OF_AN_ADDRESS_AT_ONCE)
        self._of_networks = Buckets(OF_A_NETWORK_PER_SECOND, OF_A_NETWORK_AT_ONCE)
        self._left: dict[str, None] = {}

    async def session_of(self, token: object) -> Session | None:
        """The session of a token, None when it is not ours, too old, or somebody left it by the quick exit."""
        session = self.sessions.known(token)
        if session is None or session.id in self._left:
            return None
        gone = await run_in_threadpool(view.is_known, self._store, events.leaving_id(session.id))
        return None if gone else session

    async def say(
        self, intake: Intake, session: Session, what: Uttered, hints: tuple[str, ...], whence: Whence | None
    ) -> Heard:
        """Store what somebody wrote or pressed. The same message id again is stored once. `whence`: where they are."""
        if (refusal := await self._refusal(intake, session, what.message_id, whence)) is not None:
            return refusal
        token = what.choice or (what.text if events.TOKEN.fullmatch(what.text) else None)
        title = None
        if token:
            title = await run_in_threadpool(view.title_of, self._store, session.id, token)
        await intake.receive(events.said(session.id, what, hints, title, whence.mark if whence else None))
        return Heard()

    async def choose(
        self,
        intake: Intake,
        session: Session,
        what: Picked,
        name: str,
        hints: tuple[str, ...],
        whence: Whence | None,
    ) -> Heard:
        """Store a language or country that somebody picked; `name` is its name as they saw it."""
        if (refusal := await self._refusal(intake, session, what.message_id, whence)) is not None:
            return refusal
        await intake.receive(events.chose(session.id, what, name, hints, whence.mark if whence else None))
        return Heard()

    async def leave(self, intake: Intake, session: Session) -> None:
        """End a session for good: its token opens nothing any more, and the desk hears that nobody reads on."""
        self._left[session.id] = None
        while len(self._left) > REMEMBERED_LEAVINGS:
            self._left.pop(next(iter(self._left)))
        if await self.talk(session.id) is not None:
            await intake.receive(events.left(session.id))
        await self._hang_up(session.id)

    async def talk(self, session_id: str) -> Talk | None:
        """The state of a session's conversation; None where there is none."""
        return (await self.talks([session_id])).get(session_id)

    async def talks(self, session_ids: Sequence[str]) -> dict[str, Talk]:
        """The states of several sessions' conversations."""
        return await run_in_threadpool(view.talks, self._store, session_ids)

    async def news(self, talk: Talk, after: int) -> list[Shown]:
        """The messages after a sequence number."""
        country = self._settings.hotline.country
        return await run_in_threadpool(view.news, self._store, talk, after, country)

    async def last_said(self, talk: Talk) -> int:
        """The sequence number of the contact's own last message."""
        return await run_in_threadpool(view.last_said, self._store, talk)

    async def _refusal(self, intake: Intake, session: Session, message_id: str, whence: Whence | None) -> Heard | None:
        """What to answer instead of storing: stored already (that costs nothing), or too fast."""
        known = events.provider_id(session.id, message_id)
        if await run_in_threadpool(view.is_known, self._store, known):
            return Heard()
        if self._texts.take(session.id) and (whence is None or self._has_room(whence)):
            return None
        await intake.count("webchat_too_fast")
        return Heard("too_fast", TOO_FAST_SECONDS)

    def _has_room(self, whence: Whence) -> bool:
        return self._of_addresses.take(whence.address) and self._of_networks.take(whence.network)
