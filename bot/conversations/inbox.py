"""What arrived: stored before the provider gets its 200, worked off oldest first, one at a time a conversation."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.channels.contract import Inbound, MessageKind
from bot.conversations import contacts, messages
from bot.conversations.messages import Author, NewMessage
from bot.privacy.encryption import Vault
from bot.storage.engine import Database, now, skip_locked
from bot.storage.tables import conversation, erased, inbox

CLAIM_SECONDS = 60
MAX_ATTEMPTS = 3

WAITING = "waiting"
DONE = "done"
FAILED = "failed"


@dataclass(frozen=True)
class InboxRow:
    """One thing to work off."""

    id: int
    conversation_id: int
    message_id: int
    attempts: int
    inbound: Inbound


def store(database: Database, vault: Vault, inbound: Inbound) -> bool:
    """Store what arrived, once. False when this provider id is there already or its contact was erased since."""
    try:
        with database.write() as connection:
            if _known(connection, vault, inbound):
                return False
            person = contacts.find_or_add(connection, vault, inbound.channel, inbound.address)
            put_in(connection, vault, person.conversation_id, inbound)
            database.notify(connection)
    except IntegrityError:  # the same delivery, at the same moment, in another process
        return False
    return True


def claim(database: Database, vault: Vault, worker: str) -> InboxRow | None:
    """The oldest thing of a conversation that no other worker has; None when there is nothing to do."""
    moment = now()
    with database.read() as connection:
        if not connection.execute(select(inbox.c.id).where(inbox.c.state == WAITING).limit(1)).first():
            return None
    with database.write() as connection:
        free = or_(
            conversation.c.claimed_by.is_(None),
            conversation.c.claimed_until < moment,
            conversation.c.claimed_by == worker,
        )
        statement = (
            select(inbox.c.id, inbox.c.conversation_id, inbox.c.message_id, inbox.c.attempts, inbox.c.content)
            .join(conversation, conversation.c.id == inbox.c.conversation_id)
            .where(inbox.c.state == WAITING, free)
            .order_by(inbox.c.id)
            .limit(1)
        )
        row = connection.execute(skip_locked(statement, database, of=conversation)).first()
        if row is None:
            return None
        connection.execute(
            update(conversation)
            .where(conversation.c.id == row.conversation_id)
            .values(claimed_by=worker, claimed_until=moment + datetime.timedelta(seconds=CLAIM_SECONDS))
        )
        connection.execute(update(inbox).where(inbox.c.id == row.id).values(attempts=row.attempts + 1))
    return InboxRow(row.id, row.conversation_id, row.message_id, row.attempts + 1, _inbound(vault.decrypt(row.content)))


def finish(connection: Connection, row: InboxRow, worker: str, state: str = DONE) -> None:
    """Mark the row as worked off and free the conversation, in the transaction that writes its replies.

    Raises LostClaim when another worker took over meanwhile: then nothing of this transaction may stand.
    """
    moment = now()
    freed = connection.execute(
        update(conversation)
        .where(conversation.c.id == row.conversation_id, conversation.c.claimed_by == worker)
        .values(claimed_by=None, claimed_until=None)
    )
    finished = connection.execute(
        update(inbox).where(and_(inbox.c.id == row.id, inbox.c.state == WAITING)).values(state=state, done_at=moment)
    )
    if freed.rowcount != 1 or finished.rowcount != 1:
        raise LostClaim(f"inbox row {row.id}")


def release(database: Database, row: InboxRow, worker: str) -> None:
    """Give a claimed row back unfinished, so that it is tried again."""
    with database.write() as connection:
        connection.execute(
            update(conversation)
            .where(conversation.c.id == row.conversation_id, conversation.c.claimed_by == worker)
            .values(claimed_by=None, claimed_until=None)
        )
        database.notify(connection)


class LostClaim(RuntimeError):
    """Another worker has taken the conversation over, or it was erased."""


def take_out_waiting(connection: Connection, vault: Vault, conversation_id: int) -> list[Inbound]:
    """What arrived in a conversation and is not worked off yet, taken out of the inbox in its order."""
    rows = inbox.c.conversation_id == conversation_id, inbox.c.state == WAITING
    found = connection.execute(select(inbox.c.content).where(*rows).order_by(inbox.c.id)).scalars().all()
    connection.execute(delete(inbox).where(*rows))
    return [_inbound(vault.decrypt(content)) for content in found]


def put_in(connection: Connection, vault: Vault, conversation_id: int, inbound: Inbound) -> None:
    """Store in a conversation what arrived, with its message."""
    new = NewMessage(Author.CONTACT, inbound.text, kind=inbound.kind.value)
    message_id, _ = messages.add(connection, vault, conversation_id, new)
    connection.execute(
        inbox.insert().values(
            channel=inbound.channel,
            provider_id=inbound.provider_id,
            conversation_id=conversation_id,
            message_id=message_id,
            content=vault.encrypt(json.dumps(asdict(inbound))),
            state=WAITING,
            attempts=0,
            received_at=now(),
        )
    )


def _known(connection: Connection, vault: Vault, inbound: Inbound) -> bool:
    there = select(inbox.c.id).where(inbox.c.channel == inbound.channel, inbox.c.provider_id == inbound.provider_id)
    if connection.execute(there).first():
        return True
    gone = select(erased.c.id).where(
        erased.c.channel == inbound.channel,
        erased.c.provider_id_hash == vault.address_hash(inbound.channel, inbound.provider_id),
    )
    return connection.execute(gone).first() is not None


def _inbound(text: str) -> Inbound:
    raw = json.loads(text)
    raw["kind"] = MessageKind(raw["kind"])
    raw["language_hints"] = tuple(raw["language_hints"])
    return Inbound(**raw)
