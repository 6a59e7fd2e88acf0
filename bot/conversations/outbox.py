"""What is to be sent: stored first, sent in order, tried again with back-off, never sent blindly twice."""

from __future__ import annotations

import datetime
import enum
import json
from dataclasses import asdict, dataclass, field

from sqlalchemy import bindparam, exists, func, or_, select, update

from bot.conversations import contacts, messages
from bot.conversations.contract import (
    NEWEST_LOOKED_AT,
    POLICIES,
    DeliveryState,
    NotSent,
    Outbound,
    Outcome,
    Receipt,
    SendError,
    Sent,
    Template,
)
from bot.conversations.messages import Author, NewMessage
from bot.conversations.work import Store, Work
from bot.privacy.encryption import DataKey
from bot.storage.engine import Wake, lease_now, now
from bot.storage.prepared import Prepared, insert_into
from bot.storage.tables import contact, conversation, is_to_send, message, outbox

SEND_SECONDS = 35  # a send that takes longer counts as lost on the way (as courier does)
CLAIM_SECONDS = SEND_SECONDS * 3  # a look back and a send, and time to spare for a busy process
LONGEST_SLEEP_SECONDS = 30.0
CONTACT_STOPPED_CODES = frozenset({"21610"})  # Twilio: the recipient has opted out
HUMAN_TOOK_OVER = "human_took_over"
UNREADABLE = NotSent(SendError.MISCONFIGURED, "unreadable")
RETRY_SECONDS = (2.0, 10.0, 60.0, 300.0, 900.0)  # after the first failure, the second ...; then always the last
THROTTLED_SECONDS = 5.0  # where the provider does not say how long to wait
GIVE_UP_AFTER = datetime.timedelta(hours=4)  # an answer that comes later comes to somebody who has gone elsewhere
URGENT = 1  # bot/conversations/holder.py's Urgency, which calls us


