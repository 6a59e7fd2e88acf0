"""One turn of a conversation: what came in, who holds it, what is answered, all of it written at once."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from bot.conversations import contacts, erasure, holder, inbox, messages, offers, outbox
from bot.conversations.buckets import Buckets
from bot.conversations.contacts import Contact
from bot.conversations.contract import Channel, Inbound, MessageKind, OfferedChoice
from bot.conversations.holder import URGENT_TOPICS, Holder, Urgency
from bot.conversations.inbox import InboxRow
from bot.conversations.messages import Author, NewMessage
from bot.conversations.offers import Offer
from bot.conversations.outbox import OutboxRow
from bot.dialogue.answer import Answer, Answers
from bot.dialogue.keywords import MENU_DIGIT, PERSON_DIGIT, Digit, Keyword, recognise
from bot.dialogue.leaving import LEAVE_PAYLOAD, question_is_open
from bot.dialogue.situation import written_in
from bot.dialogue.typed_choice import numbered_in, titled_in
from bot.dialogue.unreadable import IN_ENGLISH, Report, answer_to, report_in
from bot.i18n.phone_prefix import phone_country
from bot.privacy.encryption import Vault
from bot.replies.compose import Situation, compose
from bot.replies.reply import Reply, merge
from bot.storage.engine import Database, Wake, now
from bot.storage.prepared import Prepared
from bot.storage.tables import conversation
from bot.text.visible import visible
from bot.worker.sender import Sender

logger = logging.getLogger(__name__)

NEVER_TOO_FAST = URGENT_TOPICS | {"talk_to_human"}
# Of who waits for a human: what they ask of the computer by a word, and what is answered without ending the silence.
YES_OR_NO = frozenset({"affirm", "deny"})
ANSWERED_ONCE = frozenset({"change_country", "change_language", "delete_my_data", "stop"}) | YES_OR_NO
ASKED_OF_THE_COMPUTER = (ANSWERED_ONCE - YES_OR_NO) | {"menu"}
TOLD_AGAIN_AFTER = datetime.timedelta(minutes=10)  # who is in danger and waits is told the numbers again
TEXTS_PER_SECOND, TEXTS_AT_ONCE = 0.5, 30  # of one contact; what is more is kept, but not answered
SECONDS_BETWEEN_WAITS = 3600.0  # they are asked to wait once an hour
UNREADABLE = {
    MessageKind.MEDIA: "utter_media",
    MessageKind.LOCATION: "utter_location",
    MessageKind.CONTACT_CARD: "utter_media",
    MessageKind.EMPTY: "utter_empty",
    MessageKind.EDITED: "utter_edited",
}


_STORED = Prepared(
    select(conversation.c.holder, conversation.c.tracker, conversation.c.offer).where(
        conversation.c.id == bindparam("of")
    )
)
_REMEMBER = Prepared(
    conversation.update().where(conversation.c.id == bindparam("of")).values(tracker=bindparam("memory"))
)


@dataclass(frozen=True)
class State:
    """A conversation as it stood when the turn began."""

    contact: Contact
    holder: Holder
    offer: Offer
    memory: str | None
    first: bool


@dataclass(frozen=True)
class Spoken:
    """What is to be said and done. `answer` is there when Rasa was asked.

    `to_the_computer`: who waits for a human has turned back to the computer.
    """

    reply: Reply | None = None
    answer: Answer | None = None
    handoff: tuple[str, Urgency] | None = None
    page: str | None = None
    to_the_computer: bool = False


class Turns:
    """Works off what arrived. One instance a worker."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        assistant: Answers,
        channels: dict[str, Channel],
        worker: str,
        hotline_country: str | None = None,
        senders: Mapping[str, Sender] | None = None,
        texts_at_once: int = TEXTS_AT_ONCE,
    ) -> None:
        self._database, self._vault, self._assistant = database, vault, assistant
        self._channels, self._worker, self._hotline_country = channels, worker, hotline_country
        self._senders = senders or {}
        self._texts = Buckets(TEXTS_PER_SECOND, texts_at_once)
        self._waits = Buckets(1 / SECONDS_BETWEEN_WAITS, 1)

    async def work_off(self, row: InboxRow) -> bool:
        """Answer one thing that arrived; False when it failed and is to be tried again a little later.

        Raises nothing: what fails too often ends in an apology and a human. When even that cannot be written, the row
        stays claimed and is tried again.
        """
        try:
            state = self._read(row)
            if row.attempts > inbox.MAX_ATTEMPTS:  # it ended the process each time
                self._failed(row)
            elif state is not None:
                await self._turn(row, state)
        except inbox.LostClaim:
            logger.warning("inbox row %d was taken over by another worker", row.id)
        except Exception as problem:
            logger.error("inbox row %d, attempt %d: %s", row.id, row.attempts, type(problem).__name__)
            self._give_up_or_retry(row)
            return False
        return True

    def _give_up_or_retry(self, row: InboxRow) -> None:
        try:
            self._failed(row)
        except Exception as problem:
            logger.error("inbox row %d stays claimed: %s", row.id, type(problem).__name__)

    async def _turn(self, row: InboxRow, state: State) -> None:
        inbound = row.inbound
        keyword = recognise(inbound.text) if inbound.token is None else None  # a button's title is no keyword
        comes_back = inbound.resumes and inbound.payload is None
        if inbound.stops or _ends_all(state, inbound, keyword):
            self._stop(row, state)
        elif comes_back or (keyword is Keyword.START and state.contact.stopped):
            self._resume(row, state)
        elif state.holder is not Holder.BOT and await self._for_the_desk(row, state, keyword):
            return
        elif inbound.answered:
            self._write(row, state, Spoken())
        elif not self._texts.take(state.contact.pseudonym) and not await self._is_urgent(state, inbound, keyword):
            asked_to_wait = self._waits.take(state.contact.pseudonym)
            self._write(row, state, self._say(state, "utter_too_many_messages") if asked_to_wait else Spoken())
        else:
            spoken = await self._speak(row, state, keyword)
            turns_back = state.holder is Holder.QUEUE and _turns_to_the_computer(spoken)
            self._write(row, state, self._with_the_computer_again(state, spoken) if turns_back else spoken)

    def _is_for_the_computer(
        self, row: InboxRow, state: State, keyword: Keyword | Digit | None, topic: str | None
    ) -> bool:
        """Whether the bot answers somebody who waits for a human; `topic`: of their text.

        The queue is nobody. Who waits is told by the bot whom to call when danger or despair is new, gets the pages
        that it promised, and is answered where they turn to the computer: with a digit, a button, or by a word.
        """
        inbound = row.inbound
        if inbound.payload or inbound.token is not None:
            return True
        if keyword is Keyword.MORE:
            return bool(state.offer.more)
        if isinstance(keyword, Digit):
            return _payload_of_digit(keyword.value, state.offer) is not None
        if numbered_in(inbound.text, state.offer):
            return True
        if topic in URGENT_TOPICS:
            return not self._was_just_told(row, topic)
        is_answer = any(choice.payload == f"/{topic}" for choice in state.offer.choices)
        return topic in ASKED_OF_THE_COMPUTER or (topic in YES_OR_NO and is_answer)

    async def _topic_of(self, state: State, inbound: Inbound) -> str | None:
        """What a text is understood as; None for what is no text."""
        text = harmless(inbound.text)
        if inbound.kind is not MessageKind.TEXT or not text:
            return None
        known = known_of(state.contact, inbound, self._hotline_country, False)
        topic = ((await self._assistant.understand(text, known)).get("intent") or {}).get("name")
        return str(topic) if topic else None

    def _was_just_told(self, row: InboxRow, topic: str) -> bool:
        """Whether the bot's last answer, to the same need, is so fresh that it is still before their eyes."""
        with self._database.read() as connection:
            last = messages.last_answered(connection, row.conversation_id)
        return last is not None and last[0] == topic and now() - last[1] < TOLD_AGAIN_AFTER

    async def _is_urgent(self, state: State, inbound: Inbound, keyword: Keyword | Digit | None) -> bool:
        """Whether somebody who writes too fast is in danger or wants a person: panic writes fast."""
        if isinstance(keyword, Digit):
            return keyword.value == PERSON_DIGIT
        return await self._topic_of(state, inbound) in NEVER_TOO_FAST

    async def _speak(self, row: InboxRow, state: State, keyword: Keyword | Digit | None) -> Spoken:
        inbound = row.inbound
        if inbound.payload:
            return await self._ask(state, inbound, inbound.payload)
        if inbound.token is not None:
            choice = state.offer.by_token(inbound.token)
            return await self._ask(state, inbound, choice.payload) if choice else self._say(state, "utter_old_choice")
        if inbound.kind in UNREADABLE:
            return self._say(state, UNREADABLE[inbound.kind])
        if keyword is Keyword.LEAVE:
            return await self._ask(state, inbound, LEAVE_PAYLOAD)
        if keyword is Keyword.MORE:
            return Spoken(page=state.offer.more[0] if state.offer.more else self._no_more(state))
        if isinstance(keyword, Digit):
            payload = _payload_of_digit(keyword.value, state.offer)
            return await self._ask(state, inbound, payload) if payload else self._say(state, "utter_no_such_choice")
        text = harmless(inbound.text)
        if payload := numbered_in(text, state.offer):
            return await self._ask(state, inbound, payload)
        if (payload := titled_in(text, state.offer)) and not await self._is_urgent(state, inbound, keyword):
            return await self._ask(state, inbound, payload)
        report = report_in(text, state.contact.language)
        asked = IN_ENGLISH if report is Report.SURE else text
        spoken = await self._ask(state, inbound, asked) if text else self._say(state, "utter_empty")
        if report and spoken.reply and not spoken.handoff:
            return replace(spoken, reply=answer_to(report, spoken.reply, str(state.contact.language)))
        return spoken

    async def _ask(self, state: State, inbound: Inbound, text: str) -> Spoken:
        known = known_of(state.contact, inbound, self._hotline_country, state.first)
        answer = await self._assistant.answer(state.contact.pseudonym, state.memory, text, state.contact.channel, known)
        if answer.reply is None:
            apology = self._say(state, "utter_apology")
            return replace(apology, handoff=("error", Urgency.NORMAL))
        handoff = next((e for e in answer.effects if e["effect"] == "handoff"), None)
        wish = (str(handoff["reason"]), Urgency.URGENT if handoff["urgent"] else Urgency.NORMAL) if handoff else None
        return Spoken(answer.reply, answer, wish)

    def _with_the_computer_again(self, state: State, spoken: Spoken) -> Spoken:
        again = compose("utter_computer_again", situation_of(state.contact, self._hotline_country))
        reply = merge([again, spoken.reply]) if spoken.reply else None
        return replace(spoken, reply=reply, to_the_computer=True)

    def _no_more(self, state: State) -> str:
        """Said as a page is, so that the choices that are open stay so."""
        reply = compose("utter_no_more", situation_of(state.contact, self._hotline_country))
        return self._channels[state.contact.channel].shape(reply, ()).texts[0]

    def _say(self, state: State, response: str) -> Spoken:
        return Spoken(compose(response, situation_of(state.contact, self._hotline_country, first=state.first)))

    async def _for_the_desk(self, row: InboxRow, state: State, keyword: Keyword | Digit | None) -> bool:
        """Leave it to the humans; False where the bot answers: who waits for one turns to it, or has it back by now."""
        topic = await self._topic_of(state, row.inbound)
        if state.holder is Holder.QUEUE and self._is_for_the_computer(row, state, keyword, topic):
            return False
        with self._database.write() as connection:
            if holder.holder_of(connection, row.conversation_id) is Holder.BOT:
                return False
            if topic in URGENT_TOPICS:  # nobody answers by machine, but a human should see it first
                holder.ask_for_human(connection, row.conversation_id, topic, Urgency.URGENT)
            if row.inbound.resumes:
                contacts.resume(connection, state.contact.id)
            messages.understood(connection, row.message_id, None, topic)
            inbox.finish(connection, row, self._worker)
            self._database.notify(connection)
        return True

    def _stop(self, row: InboxRow, state: State) -> None:
        with self._database.write() as connection:
            contacts.lock(connection, row.conversation_id)
            if not state.contact.stopped:
                contacts.stop(connection, state.contact.id, by="blocked" if row.inbound.stops else "keyword")
                if not row.inbound.stops:
                    reply = compose("utter_stop", situation_of(state.contact, self._hotline_country))
                    self._add_texts(connection, row, reply, (), even_if_stopped=True)
            inbox.finish(connection, row, self._worker)
            self._database.notify(connection, Wake.OUTBOX)

    def _resume(self, row: InboxRow, state: State) -> None:
        with self._database.write() as connection:
            held = holder.holder_of(connection, row.conversation_id)  # not as it was a moment ago
            if not row.inbound.text:  # unblocked without a word: nothing is owed, and STOP still stands
                contacts.unblock(connection, state.contact.id)
                inbox.finish(connection, row, self._worker)
                return
            contacts.resume(connection, state.contact.id)
            if held is Holder.BOT:
                reply = compose("utter_greet", situation_of(state.contact, self._hotline_country, first=True))
                self._add_reply(connection, row, reply)
            inbox.finish(connection, row, self._worker)
            self._database.notify(connection, Wake.OUTBOX)

    def _write(self, row: InboxRow, state: State, spoken: Spoken) -> None:
        erased, to_send = False, None
        with self._database.write() as connection:
            held = holder.holder_of(connection, row.conversation_id)
            if row.inbound.resumes:
                contacts.resume(connection, state.contact.id)
            waits = held is Holder.QUEUE and state.holder is Holder.QUEUE
            if held is not Holder.BOT and not waits:  # somebody took over while Rasa was thinking
                self._ask_for_human(connection, row, spoken)  # it is asked already; it may be urgent only now
                inbox.finish(connection, row, self._worker)
                self._database.notify(connection)
                return
            inbox.finish(connection, row, self._worker)
            if spoken.answer:
                erased = self._remember(connection, row, state, spoken.answer)
            if erased:
                person = erasure.start_over(connection, self._vault, state.contact)
                row = replace(row, conversation_id=person.conversation_id)
            self._speak_out(connection, row, state, spoken)
            if waits and spoken.to_the_computer:
                holder.ask_the_computer(connection, row.conversation_id)
            if not erased:
                self._ask_for_human(connection, row, spoken)
            self._database.notify(connection)
            to_send = self._claim_to_send(connection, row)
        if to_send:
            self._senders[row.inbound.channel].start(to_send)
        if erased:
            erasure.scrub(self._database)

    def _claim_to_send(self, connection: Connection, row: InboxRow) -> OutboxRow | None:
        """The text to send straight from here; None where the sender is to find it by itself."""
        sender = self._senders.get(row.inbound.channel)
        if sender is None or not sender.takes_at_once():
            self._database.notify(connection, Wake.OUTBOX)
            return None
        claimed = outbox.claim_of(connection, self._vault, row.conversation_id, self._worker)
        if claimed is None:
            sender.comes_after(row.conversation_id)
        return claimed

    def _ask_for_human(self, connection: Connection, row: InboxRow, spoken: Spoken) -> None:
        if spoken.handoff:
            reason, urgency = spoken.handoff
            holder.ask_for_human(connection, row.conversation_id, reason, urgency)

    def _speak_out(self, connection: Connection, row: InboxRow, state: State, spoken: Spoken) -> None:
        if spoken.page is not None:
            offer = replace(state.offer, more=state.offer.more[1:])
            new = NewMessage(Author.BOT, spoken.page, language=state.offer.language)
            outbox.add(connection, self._database, self._vault, row.conversation_id, new, wake=Wake.CHANGED)
            offers.write(connection, self._vault, row.conversation_id, offer)
        elif spoken.reply is not None and _stops(spoken):  # in a sentence instead of the word
            contacts.stop(connection, state.contact.id, by="keyword")
            self._add_texts(connection, row, spoken.reply, (), even_if_stopped=True)
        elif spoken.reply is not None:
            self._add_reply(connection, row, spoken.reply)

    def _add_reply(self, connection: Connection, row: InboxRow, reply: Reply) -> None:
        choices = offers.with_tokens(reply.choices)
        more = self._add_texts(connection, row, reply, choices)
        offers.write(connection, self._vault, row.conversation_id, Offer(choices, more, reply.language))

    def _add_texts(
        self,
        connection: Connection,
        row: InboxRow,
        reply: Reply,
        choices: tuple[OfferedChoice, ...],
        *,
        even_if_stopped: bool = False,
    ) -> tuple[str, ...]:
        shaped = self._channels[row.inbound.channel].shape(reply, choices)
        for number, text in enumerate(shaped.texts, start=1):
            new = NewMessage(
                Author.BOT,
                text,
                language=reply.language,
                choices=choices if number == len(shaped.texts) else (),
                sources=reply.sources if number == 1 else (),
            )
            outbox.add(
                connection,
                self._database,
                self._vault,
                row.conversation_id,
                new,
                even_if_stopped=even_if_stopped,
                wake=Wake.CHANGED,
            )
        return shaped.more

    def _remember(self, connection: Connection, row: InboxRow, state: State, answer: Answer) -> bool:
        """Keep what the turn taught; True when everything is to be erased instead."""
        effects = {str(effect["effect"]): effect for effect in answer.effects}
        if "erase" in effects:
            return True
        values: dict[str, Any] = {}
        if "language" in effects:
            values |= {"language": effects["language"]["language"], "language_chosen": True}
        elif not state.contact.language_chosen:
            values |= {"language": answer.language}
        if "country" in effects:
            values |= {"country": effects["country"]["country"], "country_chosen": True}
        elif answer.country and not answer.country_guessed:
            values |= {"country": answer.country}
        new = {name: value for name, value in values.items() if getattr(state.contact, name) != value}
        contacts.remember(connection, state.contact.id, **new)
        seen = answer.parse.get("language") or {}
        messages.understood(connection, row.message_id, written_in(seen), answer.topic)
        memory = self._vault.encrypt(answer.memory) if answer.memory else None
        _REMEMBER.run(connection, of=row.conversation_id, memory=memory)
        return False

    def _read(self, row: InboxRow) -> State | None:
        with self._database.read() as connection:
            person = contacts.of_conversation(connection, self._vault, row.conversation_id)
            if person is None:
                return None
            stored = _STORED.run(connection, of=row.conversation_id).one()
            # what is remembered of a turn was answered in it
            first = not (stored.tracker or messages.anything_from(connection, row.conversation_id, Author.BOT))
        memory = self._vault.decrypt(stored.tracker) if stored.tracker else None
        return State(person, Holder(stored.holder), offers.read(self._vault, stored.offer), memory, first)

    def _failed(self, row: InboxRow) -> None:
        if row.attempts < inbox.MAX_ATTEMPTS:
            inbox.release(self._database, row, self._worker)
            return
        with self._database.write() as connection:
            person = contacts.of_conversation(connection, self._vault, row.conversation_id)
            if person is None:
                return
            if holder.holder_of(connection, row.conversation_id) is Holder.BOT:
                self._add_reply(connection, row, compose("utter_apology", situation_of(person, self._hotline_country)))
                holder.ask_for_human(connection, row.conversation_id, "error", Urgency.NORMAL)
            inbox.finish(connection, row, self._worker, inbox.FAILED)
            self._database.notify(connection, Wake.OUTBOX)


