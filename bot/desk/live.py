"""Live updates: one watcher for all open pages tells them, without any text, what changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.conversations.delivery import Trouble, troubles
from bot.conversations.holder import Holder
from bot.conversations.work import Store, Work
from bot.desk import texts
from bot.desk.interface import ENGLISH, Speaker
from bot.desk.lists import Row, pressing, read_rows, waiting
from bot.desk.skills import ringing, rung_first
from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.storage.wakeups import open_wakeup

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0  # even without a wake-up: nothing wakes when a session ends or an urgent contact is left waiting
SETTLE_SECONDS = 0.15  # several changes at once are told once
STILL_HERE_SECONDS = 10.0  # proxies close silent streams
RETRY_SECONDS = 1.0
RECONNECT_MILLISECONDS = 2000


class Live:
    """Watches the database and tells the open pages. `run` it beside the app."""

    def __init__(self, store: Store, speakers: Sequence[Speaker] = (ENGLISH,)) -> None:
        self._store = store
        self._speakers = speakers
        self._news: Mapping[str, str] = {}
        self._changed = asyncio.Event()
        self._open_pages = 0

    async def run(self) -> None:
        """Watch until cancelled; what fails is noted and tried again."""
        while True:
            try:
                await self._watch()
            except Exception as problem:
                logger.error("live updates failed: %s", type(problem).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    async def news(self) -> Mapping[str, str]:
        """The present state as JSON, by the language of the page: digests and counts."""
        return await run_in_threadpool(self._read)

    async def stream(self, still_in: Callable[[], bool], language: str = SOURCE_LANGUAGE) -> AsyncIterator[str]:
        """Server-sent events: the state now and at each change, until the page is closed or its session ends.

        `language`: the page's.
        """
        self._open_pages += 1
        try:
            yield f"retry: {RECONNECT_MILLISECONDS}\n\n"
            told = None
            self._tell(await self.news())
            while await run_in_threadpool(still_in):
                changed, news = self._changed, self._news[language]
                if news != told:
                    told = news
                    yield f"event: news\ndata: {news}\n\n"
                    continue
                try:
                    await asyncio.wait_for(changed.wait(), STILL_HERE_SECONDS)
                except asyncio.TimeoutError:
                    yield ": still here\n\n"
            yield "event: out\ndata: \n\n"
        finally:
            self._open_pages -= 1

    async def _watch(self) -> None:
        wakeup = open_wakeup(self._store.database)
        try:
            while True:
                await wakeup.wait(LOOK_SECONDS)
                if not self._open_pages:
                    continue
                await asyncio.sleep(SETTLE_SECONDS)
                self._tell(await self.news())
        finally:
            wakeup.close()

    def _tell(self, news: Mapping[str, str]) -> None:
        """Wake every open page when the state is new, whoever saw it first: the watcher or a page just opened."""
        if news == self._news:
            return
        self._news = news
        told, self._changed = self._changed, asyncio.Event()
        told.set()

    def _read(self) -> Mapping[str, str]:
        with self._store.read() as work:
            found = read_rows(work), troubles(work), ringing(work)
        return {said.language: json.dumps(news_of(*found, said), ensure_ascii=False) for said in self._speakers}


def read_news(work: Work, said: Speaker = ENGLISH) -> dict[str, Any]:
    """What pages are told, as it stands now."""
    return news_of(read_rows(work), troubles(work), ringing(work), said)


def news_of(
    rows: list[Row],
    troubles: Sequence[Trouble] = (),
    there: Mapping[int, frozenset[str]] | None = None,
    said: Speaker = ENGLISH,
) -> dict[str, Any]:
    """What pages are told: who waits, who is urgent (and whose it is), unanswered texts by operator, digests.

    `there`: who is on duty, with their languages. `operator` of an urgent one is None where it is everybody's; `mark`
    changes when it is to be announced anew. `rings`: whom one that waits rings first, where not everybody.
    """
    queue = waiting(rows)
    unanswered: Counter[int] = Counter()
    for row in rows:
        if row.holder is Holder.OPERATOR and row.operator_id is not None:
            unanswered[row.operator_id] += row.unanswered
    urgent = sorted((row for row in rows if row.urgent and row.concerns_people), key=pressing)
    digests = {str(row.id): row.digest for row in rows}
    return {
        "list": hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:16],
        "waiting": len(queue),
        "urgent": [
            {
                "id": row.id,
                "says": alert(row, said),
                "operator": None if row.neglected else row.operator_id,
                "mark": f"{row.danger}{'-neglected' if row.neglected else ''}",
            }
            for row in urgent
        ],
        "unanswered": unanswered,
        "queue": [row.id for row in queue],
        "conversations": digests,
        "rings": rung_first(queue, there or {}),
        "troubles": [texts.trouble(each, said) for each in troubles],
    }


def alert(row: Row, said: Speaker = ENGLISH) -> str:
    """What is announced of an urgent conversation."""
    if row.neglected and row.operator_name:
        words = said.gettext("Urgent: {name} is with {holder}, unanswered for {minutes} min or more. {about}.")
    elif row.neglected:
        words = said.gettext("Urgent: {name} is with nobody, unanswered for {minutes} min or more. {about}.")
    elif row.waits:
        words = said.gettext("Urgent: {name} waits. {about}.")
    else:
        words = said.gettext("Urgent: {name} is with you. {about}.")
    language = said.language_name(row.language) if row.language else said.gettext("language not known")
    about = texts.reason(row.reason, said), language, texts.channel_name(row.channel, said)
    return words.format(name=row.name, holder=row.operator_name, minutes=texts.PATIENCE_MINUTES, about=", ".join(about))