class OutboxState(str, enum.Enum):
    """Where a text to send is."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


S = OutboxState
OPERATOR = "operator"  # bot/conversations/holder.py, which calls us
TRANSITIONS: dict[OutboxState, frozenset[OutboxState]] = {
    S.WAITING: frozenset({S.SENDING, S.CANCELLED}),
    S.SENDING: frozenset({S.SENT, S.WAITING, S.FAILED, S.CANCELLED}),
    S.SENT: frozenset({S.DELIVERED, S.UNDELIVERED}),
    S.DELIVERED: frozenset(),
    S.UNDELIVERED: frozenset({S.DELIVERED}),  # receipts overtake each other
    S.FAILED: frozenset(),
    S.CANCELLED: frozenset(),
}
_LOOK_FIRST_AFTER = frozenset(error.value for error, policy in POLICIES.items() if policy.look_first)

_RECIPIENT = Prepared(
    select(contact.c.channel, contact.c.stopped_at, conversation.c.urgency)
    .join(conversation, conversation.c.contact_id == contact.c.id)
    .where(conversation.c.id == bindparam("conversation_id"))
)
_ADD = insert_into(
    outbox,
    *("conversation_id", "message_id", "channel", "state", "error", "attempts", "due_at", "even_if_stopped", "urgent"),
    *("created_at", "template"),
)
_EARLIER = outbox.alias()
# An earlier text of the conversation goes first; an urgent one waits only for what is urgent too or on its way. What is
# on its way waits for none: where its worker died, an urgent one behind it and it would wait for each other for ever.
_COMES_FIRST = ~exists().where(
    _EARLIER.c.conversation_id == outbox.c.conversation_id,
    _EARLIER.c.id != outbox.c.id,
    is_to_send(_EARLIER),
    or_(
        _EARLIER.c.state == S.SENDING.value,
        (_EARLIER.c.state == S.WAITING.value)
        & (outbox.c.state == S.WAITING.value)
        & or_(
            _EARLIER.c.urgent & ~outbox.c.urgent,
            (_EARLIER.c.urgent == outbox.c.urgent) & (_EARLIER.c.id < outbox.c.id),
        ),
    ),
)
_DUE = (
    select(outbox.c.id)
    .where(
        outbox.c.channel == bindparam("channel"),
        is_to_send(),
        or_(
            (outbox.c.state == S.WAITING.value)
            & or_(
                outbox.c.error.is_(None), outbox.c.due_at <= bindparam("moment")
            ),  # a clock set back delays no new one
            (outbox.c.state == S.SENDING.value) & (outbox.c.claimed_until < bindparam("lease")),
        ),
        _COMES_FIRST,
    )
    .order_by(outbox.c.urgent.desc(), outbox.c.attempts, outbox.c.id)
    .limit(1)
)
_ANY_DUE = Prepared(_DUE)
_NEXT = Prepared(_DUE.with_for_update(skip_locked=True, of=outbox))
_WHOLE = Prepared(
    select(
        outbox,
        *(message.c.text, message.c.language, message.c.choices, message.c.author),
        *(contact.c.address, contact.c.data_key, contact.c.stopped_at),
    )
    .join(message, message.c.id == outbox.c.message_id)
    .join(conversation, conversation.c.id == outbox.c.conversation_id)
    .join(contact, contact.c.id == conversation.c.contact_id)
    .where(outbox.c.id == bindparam("row"))
)
_OPEN_OF = Prepared(
    select(outbox.c.id, outbox.c.state, outbox.c.due_at)
    .where(outbox.c.conversation_id == bindparam("conversation_id"), is_to_send())
    .order_by((outbox.c.state == S.SENDING.value).desc(), outbox.c.urgent.desc(), outbox.c.id)
    .limit(2)
)
_CLAIM = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        state=S.SENDING.value,
        attempts=bindparam("number"),
        sent_at=bindparam("tried_at"),
        claimed_by=bindparam("worker"),
        claimed_until=bindparam("until"),
    )
)
# An erased text's number may be another's by now; no two were tried first at the same moment.
_SAME_TEXT = outbox.c.id == bindparam("row"), outbox.c.sent_at == bindparam("tried_at")
_BEING_SENT = Prepared(select(outbox.c.state, outbox.c.attempts).where(*_SAME_TEXT).with_for_update())
_SENT = Prepared(
    update(outbox)
    .where(*_SAME_TEXT, outbox.c.state == S.SENDING.value)
    .values(
        state=S.SENT.value,
        provider_id=bindparam("sent_as"),
        provider_id_hash=bindparam("hashed"),
        error=None,
        claimed_until=None,
    )
)
_LAST_SHOWN = Prepared(
    select(outbox.c.provider_id, message.c.choices)
    .join(message, message.c.id == outbox.c.message_id)
    .where(
        outbox.c.id
        == select(func.max(outbox.c.id))
        .where(
            outbox.c.conversation_id == bindparam("conversation_id"),
            outbox.c.state.in_((S.SENT.value, S.DELIVERED.value)),
        )
        .scalar_subquery()
    )
)
_EARLIER_IDS = Prepared(
    select(outbox.c.provider_id)
    .where(
        outbox.c.conversation_id == bindparam("conversation_id"),
        outbox.c.id < bindparam("row"),
        outbox.c.provider_id.isnot(None),
    )
    .order_by(outbox.c.id.desc())
    .limit(NEWEST_LOOKED_AT)
)
_NEXT_DUE = Prepared(
    select(outbox.c.due_at)
    .where(outbox.c.channel == bindparam("channel"), is_to_send(), outbox.c.state == S.WAITING.value, _COMES_FIRST)
    .order_by(outbox.c.due_at)
    .limit(1)
)
# What the provider itself put off waits as long as it said.
_PUT_OFF = (
    is_to_send(),
    outbox.c.state == S.WAITING.value,
    outbox.c.due_at > bindparam("moment"),
    or_(outbox.c.error.is_(None), outbox.c.error != SendError.THROTTLED.value),
)
_HASTEN_CHANNEL = Prepared(
    update(outbox).where(outbox.c.channel == bindparam("of"), *_PUT_OFF).values(due_at=bindparam("moment"))
)
_HASTEN_CONVERSATION = Prepared(
    update(outbox).where(outbox.c.conversation_id == bindparam("of"), *_PUT_OFF).values(due_at=bindparam("moment"))
)
_SILENCE_BOT = Prepared(
    update(outbox)
    .where(
        outbox.c.conversation_id == bindparam("of"),
        outbox.c.message_id.in_(
            select(message.c.id).where(
                message.c.conversation_id == bindparam("of"), message.c.author == Author.BOT.value
            )
        ),
        outbox.c.state == S.WAITING.value,
        or_(outbox.c.attempts > 0, outbox.c.error.is_not(None)),
    )
    .values(state=S.CANCELLED.value, error=HUMAN_TOOK_OVER)
)
_AGE_OF = Prepared(select(outbox.c.created_at).where(outbox.c.id == bindparam("row")))


@dataclass(frozen=True)
class OutboxRow:
    """One text being sent. `look_first`: an earlier try may have reached the provider, at or after `tried_at`.

    `followed`: another text of the conversation waits until this one is sent. `only_look`: not to be sent where it is
    not found, since it is the bot's, a dead worker left it, and an operator holds the conversation by now.
    `is_watched`: an operator looks what becomes of it.
    """

    id: int
    conversation_id: int
    channel: str
    attempts: int
    outbound: Outbound
    look_first: bool
    tried_at: datetime.datetime
    key: DataKey = field(repr=False, compare=False)
    followed: bool = True
    only_look: bool = False
    is_watched: bool = False


def add(
    work: Work,
    conversation_id: int,
    new: NewMessage,
    *,
    even_if_stopped: bool = False,
    urgent: bool = False,
    wake: Wake = Wake.OUTBOX,
    template: Template | None = None,
) -> int:
    """Store a text to send, as a message and an outbox row; returns the outbox id.

    `wake`: whoever sends; or only who looks on, where the caller sends it itself (`claim_of`).

    `urgent`: it goes before what is not; so does every text in an urgent conversation.

    `template`: what the text is sent as.

    `even_if_stopped`: the one confirmation of STOP. Any other text to a stopped contact is stored as cancelled.
    """
    row = work.run(_RECIPIENT, conversation_id=conversation_id).one()
    message_id = messages.add(work, conversation_id, new)
    silenced = row.stopped_at is not None and not even_if_stopped
    moment = now()
    result = work.run(
        _ADD,
        conversation_id=conversation_id,
        message_id=message_id,
        channel=row.channel,
        state=(S.CANCELLED if silenced else S.WAITING).value,
        error="contact_stopped" if silenced else None,
        attempts=0,
        due_at=moment,
        even_if_stopped=even_if_stopped,
        urgent=urgent or row.urgency >= URGENT,
        created_at=moment,
        template=work.key_of(conversation_id).encrypt(json.dumps(asdict(template))) if template else None,
    )
    work.notify(wake)
    return int(result.inserted_primary_key[0])


def claim(store: Store, channel: str, worker: str) -> OutboxRow | None:
    """The next text of a channel that is due, the oldest of its conversation; marked as being sent by a worker.

    What was tried before comes after what was not. One that cannot be sent as it is (its contact has stopped, no key
    opens it) is dealt with and passed over: it must not keep a worker from the others.
    """
    moment = now()
    with store.read() as work:
        if work.run(_ANY_DUE, channel=channel, moment=moment, lease=lease_now()).first() is None:
            return None
    while True:
        with store.write() as work:
            found = work.run(_NEXT, channel=channel, moment=moment, lease=lease_now()).first()
            if found is None:
                return None
            row = _claimed(work, found.id, worker, followed=True)
        if row is not None:
            return row


def claim_of(work: Work, conversation_id: int, worker: str) -> OutboxRow | None:
    """The text to send that was just added to this conversation, marked as being sent in the same transaction.

    None where an earlier one is still on its way: then this one waits for its turn.
    """
    first, *more = work.run(_OPEN_OF, conversation_id=conversation_id).all() or [None]
    if first is None or first.state != S.WAITING.value:
        return None
    if first.due_at > now():
        return None
    return _claimed(work, first.id, worker, followed=bool(more))


def _claimed(work: Work, row_id: int, worker: str, *, followed: bool) -> OutboxRow | None:
    row = work.run(_WHOLE, row=row_id).one()
    if row.stopped_at is not None and not row.even_if_stopped:
        _set(work, row.id, S(row.state), S.CANCELLED, error="contact_stopped")
        return None
    was_left = row.state == S.SENDING.value
    look_first = was_left or row.error in _LOOK_FIRST_AFTER
    only_look = was_left and _is_bots_while_a_human_speaks(work, row.id)
    lease = lease_now()
    tried_at = row.sent_at or lease
    until = lease + datetime.timedelta(seconds=CLAIM_SECONDS)
    work.run(_CLAIM, row=row.id, number=row.attempts + 1, tried_at=tried_at, worker=worker, until=until)
    key = work.key_of(row.conversation_id, row.data_key)
    address, text, template = key.readable(row.address), key.readable(row.text), key.readable(row.template)
    if address is None or text is None:  # a key that is put back opens it
        _after_failure(work, row.id, row.conversation_id, row.attempts + 1, UNREADABLE)
        return None
    outbound = Outbound(
        outbox_id=row.id,
        address=address,
        text=text,
        language=row.language or "en",
        choices=messages.read_choices(key, row.choices),
        previous_keyboard=_previous_keyboard(work, row.conversation_id),
        earlier=_earlier_ids(work, row.conversation_id, row.id) if look_first else frozenset(),
        template=Template(**json.loads(template)) if template else None,
    )
    return OutboxRow(
        *(row.id, row.conversation_id, row.channel, row.attempts + 1, outbound, look_first, tried_at, key),
        followed=followed,
        only_look=only_look,
        is_watched=row.author == Author.OPERATOR.value or row.error is not None,
    )


def record(store: Store, row: OutboxRow, outcome: Outcome) -> OutboxState:
    """Write down what the provider answered, and what follows from it; returns the new state."""
    # lost in a power cut, the text still stands as being sent, and the provider is asked for it
    with store.write(relaxed=isinstance(outcome, Sent)) as work:
        if isinstance(outcome, Sent):
            sent_as, hashed = row.key.encrypt(outcome.provider_id), _id_hash(work, row.channel, outcome.provider_id)
            written = work.run(_SENT, row=row.id, tried_at=row.tried_at, sent_as=sent_as, hashed=hashed).rowcount
            if row.is_watched:
                work.notify()
            return S.SENT if written else S.CANCELLED
        sending = _attempt_being_sent(work, row)
        if sending is None:
            return S.CANCELLED
        if sending != row.attempts:  # too late: another worker has taken it over, and its word counts
            return S.SENDING
        return _after_failure(work, row.id, row.conversation_id, row.attempts, outcome)


def record_receipt(store: Store, receipt: Receipt) -> bool:
    """Write down a provider's later word. False when no text of ours has this id, or it says nothing new."""
    with store.write() as work:
        row = work.run(
            select(outbox.c.id, outbox.c.state, outbox.c.conversation_id).where(
                outbox.c.channel == receipt.channel,
                outbox.c.provider_id_hash == _id_hash(work, receipt.channel, receipt.provider_id),
            )
        ).first()
        if row is None:
            return False
        to = S(receipt.state.value)
        if receipt.state is DeliveryState.UNDELIVERED and receipt.error in CONTACT_STOPPED_CODES:
            contacts.stop(work, _contact_id(work, row.conversation_id), by="provider")
        if to not in TRANSITIONS[S(row.state)]:
            return False
        _set(work, row.id, S(row.state), to, error=receipt.error)
        work.notify()
        return True


