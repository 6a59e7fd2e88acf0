"""What arrived: stored before the provider gets its 200, worked off in turn, one at a time a conversation."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property

from sqlalchemy import bindparam, delete, exists, literal, or_, select, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import ColumnElement

from bot.conversations import attachments, contacts, messages, outbox
from bot.conversations.contract import Attachment, FileKind, Inbound, MessageKind
from bot.conversations.messages import Author, NewMessage
from bot.conversations.turn_order import turn_of
from bot.conversations.work import Store, Work
from bot.privacy.encryption import DataKey
from bot.storage.engine import Wake, lease_now, now
from bot.storage.prepared import Prepared, insert_into
from bot.storage.tables import contact, conversation, erased, inbox, is_to_answer

CLAIM_SECONDS = 60
MAX_ATTEMPTS = 3

WAITING = "waiting"
DONE = "done"
FAILED = "failed"

_KNOWN = Prepared(
    union_all(
        select(literal(1)).where(
            inbox.c.channel == bindparam("channel"), inbox.c.provider_id_hash == bindparam("hash")
        ),
        select(literal(1)).where(
            inbox.c.channel == bindparam("channel"), inbox.c.signature_hash == bindparam("signature")
        ),
        select(literal(1)).where(
            erased.c.channel == bindparam("channel"),
            or_(erased.c.provider_id_hash == bindparam("hash"), erased.c.provider_id_hash == bindparam("signature")),
        ),
    )
)
_ADD = insert_into(
    inbox,
    *("channel", "provider_id_hash", "provider_id", "signature_hash", "conversation_id", "message_id"),
    *("content", "state", "attempts", "received_at", "household", "turn_at"),
)
_EARLIER = inbox.alias()
_NEXT = Prepared(
    select(
        *(inbox.c.id, inbox.c.conversation_id, inbox.c.message_id, inbox.c.attempts, inbox.c.channel, inbox.c.content),
        contact.c.data_key,
    )
    .join(conversation, conversation.c.id == inbox.c.conversation_id)
    .join(contact, contact.c.id == conversation.c.contact_id)
    .where(
        is_to_answer(),
        or_(
            conversation.c.claimed_by.is_(None),
            conversation.c.claimed_until < bindparam("moment"),
            conversation.c.claimed_by == bindparam("worker"),
        ),
        ~exists().where(
            _EARLIER.c.conversation_id == inbox.c.conversation_id,
            _EARLIER.c.id < inbox.c.id,
            is_to_answer(_EARLIER),
        ),
    )
    .order_by(inbox.c.attempts, inbox.c.turn_at, inbox.c.id)  # what fails steps behind what others wrote
    .limit(1)
    .with_for_update(skip_locked=True, of=conversation)
)
_CLAIM = Prepared(
    update(conversation)
    .where(conversation.c.id == bindparam("of"))
    .values(claimed_by=bindparam("worker"), claimed_until=bindparam("until"))
)
_ATTEMPT = Prepared(update(inbox).where(inbox.c.id == bindparam("row")).values(attempts=bindparam("number")))
_WRITES_FROM = Prepared(
    update(conversation).where(conversation.c.id == bindparam("of")).values(household=bindparam("there"))
)
_FREE = Prepared(
    update(conversation)
    .where(conversation.c.id == bindparam("of"), conversation.c.claimed_by == bindparam("worker"))
    .values(claimed_by=None, claimed_until=None)
)
_FINISH = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("row"), inbox.c.state == WAITING)
    .values(state=bindparam("to"), done_at=bindparam("moment"), content=b"")  # the transcript has the text
)


@dataclass(frozen=True)
class InboxRow:
    """One thing to work off."""

    id: int
    conversation_id: int
    message_id: int
    attempts: int
    channel: str
    content: bytes = field(repr=False)
    key: DataKey = field(repr=False, compare=False)

    @cached_property
    def inbound(self) -> Inbound:
        """What arrived. Raises KeyProblem when no key opens it."""
        return read(self.key, self.content)


def receive(store: Store, inbound: Inbound) -> bool:
    """Store what arrived, once. False when its id or signature is there already or its contact was erased since."""
    try:
        with store.write() as work:
            if is_known(work, inbound.channel, inbound.provider_id, _signature_hash(work, inbound)):
                _add_to_known(work, inbound)
                return False
            person = contacts.find_or_add(work, inbound.channel, inbound.address)
            put_in(work, person.conversation_id, inbound)
            if inbound.household:
                work.run(_WRITES_FROM, of=person.conversation_id, there=inbound.household)
            outbox.hasten_conversation(work, person.conversation_id)
            work.notify(Wake.INBOX)
    except IntegrityError:  # the same delivery, at the same moment, in another process
        return False
    return True


def claim(store: Store, worker: str) -> InboxRow | None:
    """What is next of the conversations that no other worker has; None when there is nothing to do.

    What was tried before comes after what was not. Nothing is decrypted here: a text that no key opens must not keep
    a worker from the others.
    """
    moment = lease_now()
    with store.write(relaxed=True) as work:  # a lost claim is only made again
        row = work.run(_NEXT, moment=moment, worker=worker).first()
        if row is None:
            return None
        until = moment + datetime.timedelta(seconds=CLAIM_SECONDS)
        work.run(_CLAIM, of=row.conversation_id, worker=worker, until=until)
        work.run(_ATTEMPT, row=row.id, number=row.attempts + 1)
    key = store.vault.data_key(row.data_key)
    return InboxRow(row.id, row.conversation_id, row.message_id, row.attempts + 1, row.channel, bytes(row.content), key)


def finish(work: Work, row: InboxRow, worker: str, state: str = DONE) -> None:
    """Mark the row as worked off and free the conversation, in the transaction that writes its replies.

    Raises LostClaim when another worker took over meanwhile: then nothing of this transaction may stand.
    """
    freed = work.run(_FREE, of=row.conversation_id, worker=worker)
    finished = work.run(_FINISH, row=row.id, to=state, moment=now())
    if freed.rowcount != 1 or finished.rowcount != 1:
        raise LostClaim(f"inbox row {row.id}")


def release(store: Store, row: InboxRow, worker: str, *, was_tried: bool = True) -> None:
    """Give a claimed row back unfinished, so that it is tried again. `was_tried`: what kept it from it was its own."""
    with store.write() as work:
        if not was_tried:
            work.run(_ATTEMPT, row=row.id, number=row.attempts - 1)
        work.run(_FREE, of=row.conversation_id, worker=worker)
        work.notify(Wake.INBOX)


class LostClaim(RuntimeError):
    """Another worker has taken the conversation over, or it was erased."""


def take_out_waiting(work: Work, conversation_id: int) -> list[Inbound]:
    """What arrived in a conversation and is not worked off yet, taken out of the inbox in its order.

    What no key opens is left out.
    """
    rows = inbox.c.conversation_id == conversation_id, is_to_answer()
    found = work.run(select(inbox.c.content).where(*rows).order_by(inbox.c.id)).scalars().all()
    work.run(delete(inbox).where(*rows))
    key = work.key_of(conversation_id)
    readable = (key.readable(content) for content in found)
    return [_inbound(text) for text in readable if text is not None]


def provider_ids(work: Work, conversation_id: int, after: int) -> dict[int, str]:
    """The channel's ids of what arrived, by the id of its message, from this message on."""
    rows = select(inbox.c.message_id, inbox.c.provider_id).where(
        inbox.c.conversation_id == conversation_id, inbox.c.message_id >= after
    )
    found, key = work.run(rows).all(), work.key_of(conversation_id)
    readable = {row.message_id: key.readable(row.provider_id) for row in found}
    return {message_id: provider_id for message_id, provider_id in readable.items() if provider_id is not None}


