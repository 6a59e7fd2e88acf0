"""Settles what becomes of contacts' files: fetched and kept where the hotline wants that, and said to the contact."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from bot.conversations import attachments, contacts, messages, outbox
from bot.conversations.attachments import FileState, Waiting
from bot.conversations.contract import Channel, FetchesFiles, FileGone, FileKind, FileTooLarge
from bot.conversations.file_types import kind_of, type_of
from bot.conversations.messages import NOTICE, Author, NewMessage
from bot.conversations.work import Store, Work
from bot.hotline import KeptFiles
from bot.replies.compose import compose
from bot.storage.engine import Wake, now
from bot.storage.room import no_room
from bot.storage.wakeups import open_wakeup
from bot.worker.turn import situation_of

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
RETRY = tuple(datetime.timedelta(seconds=seconds) for seconds in (5, 30, 120, 600))  # then it is lost
SAID_LATELY = datetime.timedelta(seconds=20)  # of many pictures in a row the same is said once
FETCH_SECONDS = 60.0


class Keeper:
    """Works off files, one at a time. `wanted`: which are kept; None for none."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        wanted: KeptFiles | None,
        hotline_country: str | None = None,
    ) -> None:
        self._store, self._channels, self._wanted, self._country = store, channels, wanted, hotline_country

    async def run(self, stopping: asyncio.Event) -> None:
        """Settle what comes, until it is to end."""
        wakeup = open_wakeup(self._store.database, frozenset({Wake.INBOX}))
        try:
            while not stopping.is_set():
                try:
                    if await self.settle_next():
                        continue
                except DBAPIError as problem:  # that nothing was due does not say that there is room again
                    if not self._store.room.is_missing(problem):
                        raise
                await wakeup.wait(PAUSE_SECONDS)
        finally:
            wakeup.close()

    async def settle_next(self) -> bool:
        """Settle one file, or put it off; False where none is due."""
        row = attachments.claim(self._store)
        if row is None:
            return False
        try:
            await self._settle(row)
        except FileTooLarge:
            self._end(row, FileState.TOO_LARGE)
        except FileGone:
            self._end(row, FileState.LOST)
        except Exception as problem:  # its message may hold an address of the provider, with a token in it
            logger.warning("attachment %d, attempt %d: %s", row.id, row.attempts, type(problem).__name__)
            if no_room(problem) or row.attempts <= len(RETRY):
                attachments.put_off(self._store, row, RETRY[min(row.attempts, len(RETRY)) - 1])
            else:
                self._end(row, FileState.LOST)
        return True

    async def _settle(self, row: Waiting) -> None:
        channel, said = self._channels.get(row.channel), row.attachment
        if self._wanted is None or not isinstance(channel, FetchesFiles):
            self._end(row, FileState.NOT_WANTED)
            return
        if said.size is not None and said.size > self._wanted.largest:
            raise FileTooLarge(str(said.size))
        content = await asyncio.wait_for(channel.fetch(said.reference, self._wanted.largest), FETCH_SECONDS)
        type_ = type_of(content)
        if type_ is None:
            self._end(row, FileState.UNKNOWN_TYPE)
        elif (kind := kind_of(type_, said.kind)).value not in self._wanted.kinds:
            self._end(row, FileState.NOT_WANTED)
        else:
            await run_in_threadpool(self._keep, row, content, kind, type_)

    def _keep(self, row: Waiting, content: bytes, kind: FileKind, type_: str) -> None:
        with self._store.write() as work:
            if attachments.settle(work, row, FileState.KEPT, content, kind, type_):
                self._tell(work, row)

    def _end(self, row: Waiting, state: FileState) -> None:
        with self._store.write() as work:
            if attachments.settle(work, row, state):
                self._tell(work, row)

    def _tell(self, work: Work, row: Waiting) -> None:
        """Say what became of a message's files, once nothing of it waits. Where none are kept the turn has said so."""
        states = attachments.states_of(work, row.message_id)
        if self._wanted is None or FileState.WAITING in states:
            return
        person = contacts.of_conversation(work, row.conversation_id)
        if person is None or person.stopped:
            return
        response = "utter_file_kept" if set(states) == {FileState.KEPT} else "utter_file_not_kept"
        if FileState.KEPT in states and response == "utter_file_not_kept":
            response = "utter_some_files_kept"
        reply = compose(response, situation_of(person, self._country))
        for text in self._channels[row.channel].shape(reply, ()).texts:
            if not messages.was_just_noticed(work, row.conversation_id, text, now() - SAID_LATELY):
                new = NewMessage(Author.BOT, text, kind=NOTICE, language=reply.language)
                outbox.add(work, row.conversation_id, new)
