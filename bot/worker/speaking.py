"""What the bot says to a turn, and what it leads to. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.conversations.contract import Channel, MessageKind
from bot.conversations.holder import Urgency
from bot.conversations.messages import URGENT_TOPICS
from bot.conversations.work import Work
from bot.dialogue.answer import Answer, Assistant
from bot.dialogue.effects import Handoff, first
from bot.dialogue.interviews.call_back import TOPIC as CALL_BACK
from bot.dialogue.interviews.engine import is_interrupted, open_in, waits
from bot.dialogue.interviews.kind import INFORM
from bot.dialogue.keywords import MENU_DIGIT, PERSON_DIGIT, Digit, Keyword
from bot.dialogue.reading import was_picked
from bot.dialogue.seeing import seen_in
from bot.dialogue.unreadable import answer_to, report_in
from bot.replies.compose import compose
from bot.replies.floor import with_number_above
from bot.replies.phrases.service import STORED_NOBODY_ON_DUTY
from bot.replies.questions import LEAVE_PAYLOAD, START_PAYLOAD
from bot.replies.reply import Reply, merge
from bot.replies.voice import voice_for
from bot.storage.engine import now
from bot.worker.routing import ANSWERED_ONCE, payload_of_digit, payload_of_rest
from bot.worker.turn import Turn

UNREADABLE = {
    MessageKind.MEDIA: "utter_media",
    MessageKind.LOCATION: "utter_location",
    MessageKind.CONTACT_CARD: "utter_media",
    MessageKind.EMPTY: "utter_empty",
    MessageKind.EDITED: "utter_edited",
}


@dataclass(frozen=True)
class Spoken:
    """What is to be said and done. `answer` is there when Rasa was asked.

    `page`: the next one of a longer answer. `to_the_computer`: who waits for a human has turned back to the computer.
    `beside`: what is written first, in the same transaction. `asks_safe_word`: see Offer.
    """

    reply: Reply | None = None
    answer: Answer | None = None
    handoff: tuple[str, Urgency] | None = None
    page: str | None = None
    to_the_computer: bool = False
    beside: Callable[[Work], None] | None = None
    asks_safe_word: bool = False


class Speaker:
    """Speaks for the bot."""

    def __init__(self, assistant: Assistant, channels: Mapping[str, Channel]) -> None:
        self._assistant, self._channels = assistant, channels

    async def read(self, turn: Turn) -> Turn:
        """The turn with what its text means. Buttons, digits and words such as MORE have a meaning of their own."""
        has_word = turn.keyword not in (None, Keyword.START)  # who is not stopped greets with it
        if turn.inbound.payload or turn.inbound.token is not None or has_word or not turn.text:
            return turn
        parse = await self._assistant.read(turn.text, turn.contact.channel, turn.known, turn.standing)
        return replace(turn, parse=parse)

    def see(self, turn: Turn) -> Turn:
        """The turn with what its text shows an operator; a number or a word such as "no" may answer a question."""
        if not turn.text or turn.inbound.payload or turn.inbound.token is not None:
            return turn
        written: Mapping[str, Any] = {"text": turn.text}
        parse = turn.parse if turn.parse is not None and not was_picked(turn.parse) else written
        evidence = parse.get("language") or {}
        sentences = self._assistant.sentences(turn.text, evidence.get("language") or turn.contact.language)
        seen = seen_in(turn.text, parse, sentences, turn.asked, turn.contact.language, now().date())
        return replace(turn, seen=seen)

    async def speak(self, turn: Turn) -> Spoken:
        """The bot's word on a turn."""
        inbound, keyword = turn.inbound, turn.keyword
        if inbound.payload:
            return await self._pick(turn, inbound.payload)
        if _picks_of_what_was_erased(turn):
            return await self._pick(turn, START_PAYLOAD)
        if inbound.token is not None:
            choice = turn.offer.by_token(inbound.token)
            return await self._pick(turn, choice.payload) if choice else say(turn, "utter_old_choice")
        if inbound.kind in UNREADABLE:
            return say(turn, UNREADABLE[inbound.kind])
        if keyword is Keyword.LEAVE:
            return await self._pick(turn, LEAVE_PAYLOAD)
        if keyword is Keyword.MORE:
            return await self._more(turn)
        if isinstance(keyword, Digit):
            payload = payload_of_digit(keyword.value, turn.offer)
            return await self._pick(turn, payload) if payload else say(turn, "utter_no_such_choice")
        if turn.parse is None:
            return say(turn, "utter_empty")
        return _with_way_to_letters(turn, await self._answer(turn))

    async def ask_back(self, turn: Turn) -> Spoken:
        """To an unclear text that nobody reads now: that it is stored, and what it may mean."""
        spoken = await self._answer(turn)
        if spoken.reply is None:
            return spoken
        kept = voice_for(replace(turn.situation, language=spoken.reply.language)).say(STORED_NOBODY_ON_DUTY)
        first_line, *others = spoken.reply.paragraphs  # by SMS whom to call
        return replace(spoken, reply=replace(spoken.reply, paragraphs=(first_line, kept, *others)))

    async def _pick(self, turn: Turn, payload: str) -> Spoken:
        parse = await self._assistant.read(payload, turn.contact.channel, turn.known, turn.standing)
        return await self._answer(replace(turn, parse=parse))

    async def _answer(self, turn: Turn) -> Spoken:
        person, parse = turn.contact, turn.parse or {}
        answer = await self._assistant.answer(person.pseudonym, turn.remembered, parse, person.channel, turn.known)
        if answer.reply is None:
            return replace(say(turn, "utter_apology"), handoff=("error", Urgency.NORMAL))
        wished = first(answer.effects, Handoff)
        urgency = Urgency.URGENT if wished and wished.urgent else Urgency.NORMAL
        return Spoken(answer.reply, answer, (wished.reason, urgency) if wished else None)

    async def _more(self, turn: Turn) -> Spoken:
        """The next page, then the next part of the answer: who writes MORE need not know where a part ends."""
        if turn.offer.more:
            return Spoken(page=turn.offer.more[0])
        rest = payload_of_rest(turn.offer)
        return await self._pick(turn, rest) if rest else Spoken(page=self._no_more(turn))

    def _no_more(self, turn: Turn) -> str:
        """Said as a page is, so that the choices that are open stay so."""
        reply = compose("utter_no_more", turn.situation)
        return self._channels[turn.contact.channel].shape(reply, ()).texts[0]


