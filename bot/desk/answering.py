"""What an operator does in a conversation: each one transaction, checked under the conversation's lock."""

from __future__ import annotations

import contextlib
import datetime
import unicodedata
from dataclasses import replace

from sqlalchemy import or_, select

from bot.conversations import audit, closings, contacts, delivery, duty, erasure, holder, notes, outbox
from bot.conversations.closings import Outcome
from bot.conversations.contacts import Contact
from bot.conversations.duty import logged_in, present
from bot.conversations.holder import AlreadyTaken, Holder, IllegalTransition, Urgency
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store, Work
from bot.desk import absence, need_to_know
from bot.desk.accounts import Operator
from bot.desk.lists import Stake, read_row, read_rows, to_take
from bot.replies.phrasebook import Rendered, known
from bot.storage.engine import now
from bot.storage.tables import concerns_people, contact, conversation, message
from bot.text.direction import isolate_typed
from bot.text.gsm7_folding import fold_to_gsm7

# What each channel takes in one message. Twilio: 1,600 characters a request. Telegram: 4,096 UTF-16 units.
LONGEST_TEXT = {"sms": 1600, "telegram": 4096}
LONGEST_ELSEWHERE = 4096
KEPT_CONTROLS = "\n\t"
LEFT_FOR = datetime.timedelta(minutes=2)  # a visitor who left may have closed the page by mistake
IDLE_ENDS_AFTER = datetime.timedelta(hours=4)  # nobody has written for so long
LEFT_WHILE_HELD_FOR = datetime.timedelta(minutes=10)


class Refused(ValueError):
    """It was not done; the message says why, to the operator."""


class Empty(Refused):
    """There is nothing to send."""


class NotFilled(Refused):
    """The sentence has a blank, and nobody filled it in."""


class TooLong(Refused):
    """The channel takes less. `limit` and `characters` say how much."""

    def __init__(self, channel: str, limit: int, characters: int) -> None:
        super().__init__(channel)
        self.channel, self.limit, self.characters = channel, limit, characters


class ContactStopped(Refused):
    """The contact has opted out, so nothing is sent."""


class MayNotErase(Refused):
    """Only the holder or a supervisor erases."""


class MustConfirm(Refused):
    """Somebody would be left waiting. `stake` says what; the operator has to say that they know."""

    def __init__(self, stake: Stake) -> None:
        super().__init__(str(stake))
        self.stake = stake


class NeedsReason(Refused):
    """Nobody waits in it, so that who takes it says first why they need to read it."""


class DangerSince(Refused):
    """The contact has written of danger since the page was made, which is to be read first."""


def take(store: Store, conversation_id: int, who: Operator) -> None:
    """Take a conversation from the queue, the bot, or an operator who does not look after it.

    Raises AlreadyTaken when another operator was first, NeedsReason where nobody waits and no reason was given, and
    LookupError when it was erased.
    """
    with store.write() as work:
        if _is_deserted(work, conversation_id) and _owner(work, conversation_id) != who.id:
            holder.release(work, conversation_id, who.id)
        elif holder.holder_of(work, conversation_id) is Holder.BOT and not need_to_know.may_read(
            work, conversation_id, who
        ):
            raise NeedsReason("nobody waits")
        holder.take(work, conversation_id, who.id)
        duty.begin(work, who.id)
        work.notify()


def take_next(store: Store, who: Operator) -> int | None:
    """Take the most pressing conversation that waits or is neglected; returns its id, or None when there is none."""
    while True:
        with store.read() as work:
            queue = to_take(read_rows(work), who.id)
        if not queue:
            return None
        for row in queue:
            try:
                take(store, row.id, who)
            except (AlreadyTaken, LookupError):
                continue
            return row.id


def send(
    store: Store,
    conversation_id: int,
    who: Operator,
    text: str,
    language: str,
    after: int,
    again: int = 0,
    *,
    plain: bool = False,
) -> bool:
    """Send a text to the contact, once. False when it was sent already.

    `after`: the conversation's last sequence number when the form was made; the same text after the same point is the
    same form submitted again. `again`: the sequence number of the lost text that this one replaces. `plain`: see
    `shaped`. Raises Refused, IllegalTransition (not theirs) or LookupError (erased).
    """
    with store.write() as work:
        holder.require_operator(work, conversation_id, who.id)
        if again:
            delivery.mark_resent(work, conversation_id, again)
        return _send(work, conversation_id, who, text, language, after, plain=plain)