def silence_bot(work: Work, conversation_id: int) -> None:
    """Let go of what the bot tried in vain to send: it would come late, over an operator who has taken over.

    What it has only just said still goes out: it answers what the contact asked before.
    """
    work.run(_SILENCE_BOT, of=conversation_id)


def hasten_channel(store: Store, channel: str) -> int:
    """The provider takes texts again: what failed before is due at once; returns how many."""
    with store.write(relaxed=True) as work:
        return int(work.run(_HASTEN_CHANNEL, of=channel, moment=now()).rowcount)


def hasten_conversation(work: Work, conversation_id: int) -> None:
    """The contact writes, so they are there: what could not be sent to them is due at once."""
    if work.run(_HASTEN_CONVERSATION, of=conversation_id, moment=now()).rowcount:
        work.notify(Wake.OUTBOX)


def next_due(store: Store, channel: str) -> float:
    """Seconds until the channel's next text is due, at most 30; for how long its sender may sleep."""
    with store.read() as work:
        due = work.run(_NEXT_DUE, channel=channel).scalar()
    if due is None:
        return LONGEST_SLEEP_SECONDS
    return float(min(max((due - now()).total_seconds(), 0.0), LONGEST_SLEEP_SECONDS))


class IllegalOutboxTransition(ValueError):
    """A text may not go from this state to that."""