def put_in(work: Work, conversation_id: int, inbound: Inbound) -> None:
    """Store in a conversation what arrived, with its message."""
    new = NewMessage(Author.CONTACT, inbound.text, kind=inbound.kind.value)
    moment = now()
    turn_at = turn_of(work, conversation_id, inbound, moment)
    message_id, key = messages.add(work, conversation_id, new), work.key_of(conversation_id)
    work.run(
        _ADD,
        channel=inbound.channel,
        provider_id_hash=_id_hash(work, inbound.channel, inbound.provider_id),
        provider_id=key.encrypt(inbound.provider_id),
        signature_hash=_signature_hash(work, inbound),
        conversation_id=conversation_id,
        message_id=message_id,
        content=key.encrypt(json.dumps(asdict(inbound))),
        state=WAITING,
        attempts=0,
        received_at=moment,
        household=inbound.household,
        turn_at=turn_at,
    )
    attachments.add(work, conversation_id, message_id, inbound.attachments)


def _add_to_known(work: Work, inbound: Inbound) -> None:
    """The files of a message that is known come to it: each of an album arrives by itself."""
    if not inbound.attachments:
        return
    hashed = _id_hash(work, inbound.channel, inbound.provider_id)
    same = inbox.c.channel == inbound.channel, inbox.c.provider_id_hash == hashed
    row = work.run(select(inbox.c.conversation_id, inbox.c.message_id).where(*same)).first()
    if row is not None:
        contacts.lock(work, row.conversation_id)
        attachments.add(work, row.conversation_id, row.message_id, inbound.attachments)