def harmless(text: str) -> str:
    """The text as Rasa may see it: nothing that people type is ever a payload (a leading slash is one to Rasa)."""
    return visible(text).strip().lstrip("/\uff0f\u2044\u2215 ").strip()


def known_of(person: Contact, inbound: Inbound, hotline_country: str | None, first: bool) -> dict[str, Any]:
    """What is known of a contact before a text is read; reaches NLU and actions as the message's metadata."""
    phone = phone_country(person.channel, person.address)
    return {
        "language": person.language,
        "language_chosen": person.language_chosen,
        "language_hints": list(inbound.language_hints),
        "phone_country": phone,
        "country": person.country,
        "country_chosen": person.country_chosen,
        "country_guess": phone or hotline_country,
        "first": first,
    }


def situation_of(person: Contact, hotline_country: str | None, *, first: bool = False) -> Situation:
    """The situation for a reply that Rasa was not asked for."""
    phone = phone_country(person.channel, person.address)
    return Situation(
        language=person.language or "en",
        country=person.country or phone or hotline_country,
        country_guessed=person.country is None,
        phone_country=phone,
        channel=person.channel,
        first=first,
    )


def _ends_all(state: State, inbound: Inbound, keyword: Keyword | Digit | None) -> bool:
    """Whether a word ends all messages. "Cancel" only leaves the bot's questions, where it can be answered."""
    if keyword is not Keyword.LEAVE:
        return keyword is Keyword.STOP
    answered = state.holder is Holder.BOT and not (state.contact.stopped or inbound.may_block)
    return not (answered and question_is_open(state.memory))


def _turns_to_the_computer(spoken: Spoken) -> bool:
    """Whether who waits has asked the computer for more than one thing about the waiting itself."""
    return spoken.answer is not None and spoken.handoff is None and spoken.answer.topic not in ANSWERED_ONCE


def _stops(spoken: Spoken) -> bool:
    return spoken.answer is not None and any(effect["effect"] == "stop" for effect in spoken.answer.effects)


def _payload_of_digit(value: int, offer: Offer) -> str | None:
    if value == PERSON_DIGIT:
        return "/talk_to_human"
    if value == MENU_DIGIT:
        return "/menu"
    choice = offer.by_number(value)
    return choice.payload if choice else None