def try_now(store: Store, conversation_id: int, who: Operator) -> None:
    """What the provider refused is due at once. Raises IllegalTransition (not theirs) or LookupError (erased)."""
    with store.write() as work:
        holder.require_operator(work, conversation_id, who.id)
        outbox.hasten_conversation(work, conversation_id)
        work.notify()


def send_ready(store: Store, conversation_id: int, who: Operator, ready: Rendered, after: int) -> bool:
    """Send a sentence of the phrasebook with its numbered answers, as `send` does. The message keeps which one it is.

    Raises NotFilled where its blank is empty.
    """
    if known(ready.code).blank and not ready.filled:
        raise NotFilled(ready.code)
    with store.write() as work:
        holder.require_operator(work, conversation_id, who.id)
        return _send(work, conversation_id, who, ready.lines, ready.language, after, (ready.citation,))


def hand_back(
    store: Store,
    conversation_id: int,
    who: Operator,
    closing: str,
    language: str,
    after: int,
    known: str = "",
    ended: tuple[Outcome, str] | None = None,
) -> None:
    """Give the conversation back to the bot, after a closing sentence if there is one.

    `ended`: how it ended, and where the contact was referred to; None where it has not.

    `known`: the stake (see lists.Stake), as a form carries it, that the operator was shown and confirmed. Raises
    MustConfirm when it is another by now, and as `send`.
    """
    with store.write() as work:
        holder.require_operator(work, conversation_id, who.id)
        _require_known(work, conversation_id, known)
        if tidy(closing):
            _send(work, conversation_id, who, closing, language, after, plain=False)
        holder.hand_back(work, conversation_id, who.id)
        if ended:
            closings.add(work, conversation_id, who.id, *ended)
        work.notify()


def put_back(store: Store, conversation_id: int, who: Operator, known: str = "", why: str = "") -> None:
    """Put one's own conversation back into the queue; `why` is kept as a note.

    Raises MustConfirm, IllegalTransition or LookupError.
    """
    with store.write() as work:
        holder.require_operator(work, conversation_id, who.id)
        _require_known(work, conversation_id, known)
        holder.put_back(work, conversation_id, who.id)
        if why.strip():
            notes.add(work, conversation_id, who.id, why[: notes.LONGEST_NOTE])
        work.notify()


def release(store: Store, conversation_id: int, who: Operator) -> None:
    """Put another's conversation into the queue: a supervisor may; anybody, when its holder is away or neglects it."""
    with store.write() as work:
        if not who.is_supervisor and not _is_deserted(work, conversation_id):
            raise IllegalTransition("its holder looks after it")
        holder.release(work, conversation_id, who.id)
        work.notify()


def release_all_of(work: Work, operator_id: int, by: int) -> int:
    """Put everything that an operator holds into the queue, so that nobody waits for them; returns how many."""
    held = (
        work.run(
            select(conversation.c.id).where(
                concerns_people(),
                conversation.c.holder == Holder.OPERATOR.value,
                conversation.c.operator_id == operator_id,
            )
        )
        .scalars()
        .all()
    )
    for conversation_id in held:
        _release(work, conversation_id, by)
    if held:
        work.notify()
    return len(held)


def release_of_the_gone(store: Store, *, by_pulse: bool = True) -> int:
    """Put into the queue what operators hold who are not here, as if they had logged out; returns how many.

    The desk does it every few seconds: sessions that end, and browsers that die, do so without anybody's doing.
    `by_pulse`: also where a browser is silent; else only where the session is over.
    """
    held = select(conversation.c.id, conversation.c.operator_id).where(
        concerns_people(), conversation.c.holder == Holder.OPERATOR.value
    )
    who = present if by_pulse else logged_in
    with store.read() as work:
        here = who(work)
        suspects = [row for row in work.run(held) if row.operator_id not in here]
    noted: set[int | None] = set()
    released = 0
    for row in suspects:
        with contextlib.suppress(LookupError), store.write() as work:
            if holder.holder_of(work, row.id) is not Holder.OPERATOR or _owner(work, row.id) in who(work):
                continue  # somebody came back, or took it, meanwhile
            owner = _owner(work, row.id)
            if owner not in noted:
                audit.record(work, owner, "browser_gone" if owner in logged_in(work) else "session_over", None)
            _release(work, row.id, owner)
            work.notify()
            noted.add(owner)
            released += 1
    return released