def keep_only_hashes(work: Work, which: ColumnElement[bool]) -> int:
    """Delete rows of the inbox; returns how many.

    What stays: keyed hashes of the provider's ids and signatures, so that no redelivery brings a text back.
    """
    day = now().replace(hour=0, minute=0, second=0, microsecond=0)  # the moment would tell which belong together
    found = select(inbox.c.id, inbox.c.channel, inbox.c.provider_id_hash, inbox.c.signature_hash).where(which)
    rows = work.run(found.order_by(inbox.c.id).with_for_update()).all()  # another worker may be at the same
    if rows:
        work.connection.execute(
            erased.insert(),
            [
                {"channel": row.channel, "provider_id_hash": hashed, "at": day}
                for row in rows
                for hashed in (row.provider_id_hash, row.signature_hash)
                if hashed
            ],
        )
        work.run(delete(inbox).where(inbox.c.id.in_([row.id for row in rows])))
    return len(rows)


def is_known(work: Work, channel: str, provider_id: str, signature_hash: str | None = None) -> bool:
    """Whether something with this id or signature has arrived before, its contact erased since or not."""
    hashed = _id_hash(work, channel, provider_id)
    found = work.run(_KNOWN, channel=channel, hash=hashed, signature=signature_hash or hashed)
    return found.first() is not None


def _id_hash(work: Work, channel: str, provider_id: str) -> str:
    """By which a redelivery is known: the id itself may name who wrote."""
    return work.vault.address_hash(channel, provider_id)


def _signature_hash(work: Work, inbound: Inbound) -> str | None:
    return work.vault.address_hash(f"{inbound.channel} signature", inbound.signature) if inbound.signature else None


def read(key: DataKey, content: bytes) -> Inbound:
    """What arrived, as it is stored. Raises KeyProblem when no key opens it."""
    return _inbound(key.decrypt(content))


def _inbound(text: str) -> Inbound:
    raw = json.loads(text)
    raw["kind"] = MessageKind(raw["kind"])
    raw["language_hints"] = tuple(raw["language_hints"])
    raw["attachments"] = tuple(
        Attachment(**{**each, "kind": FileKind(each["kind"])}) for each in raw.get("attachments", ())
    )
    return Inbound(**raw)