def _set(work: Work, row_id: int, current: OutboxState, to: OutboxState, **values: object) -> None:
    if to not in TRANSITIONS[current]:
        raise IllegalOutboxTransition(f"{current.value} -> {to.value}")
    work.run(update(outbox).where(outbox.c.id == row_id).values(state=to.value, **values))


def _after_failure(work: Work, row_id: int, conversation_id: int, attempts: int, outcome: NotSent) -> OutboxState:
    """What becomes of a text that stands as being sent and was not sent.

    It is given up when it is too old, however often it was tried. To be told to wait is no try.
    """
    policy = POLICIES[outcome.error]
    if policy.stops_contact:
        contacts.stop(work, _contact_id(work, conversation_id), by="provider")
    moment, last_moment = now(), work.run(_AGE_OF, row=row_id).one().created_at + GIVE_UP_AFTER
    if policy.retry and moment < last_moment:
        if _is_bots_while_a_human_speaks(work, row_id):
            _set(work, row_id, S.SENDING, S.CANCELLED, error=HUMAN_TOOK_OVER, claimed_until=None)
            return S.CANCELLED
        throttled = outcome.error is SendError.THROTTLED
        usual = THROTTLED_SECONDS if throttled else RETRY_SECONDS[min(attempts, len(RETRY_SECONDS)) - 1]
        wait = datetime.timedelta(seconds=usual if outcome.after is None else outcome.after)
        due_at = min(moment + wait, last_moment)  # a provider's wish for a day would bring it a day late
        tried = attempts - 1 if throttled else attempts
        error = outcome.error.value
        _set(work, row_id, S.SENDING, S.WAITING, claimed_until=None, due_at=due_at, attempts=tried, error=error)
        work.notify()
        return S.WAITING
    error = f"{outcome.error.value}:{outcome.code}" if outcome.code else outcome.error.value
    _set(work, row_id, S.SENDING, S.FAILED, error=error, claimed_until=None)
    work.notify()
    return S.FAILED