def file_away_left(store: Store) -> int:
    """End the conversations of visitors who left the chat page for good; returns how many.

    Where an operator holds one, they have time to see it: it may have been urgent.
    """
    gone = (
        select(conversation.c.id, conversation.c.holder)
        .join(contact, contact.c.id == conversation.c.contact_id)
        .where(concerns_people(), contact.c.channel == "webchat", contact.c.stopped_by == "blocked")
        .where(
            or_(
                (conversation.c.holder != Holder.OPERATOR.value) & (contact.c.stopped_at < now() - LEFT_FOR),
                (conversation.c.urgency == 0) & (contact.c.stopped_at < now() - LEFT_WHILE_HELD_FOR),
            )
        )
    )
    with store.read() as work:
        found = work.run(gone).all()
    for row in found:
        with contextlib.suppress(LookupError), store.write() as work:
            if work.run(gone.where(conversation.c.id == row.id)).first() is not None:
                holder.file_away(work, row.id, None, "filed_away")
                work.notify()
    return len(found)


def end_idle(store: Store) -> int:
    """End conversations in which neither the contact nor the operator has written for long; returns how many.

    Never an urgent one, nor one with a text that is unanswered or has not reached the contact.
    """
    held = concerns_people(), conversation.c.holder == Holder.OPERATOR.value, conversation.c.urgency == 0
    quiet = select(conversation.c.id).where(*held, conversation.c.changed_at < now() - IDLE_ENDS_AFTER)
    with store.read() as work:
        found = work.run(quiet).scalars().all()
    ended = 0
    for conversation_id in found:
        with contextlib.suppress(LookupError), store.write() as work:
            holder.holder_of(work, conversation_id)
            row = read_row(work, conversation_id)
            if row is None or row.unanswered or row.failing or row.spoken_at is None:
                continue
            if work.run(quiet.where(conversation.c.id == conversation_id)).first() is None:
                continue
            owner = row.operator_id
            holder.file_away(work, conversation_id, None, "ended_idle")
            closings.add(work, conversation_id, owner, Outcome.NO_CONTACT)
            absence.tell(work, conversation_id, absence.CONVERSATION_ENDS)
            work.notify()
            ended += 1
    return ended


def change_situation(
    store: Store, conversation_id: int, who: Operator, language: str | None, country: str | None
) -> None:
    """Set the contact's language and country, which the bot then keeps to. Raises IllegalTransition or LookupError."""
    with store.write() as work:
        holder.require_operator(work, conversation_id, who.id)
        person = _person(work, conversation_id)
        if language != person.language:
            contacts.remember(work, person.id, language=language, language_chosen=language is not None)
        contacts.remember(work, person.id, country=country, country_chosen=country is not None)
        audit.record(work, who.id, "situation", person.pseudonym)
        work.notify()


def judge(store: Store, conversation_id: int, who: Operator, urgency: Urgency, after: int) -> None:
    """Say how urgent a conversation is.

    `after`: the conversation's last sequence number on the page on which it was judged. Raises DangerSince,
    IllegalTransition (another holds it, or nobody waits) or LookupError (erased).
    """
    with store.write() as work:
        holder.holder_of(work, conversation_id)  # locks it: danger that is told from now on comes after
        row = read_row(work, conversation_id)
        if urgency is Urgency.NORMAL and row is not None and row.danger > after:
            raise DangerSince("danger")
        holder.judge(work, conversation_id, who.id, urgency)
        work.notify()


def erase(store: Store, conversation_id: int, who: Operator) -> None:
    """Erase everything of the contact. Raises MayNotErase, or LookupError when it is gone already."""
    with store.write() as work:
        held = holder.holder_of(work, conversation_id)
        owner = _owner(work, conversation_id)
        if not who.is_supervisor and (held is not Holder.OPERATOR or owner != who.id):
            raise MayNotErase("not the holder")
        person = _person(work, conversation_id)
        audit.record(work, who.id, "erase", person.pseudonym)
        erasure.erase(work, person.id)
        work.notify()


