"""What a turn led to, written in one transaction: replies, memory, holder, and that the turn is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam

from bot.conversations import (
    call_backs,
    contacts,
    counting,
    erasure,
    holder,
    inbox,
    messages,
    offers,
    outbox,
    safe_word,
)
from bot.conversations.contract import Channel, OfferedChoice
from bot.conversations.holder import Holder, Urgency
from bot.conversations.inbox import InboxRow
from bot.conversations.messages import NOTICE, URGENT_TOPICS, Author, NewMessage
from bot.conversations.offers import Offer
from bot.conversations.outbox import OutboxRow
from bot.conversations.work import Store, Work
from bot.dialogue.answer import Answer
from bot.dialogue.effects import Erase, KeepCallBack, SetCountry, SetLanguage, Stop, first
from bot.dialogue.language_and_country import written_in
from bot.i18n.time_zones import only_time_zone
from bot.replies.compose import compose
from bot.replies.reply import Reply
from bot.storage.engine import Wake
from bot.storage.prepared import Prepared
from bot.storage.tables import conversation
from bot.worker.sender import Sender
from bot.worker.speaking import Spoken
from bot.worker.turn import Turn, situation_of

_REMEMBER = Prepared(
    conversation.update().where(conversation.c.id == bindparam("of")).values(tracker=bindparam("memory"))
)


class Ledger:
    """Writes turns for one worker. `senders`: those of its channels that may send straight from here.

    `on_erased`: called after a contact was erased, whose bytes are then to be scrubbed from SQLite's log.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        worker: str,
        senders: Mapping[str, Sender],
        on_erased: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_erased = on_erased
        self._store, self._channels = store, channels
        self._worker, self._senders = worker, senders

    def stop(self, turn: Turn) -> None:
        """Nothing more is sent to the contact; who said so in a word gets one last text."""
        with self._store.write() as work:
            contacts.lock(work, turn.row.conversation_id)
            if not turn.contact.stopped:
                contacts.stop(work, turn.contact.id, by="blocked" if turn.inbound.stops else "keyword")
                if not turn.inbound.stops:
                    reply = compose("utter_stop", replace(turn.situation, first=False))
                    self._add_texts(work, turn.row, reply, (), even_if_stopped=True)
            inbox.finish(work, turn.row, self._worker)
            work.notify(Wake.OUTBOX)

    def resume(self, turn: Turn) -> None:
        """The contact gets messages again, and a greeting if they said so in a word."""
        with self._store.write() as work:
            held = holder.holder_of(work, turn.row.conversation_id)  # not as it was a moment ago
            if not turn.inbound.text:  # unblocked without a word: nothing is owed, and STOP still stands
                contacts.unblock(work, turn.contact.id)
                inbox.finish(work, turn.row, self._worker)
                return
            contacts.resume(work, turn.contact.id)
            if held is Holder.BOT:
                self._add_reply(work, turn.row, compose("utter_greet", replace(turn.situation, first=True)))
            inbox.finish(work, turn.row, self._worker)
            work.notify(Wake.OUTBOX)

    def leave_uncounted(self, turn: Turn) -> None:
        """The contact comes into no statistics from now on. It is said to them where the bot may speak."""
        with self._store.write() as work:
            held = holder.holder_of(work, turn.row.conversation_id)
            was_counted = counting.leave_out(work, turn.row.conversation_id) and not turn.is_hidden
            if held is not Holder.OPERATOR and not turn.contact.stopped:
                reply = compose("utter_counted_before" if was_counted else "utter_not_counted", turn.situation)
                self._add_texts(work, turn.row, reply, ())
            inbox.finish(work, turn.row, self._worker)
            work.notify()

    def open(self, turn: Turn) -> None:
        """The safe word was given. Nothing is said while an operator holds the conversation."""
        row = turn.row
        with self._store.write() as work:
            held = holder.holder_of(work, row.conversation_id)
            safe_word.give(work, row.conversation_id)
            messages.conceal(work, row.message_id, row.conversation_id)
            if held is not Holder.OPERATOR:
                self._add_reply(work, row, compose("utter_safe_word_right", replace(turn.situation, first=False)))
            inbox.finish(work, row, self._worker)
            work.notify(Wake.OUTBOX)

    def leave_to_humans(self, turn: Turn, notice: Reply | None = None) -> bool:
        """Nothing is said but what became of something that is no text.

        False where the conversation is the bot's again by now: then nothing was written.
        """
        with self._store.write() as work:
            if holder.holder_of(work, turn.row.conversation_id) is Holder.BOT:
                return False
            if turn.topic in URGENT_TOPICS:  # nobody answers by machine, but a human should see it first
                holder.ask_for_human(work, turn.row.conversation_id, turn.topic, Urgency.URGENT)
            if turn.inbound.resumes:
                contacts.resume(work, turn.contact.id)
            messages.understood(work, turn.row.conversation_id, turn.row.message_id, None, turn.topic, turn.seen)
            if notice is not None and not turn.contact.stopped:
                for text in self._channels[turn.row.channel].shape(notice, ()).texts:
                    new = NewMessage(Author.BOT, text, kind=NOTICE, language=notice.language)
                    outbox.add(work, turn.row.conversation_id, new)
            messages.has_changed(work, turn.row.conversation_id)  # its text was shown before it was read
            inbox.finish(work, turn.row, self._worker)
            work.notify()
        return True

    def write(self, turn: Turn, spoken: Spoken) -> None:
        """What the bot says and what follows from it; nothing of it where a human took over meanwhile."""
        row, erases, to_send = turn.row, False, None
        with self._store.write() as work:
            held = holder.holder_of(work, row.conversation_id)
            if turn.inbound.resumes:
                contacts.resume(work, turn.contact.id)
            waits = held is Holder.QUEUE and turn.holder is Holder.QUEUE
            inbox.finish(work, row, self._worker)
            if held is not Holder.BOT and not waits:  # somebody took over while Rasa was thinking
                _ask_for_human(work, row, spoken)  # it is asked already; it may be urgent only now
                work.notify()
                return
            if spoken.beside:
                spoken.beside(work)
            if spoken.answer:
                erases = first(spoken.answer.effects, Erase) is not None
                if erases:
                    person = erasure.start_over(work, turn.contact)
                    row = replace(row, conversation_id=person.conversation_id)
                else:
                    self._remember(work, turn, spoken.answer)
                    _keep_call_back(work, row, spoken.answer)
            elif turn.parse is not None:
                messages.understood(work, turn.row.conversation_id, turn.row.message_id, None, turn.topic, turn.seen)
            self._speak_out(work, turn, row, spoken)
            if waits and spoken.to_the_computer:
                holder.ask_the_computer(work, row.conversation_id)
            if not erases:
                _ask_for_human(work, row, spoken)
            work.notify()
            to_send = self._claim_to_send(work, row)
        if to_send:
            self._senders[row.channel].start(to_send)
        if erases:
            self._on_erased()

    def fail(self, row: InboxRow, hotline_country: str | None) -> None:
        """The turn could not be answered: it is tried again, and at last ends in an apology and a human.

        What arrived is not looked at: it may be what no key opens.
        """
        if row.attempts < inbox.MAX_ATTEMPTS:
            inbox.release(self._store, row, self._worker)
            return
        with self._store.write() as work:
            person = contacts.of_conversation(work, row.conversation_id)
            if person is None:
                return
            contacts.open_key(work, person)
            if holder.holder_of(work, row.conversation_id) is Holder.BOT:
                self._add_reply(work, row, compose("utter_apology", situation_of(person, hotline_country)))
                holder.ask_for_human(work, row.conversation_id, "error", Urgency.NORMAL)
            inbox.finish(work, row, self._worker, inbox.FAILED)
            work.notify(Wake.OUTBOX)

    def _remember(self, work: Work, turn: Turn, answer: Answer) -> None:
        """Keep what the turn taught."""
        person = turn.contact
        language, country = first(answer.effects, SetLanguage), first(answer.effects, SetCountry)
        values: dict[str, Any] = {}
        if language:
            values |= {"language": language.language, "language_chosen": True}
        elif not person.language_chosen:
            values |= {"language": answer.language}
        if country:
            values |= {"country": country.country, "country_chosen": True}
        elif answer.country and not answer.country_guessed:
            values |= {"country": answer.country}
        new = {name: value for name, value in values.items() if getattr(person, name) != value}
        contacts.remember(work, person.id, **new)
        seen = answer.parse.get("language") or {}
        messages.understood(
            work, turn.row.conversation_id, turn.row.message_id, written_in(seen), answer.topic, turn.seen
        )
        memory = answer.remembered.write()
        stored = work.key_of(turn.row.conversation_id).encrypt(memory) if memory else None
        work.run(_REMEMBER, of=turn.row.conversation_id, memory=stored)

    def _speak_out(self, work: Work, turn: Turn, row: InboxRow, spoken: Spoken) -> None:
        if spoken.page is not None:
            offer = replace(turn.offer, more=turn.offer.more[1:])
            new = NewMessage(Author.BOT, spoken.page, language=turn.offer.language)
            outbox.add(work, row.conversation_id, new, wake=Wake.CHANGED)
            offers.write(work, row.conversation_id, offer)
        elif spoken.reply is not None and spoken.answer and first(spoken.answer.effects, Stop):
            contacts.stop(work, turn.contact.id, by="keyword")  # in a sentence instead of the word
            self._add_texts(work, row, spoken.reply, (), even_if_stopped=True)
        elif spoken.reply is not None:
            self._add_reply(
                work, row, spoken.reply, urgent=_is_urgent(turn, spoken), asks_safe_word=spoken.asks_safe_word
            )

    def _add_reply(
        self, work: Work, row: InboxRow, reply: Reply, *, urgent: bool = False, asks_safe_word: bool = False
    ) -> None:
        choices = offers.with_tokens(reply.choices)
        more = self._add_texts(work, row, reply, choices, urgent=urgent)
        offers.write(work, row.conversation_id, Offer(choices, more, reply.language, asks_safe_word))

    def _add_texts(
        self,
        work: Work,
        row: InboxRow,
        reply: Reply,
        choices: tuple[OfferedChoice, ...],
        *,
        even_if_stopped: bool = False,
        urgent: bool = False,
    ) -> tuple[str, ...]:
        shaped = self._channels[row.channel].shape(reply, choices)
        for number, text in enumerate(shaped.texts, start=1):
            new = NewMessage(
                Author.BOT,
                text,
                language=reply.language,
                choices=choices if number == len(shaped.texts) else (),
                sources=reply.sources if number == 1 else (),
            )
            outbox.add(
                *(work, row.conversation_id, new), even_if_stopped=even_if_stopped, urgent=urgent, wake=Wake.CHANGED
            )
        return shaped.more

    def _claim_to_send(self, work: Work, row: InboxRow) -> OutboxRow | None:
        """The text to send straight from here; None where the sender is to find it by itself."""
        sender = self._senders.get(row.channel)
        if sender is None or not sender.takes_at_once():
            work.notify(Wake.OUTBOX)
            return None
        claimed = outbox.claim_of(work, row.conversation_id, self._worker)
        if claimed is None:
            sender.comes_after(row.conversation_id)
        return claimed


def _is_urgent(turn: Turn, spoken: Spoken) -> bool:
    """Whether an answer is to somebody who is or may be in danger."""
    asks_urgently = spoken.handoff is not None and spoken.handoff[1] is Urgency.URGENT
    return asks_urgently or turn.may_tell_of_danger


def _keep_call_back(work: Work, row: InboxRow, answer: Answer) -> None:
    wish = first(answer.effects, KeepCallBack)
    if wish:
        zone = only_time_zone(answer.country) if answer.country else None
        call_backs.add(work, row.conversation_id, wish.way, wish.number, wish.time, zone)


def _ask_for_human(work: Work, row: InboxRow, spoken: Spoken) -> None:
    if spoken.handoff:
        reason, urgency = spoken.handoff
        holder.ask_for_human(work, row.conversation_id, reason, urgency)