def _previous_keyboard(work: Work, conversation_id: int) -> str | None:
    last = work.run(_LAST_SHOWN, conversation_id=conversation_id).first()
    return work.key_of(conversation_id).readable(last.provider_id) if last and last.choices else None


def _earlier_ids(work: Work, conversation_id: int, row_id: int) -> frozenset[str]:
    found, key = work.run(_EARLIER_IDS, conversation_id=conversation_id, row=row_id), work.key_of(conversation_id)
    return frozenset(readable for stored in found.scalars() if (readable := key.readable(stored)) is not None)


def _id_hash(work: Work, channel: str, provider_id: str) -> str:
    return work.vault.address_hash(f"{channel} sent", provider_id)


def _attempt_being_sent(work: Work, row: OutboxRow) -> int | None:
    now_there = work.run(_BEING_SENT, row=row.id, tried_at=row.tried_at).first()
    return int(now_there.attempts) if now_there and now_there.state == S.SENDING.value else None


def _is_bots_while_a_human_speaks(work: Work, row_id: int) -> bool:
    statement = (
        select(message.c.author, conversation.c.holder)
        .join(outbox, outbox.c.message_id == message.c.id)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .where(outbox.c.id == row_id)
    )
    row = work.run(statement).one()
    return bool(row.author == Author.BOT.value and row.holder == OPERATOR)


def _contact_id(work: Work, conversation_id: int) -> int:
    return int(work.run(select(conversation.c.contact_id).where(conversation.c.id == conversation_id)).scalar_one())