def tidy(text: str) -> str:
    """The text with Unix line ends, without control characters, blank ends or blank line ends."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in unix if c in KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cs"))
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def longest_text(channel: str) -> int:
    """How many UTF-16 units the channel takes in one message."""
    return LONGEST_TEXT.get(channel, LONGEST_ELSEWHERE)


def shaped(channel: str, text: str, language: str, *, plain: bool = False) -> str:
    """The text as it is sent: tidied, numbers kept in order, and for SMS folded to GSM-7 where that saves messages.

    Letters stay as they were typed ("está" is not "esta"), unless `plain` says that they may lose their accents.
    """
    ordered = isolate_typed(tidy(text))
    if channel != "sms":
        return ordered
    folded = fold_to_gsm7(ordered, language)
    return folded if plain or letters_of(folded) == letters_of(ordered) else ordered


def letters_of(text: str) -> str:
    """The letters of a text, without signs and spaces."""
    return "".join(letter for letter in text if letter.isalpha())


def units(text: str) -> int:
    """UTF-16 units, which providers count in."""
    return len(text.encode("utf-16-le")) // 2


def _send(
    work: Work,
    conversation_id: int,
    who: Operator,
    text: str,
    language: str,
    after: int,
    sources: tuple[str, ...] = (),
    *,
    plain: bool = True,
) -> bool:
    person = _person(work, conversation_id)
    new = new_text(work, conversation_id, who, shaped(person.channel, text, language, plain=plain), language, after)
    if new is None:
        return False
    outbox.add(work, conversation_id, replace(new, sources=sources))
    audit.record(work, who.id, "send", person.pseudonym)
    return True


def new_text(
    work: Work, conversation_id: int, who: Operator, text: str, language: str, after: int
) -> NewMessage | None:
    """The message of an operator's text, as it goes out; None where it was sent already. Raises Refused."""
    person = _person(work, conversation_id)
    if not text:
        raise Empty("empty")
    limit = longest_text(person.channel)
    if units(text) > limit:
        raise TooLong(person.channel, limit, units(text))
    if person.stopped:
        raise ContactStopped("opted out")
    if _sent_already(work, conversation_id, who.id, text, after):
        return None
    return NewMessage(Author.OPERATOR, text, language=language, operator_id=who.id)


def _sent_already(work: Work, conversation_id: int, operator_id: int, text: str, after: int) -> bool:
    statement = select(message.c.text).where(
        message.c.conversation_id == conversation_id,
        message.c.sequence > after,
        message.c.author == Author.OPERATOR.value,
        message.c.operator_id == operator_id,
    )
    return any(work.key_of(conversation_id).readable(stored) == text for stored in work.run(statement).scalars().all())


def _person(work: Work, conversation_id: int) -> Contact:
    person = contacts.of_conversation(work, conversation_id)
    if person is None:
        raise LookupError("erased")
    return person


def _owner(work: Work, conversation_id: int) -> int | None:
    found = work.run(select(conversation.c.operator_id).where(conversation.c.id == conversation_id)).scalar()
    return int(found) if found is not None else None


def _require_known(work: Work, conversation_id: int, known: str) -> None:
    row = read_row(work, conversation_id)
    if row is not None and row.stake and str(row.stake) != known:
        raise MustConfirm(row.stake)


def _is_deserted(work: Work, conversation_id: int) -> bool:
    """Whether an operator holds it (it stays locked) who does not look after it."""
    if holder.holder_of(work, conversation_id) is not Holder.OPERATOR:
        return False
    row = read_row(work, conversation_id)
    return row is not None and row.may_be_taken


def _release(work: Work, conversation_id: int, by: int | None) -> None:
    """Put it into the queue and tell the contact; what nobody has answered goes on waiting since it was written."""
    row = read_row(work, conversation_id)
    holder.release(work, conversation_id, by)
    if row is not None and row.unanswered_since is not None:
        older = conversation.c.waiting_since > row.unanswered_since
        work.run(
            conversation.update()
            .where(conversation.c.id == conversation_id, older)
            .values(waiting_since=row.unanswered_since)
        )
    absence.tell(work, conversation_id, absence.HUMAN_LEFT)