def say(turn: Turn, response: str) -> Spoken:
    """A reply that Rasa is not asked for; to a text that may tell of danger with a number to call above it."""
    reply = compose(response, turn.situation)
    return Spoken(with_number_above(reply, turn.situation) if turn.may_tell_of_danger else reply)


def acknowledged(turn: Turn, *, on_duty: bool) -> Spoken:
    """To a text that waits for a human: that it is stored, whether anybody is there, and whom to call in danger."""
    reply = compose("utter_stored_on_duty" if on_duty else "utter_stored", replace(turn.situation, first=False))
    urgent = (str(turn.topic), Urgency.URGENT) if turn.topic in URGENT_TOPICS else None
    return Spoken(reply, handoff=urgent)


def with_the_computer_again(turn: Turn, spoken: Spoken) -> Spoken:
    """To somebody who waits for a human and asks the computer for more than one thing about the waiting itself."""
    if answers_call_back(turn, spoken):
        return spoken  # the computer asks while they go on waiting
    asks_for_more = spoken.answer is not None and spoken.handoff is None and spoken.answer.topic not in ANSWERED_ONCE
    if not asks_for_more or turn.is_clear:
        return spoken
    again = compose("utter_computer_again", replace(turn.situation, first=False))
    return replace(spoken, reply=merge([again, spoken.reply]) if spoken.reply else None, to_the_computer=True)


def answers_call_back(turn: Turn, spoken: Spoken) -> bool:
    """Whether the contact says how they can be reached, or begins to."""
    interview = open_in(turn.remembered.slots)
    is_answer = spoken.answer is not None and spoken.answer.topic == INFORM
    return is_answer and interview is not None and interview.topic == CALL_BACK


def _picks_of_what_was_erased(turn: Turn) -> bool:
    """Whether somebody picks an answer to an open question a day later, when what was offered is not known any more.

    The question is then asked again.
    """
    picks = turn.inbound.token is not None or (
        isinstance(turn.keyword, Digit) and turn.keyword.value not in (PERSON_DIGIT, MENU_DIGIT)
    )
    interview = open_in(turn.remembered.slots)
    return picks and not turn.offer.choices and (waits(interview) or is_interrupted(interview))


def _with_way_to_letters(turn: Turn, spoken: Spoken) -> Spoken:
    """With the way to letters that the phone shows, where the text reports that it does not show ours."""
    report = report_in(turn.text, turn.contact.language)
    if report and spoken.reply and not spoken.handoff:
        return replace(spoken, reply=answer_to(report, spoken.reply, str(turn.contact.language)))
    return spoken
