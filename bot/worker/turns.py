"""Takes what arrived through a turn: admission, routing, speaking, commit."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import bindparam, select

from bot.conversations import contacts, inbox, messages, offers, safe_word
from bot.conversations.contract import Channel, MessageKind
from bot.conversations.holder import Holder
from bot.conversations.inbox import InboxRow
from bot.conversations.messages import URGENT_TOPICS, Author
from bot.conversations.opening_hours import OpeningHours
from bot.conversations.safe_word import SafeWord
from bot.conversations.work import Store, Work
from bot.dialogue.answer import Assistant
from bot.dialogue.keywords import Keyword, recognise
from bot.dialogue.remembered import Remembered
from bot.replies.compose import compose
from bot.replies.phrasebook import Rendered, cited
from bot.replies.reply import Reply
from bot.storage.engine import now
from bot.storage.prepared import Prepared
from bot.storage.room import no_room
from bot.storage.tables import conversation
from bot.worker import admission
from bot.worker.admission import TEXTS_AT_ONCE, Flood, Pace
from bot.worker.commit import Ledger
from bot.worker.routing import is_for_humans
from bot.worker.safe_words import SafeWords
from bot.worker.sender import Sender
from bot.worker.speaking import Speaker, Spoken, acknowledged, say, with_the_computer_again
from bot.worker.staffing import Staffing, promises_a_person, staffing, with_absence, with_opening
from bot.worker.turn import Turn

logger = logging.getLogger(__name__)

ACKNOWLEDGED_EVERY = datetime.timedelta(seconds=20)  # who waits and writes on, line after line
DANGER_ACKNOWLEDGED_EVERY = datetime.timedelta(seconds=5)  # silence would be heard as nobody there
TOLD_AGAIN_AFTER = datetime.timedelta(minutes=10)  # who is in danger and waits is told the numbers again

LOOKED_BACK = 10  # of an operator's texts, for the question that is open
UNCLEAR = "nlu_fallback"
# What is said of what is no text, where people hold the conversation or are waited for.
TOLD_OF = {
    MessageKind.MEDIA: "utter_file_not_kept",
    MessageKind.CONTACT_CARD: "utter_file_not_kept",
    MessageKind.LOCATION: "utter_place_kept",
}
Answered = tuple[str | None, datetime.datetime]  # the topic that was answered last, and when

_STORED = Prepared(
    select(conversation.c.holder, conversation.c.tracker, conversation.c.offer).where(
        conversation.c.id == bindparam("of")
    )
)


class Turns:
    """Works off what arrived. One instance a worker."""

    def __init__(
        self,
        store: Store,
        assistant: Assistant,
        channels: dict[str, Channel],
        worker: str,
        hotline_country: str | None = None,
        senders: Mapping[str, Sender] | None = None,
        texts_at_once: int = TEXTS_AT_ONCE,
        on_erased: Callable[[], None] = lambda: None,
        hours: OpeningHours | None = None,
        keeps_files: bool = False,
    ) -> None:
        self._keeps_files = keeps_files
        self._store, self._hotline_country, self._hours = store, hotline_country, hours
        self._flood = Flood(texts_at_once)
        self._speaker = Speaker(assistant, channels)
        self._safe_words = SafeWords(store)
        self._ledger = Ledger(store, channels, worker, senders or {}, on_erased)

    async def work_off(self, row: InboxRow) -> bool:
        """Answer one thing that arrived; False when it failed and is to be tried again a little later.

        What fails too often ends in an apology and a human. When even that cannot be written, the row stays claimed and
        is tried again. Raises DBAPIError where the database has no room: that is no fault of the text.
        """
        try:
            if row.attempts > inbox.MAX_ATTEMPTS:  # it ended the process each time
                self._ledger.fail(row, self._hotline_country)
            elif (turn := self._begin(row)) is not None:
                await self._take(turn)
        except inbox.LostClaim:
            logger.warning("inbox row %d was taken over by another worker", row.id)
        except Exception as problem:
            if no_room(problem):
                raise
            logger.error("inbox row %d, attempt %d: %s", row.id, row.attempts, type(problem).__name__)
            self._give_up_or_retry(row)
            return False
        return True

    def _give_up_or_retry(self, row: InboxRow) -> None:
        try:
            self._ledger.fail(row, self._hotline_country)
        except Exception as problem:
            logger.error("inbox row %d stays claimed: %s", row.id, type(problem).__name__)

    async def _take(self, turn: Turn) -> None:
        if admission.stops(turn):
            self._ledger.stop(turn)
            return
        if admission.comes_back(turn):
            self._ledger.resume(turn)
            return
        if turn.keyword is Keyword.UNCOUNTED:
            self._ledger.leave_uncounted(turn)
            return
        if await self._safe_words.is_given(turn):
            self._ledger.open(turn)
            return
        turn = await self._speaker.read(turn)
        about_word = self._safe_words.spoken(turn) if turn.holder is not Holder.OPERATOR else None
        if about_word is not None:
            self._ledger.write(turn, self._paced(turn) or about_word)
            return
        turn = self._speaker.see(turn)
        last = self._last_answered(turn) if turn.holder is Holder.QUEUE else None
        if is_for_humans(turn, just_told=_was_just_told(turn, last)):
            if turn.holder is Holder.QUEUE and not _was_just_answered(turn, last):
                self._ledger.write(turn, await self._acknowledged(turn))
                return
            if self._ledger.leave_to_humans(turn, self._notice(turn)):
                return
        self._ledger.write(turn, await self._spoken(turn))

    def _notice(self, turn: Turn) -> Reply | None:
        """What became of what is no text; None for a text, and where it was said just now, as of many pictures."""
        response = TOLD_OF.get(turn.inbound.kind)
        if response is None or self._is_told_later(turn) or _was_just_answered(turn, self._last_answered(turn)):
            return None
        return compose(response, replace(turn.situation, first=False))

    def _is_told_later(self, turn: Turn) -> bool:
        """Whether bot/worker/keeper.py says what became of its files."""
        return self._keeps_files and bool(turn.inbound.attachments)

    async def _acknowledged(self, turn: Turn) -> Spoken:
        """That a text is stored; where nobody reads it now, also what the computer can do about it."""
        if self._is_told_later(turn):
            return Spoken()
        if turn.inbound.kind in TOLD_OF:
            return say(turn, TOLD_OF[turn.inbound.kind])
        staffed = self._staffing(turn)
        if staffed.reads or not (turn.topic == UNCLEAR or turn.is_likely):
            return with_opening(acknowledged(turn, on_duty=staffed.reads), turn, staffed)
        return await self._speaker.ask_back(turn)

    async def _spoken(self, turn: Turn) -> Spoken:
        if turn.inbound.answered:  # by the provider itself
            return Spoken()
        if (paced := self._paced(turn)) is not None:
            return paced
        if _waits_in_danger(turn):
            return with_absence(turn, say(turn, "utter_human_comes"), self._staffing(turn))
        spoken = await self._speaker.speak(turn)
        if spoken.handoff or turn.holder is Holder.QUEUE or promises_a_person(spoken):
            spoken = with_absence(turn, spoken, self._staffing(turn))
        return with_the_computer_again(turn, spoken) if turn.holder is Holder.QUEUE else spoken

    def _paced(self, turn: Turn) -> Spoken | None:
        """What is said to who writes too fast; None for all others."""
        pace = self._flood.pace_of(turn)
        if pace is Pace.FINE:
            return None
        return say(turn, "utter_too_many_messages") if pace is Pace.ASK_TO_WAIT else Spoken()

    def _begin(self, row: InboxRow) -> Turn | None:
        """The turn as it stands; None where the contact was erased."""
        with self._store.read() as work:
            if safe_word.of(work, row.conversation_id) is None:
                return self._as_it_stands(work, row, None)
        word = self._safe_words.at_a_text(row)
        with self._store.read() as work:
            return self._as_it_stands(work, row, word)

    def _as_it_stands(self, work: Work, row: InboxRow, word: SafeWord | None) -> Turn | None:
        person = contacts.of_conversation(work, row.conversation_id)
        if person is None:
            return None
        stored = work.run(_STORED, of=row.conversation_id).one()
        after = word.shown_after if word else 0
        # what is remembered of a turn was answered in it
        first = not (stored.tracker or messages.anything_from(work, row.conversation_id, Author.BOT, after))
        key = work.key_of(row.conversation_id)
        asked = _asked_last(work, row) if Holder(stored.holder) is not Holder.BOT else None
        remembered = Remembered.read(key.readable(stored.tracker))  # what no key opens must not cost them the answer
        # a button's title is no keyword
        keyword = recognise(row.inbound.text) if row.inbound.token is None else None
        offer, held = offers.read(key, stored.offer), Holder(stored.holder)
        return Turn(
            *(row, person, held, offer, remembered, first, self._hotline_country, keyword),
            asked=asked,
            safe_word=word,
        )

    def _staffing(self, turn: Turn) -> Staffing:
        with self._store.read() as work:
            return staffing(work, self._hours, turn.contact.language)

    def _last_answered(self, turn: Turn) -> Answered | None:
        with self._store.read() as work:
            return messages.last_answered(work, turn.row.conversation_id)


def _asked_last(work: Work, row: InboxRow) -> Rendered | None:
    """The question of the phrasebook that an operator asked last; None where they have written own words since."""
    for citations, language in messages.said_by_operators(work, row.conversation_id, row.message_id, LOOKED_BACK):
        sentence = cited(citations, language)
        if sentence is None or sentence.kind is not None:
            return sentence
    return None


def _was_just_answered(turn: Turn, last: Answered | None) -> bool:
    """Whether the bot has said something so lately that one more line would only be in the way.

    Who tells of danger, or has done so just before ("hello?"), is not left in silence for as long.
    """
    if last is None:
        return False
    is_danger = turn.may_tell_of_danger or last[0] in URGENT_TOPICS
    return now() - last[1] < (DANGER_ACKNOWLEDGED_EVERY if is_danger else ACKNOWLEDGED_EVERY)


def _was_just_told(turn: Turn, last: Answered | None) -> bool:
    """Whether the bot's last answer, to the same need, is so fresh that it is still before their eyes."""
    if last is None or not turn.may_tell_of_danger:
        return False
    return last[0] == turn.topic and now() - last[1] < TOLD_AGAIN_AFTER


def _waits_in_danger(turn: Turn) -> bool:
    """Whether who waits for a human may tell of danger and of nothing clearer: they hear again whom to call, and wait.

    Danger that is sure, and despair, are answered as such, which makes the wait an urgent one.
    """
    unclear = turn.topic not in URGENT_TOPICS and not turn.is_clear
    return turn.holder is Holder.QUEUE and turn.may_tell_of_danger and unclear
