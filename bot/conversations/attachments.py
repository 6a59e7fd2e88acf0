"""Files of contacts' messages: what came, what became of it, and those that are kept, with the contact's data key.

The channel tells only where a file lies at its provider. bot/worker/keeper.py settles each: fetched and kept where the
hotline wants that (`kept_files` in hotline.yml), else noted as what it was.
"""

from __future__ import annotations

import datetime
import enum
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy import bindparam, exists, func, select

from bot.conversations import messages
from bot.conversations.contract import Attachment, FileKind
from bot.conversations.work import Store, Work
from bot.privacy.encryption import DataKey
from bot.storage.engine import now
from bot.storage.prepared import Prepared
from bot.storage.tables import attachment, contact, conversation, inbox, is_to_answer, is_to_fetch

MOST_OF_A_CONVERSATION = 50  # files: one contact must not fill the disk
LEASE = datetime.timedelta(minutes=2)  # a fetch that takes longer was its worker's last

_NEXT = Prepared(
    select(attachment, contact.c.channel, contact.c.data_key)
    .join(conversation, conversation.c.id == attachment.c.conversation_id)
    .join(contact, contact.c.id == conversation.c.contact_id)
    .where(
        is_to_fetch(),
        attachment.c.due_at <= bindparam("moment"),
        ~exists().where(inbox.c.message_id == attachment.c.message_id, is_to_answer()),  # its answer goes first
    )
    .order_by(attachment.c.due_at)
    .limit(1)
    .with_for_update(skip_locked=True, of=attachment)
)


class FileState(str, enum.Enum):
    """What became of a file."""

    WAITING = "waiting"
    KEPT = "kept"
    NOT_WANTED = "not_wanted"  # the hotline keeps none, or none of this kind
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"  # its content is of no type that is kept
    TOO_MANY = "too_many"
    LOST = "lost"  # the provider does not give it


@dataclass(frozen=True)
class Stored:
    """A file as the desk shows it. `type`: its media type (RFC 6838), by its content; empty where it is not kept."""

    id: int
    kind: FileKind
    state: FileState
    size: int | None
    seconds: int | None
    type: str


@dataclass(frozen=True)
class Waiting:
    """A file whose fate is to be settled. `attempts`: with this one."""

    id: int
    conversation_id: int
    message_id: int
    channel: str
    attempts: int
    attachment: Attachment = field(repr=False)


def add(work: Work, conversation_id: int, message_id: int, found: Sequence[Attachment]) -> None:
    """Note the files of a message; those that are noted already stay as they are."""
    if not found:
        return
    key, moment = work.key_of(conversation_id), now()
    known = set(work.run(select(attachment.c.reference_hash).where(attachment.c.message_id == message_id)).scalars())
    of_all = select(func.count()).where(attachment.c.conversation_id == conversation_id)
    number = work.run(of_all).scalar_one()
    for each in found:
        hashed = work.vault.address_hash("attachment", each.reference)
        if hashed in known:
            continue
        known.add(hashed)
        number += 1
        state = FileState.WAITING if number <= MOST_OF_A_CONVERSATION else FileState.TOO_MANY
        work.run(
            attachment.insert().values(
                conversation_id=conversation_id,
                message_id=message_id,
                reference_hash=hashed,
                about=key.encrypt(json.dumps(asdict(each))),
                state=state.value,
                attempts=0,
                due_at=moment,
                created_at=moment,
            )
        )


def claim(store: Store) -> Waiting | None:
    """The next file whose fate is to be settled, which nobody else takes meanwhile. One that no key opens is lost."""
    while True:
        with store.write(relaxed=True) as work:
            row = work.run(_NEXT, moment=now()).first()
            if row is None:
                return None
            about = _about(work.key_of(row.conversation_id, row.data_key), row.about)
            if about is not None:
                values = {"due_at": now() + LEASE, "attempts": row.attempts + 1}
                work.run(attachment.update().where(attachment.c.id == row.id).values(**values))
                sent = Attachment(about.kind, about.reference, about.size, about.seconds)
                return Waiting(row.id, row.conversation_id, row.message_id, row.channel, row.attempts + 1, sent)
            work.run(attachment.update().where(attachment.c.id == row.id).values(state=FileState.LOST.value))


def put_off(store: Store, row: Waiting, wait: datetime.timedelta) -> None:
    """It could not be fetched this time."""
    with store.write() as work:
        mine = attachment.c.id == row.id, attachment.c.attempts == row.attempts
        work.run(attachment.update().where(*mine).values(due_at=now() + wait))


def settle(
    work: Work,
    row: Waiting,
    state: FileState,
    content: bytes | None = None,
    kind: FileKind | None = None,
    type_: str = "",
) -> bool:
    """Write down what became of it, and forget where it lay. False where it is erased or settled by now.

    `content`, `kind` and `type_`: of what is kept, by its content.
    """
    there = attachment.c.id == row.id, is_to_fetch()
    if work.run(select(attachment.c.id).where(*there).with_for_update()).first() is None:
        return False
    key = work.key_of(row.conversation_id)
    size = len(content) if content is not None else row.attachment.size
    about = _About(kind or row.attachment.kind, "", size, row.attachment.seconds, type_)
    values = {
        "state": state.value,
        "about": key.encrypt(json.dumps(asdict(about))),
        "content": key.seal(content) if content is not None else None,
    }
    work.run(attachment.update().where(*there).values(**values))
    messages.has_changed(work, row.conversation_id)
    work.notify()
    return True


def states_of(work: Work, message_id: int) -> list[FileState]:
    """What became of the files of a message."""
    found = select(attachment.c.state).where(attachment.c.message_id == message_id).order_by(attachment.c.id)
    return [FileState(state) for state in work.run(found).scalars()]


def of(work: Work, conversation_id: int) -> dict[int, list[Stored]]:
    """The files of a conversation by the id of their message; what no key opens is left out. No content is read."""
    columns = attachment.c.id, attachment.c.message_id, attachment.c.about, attachment.c.state
    rows = work.run(select(*columns).where(attachment.c.conversation_id == conversation_id).order_by(attachment.c.id))
    found, key = defaultdict(list), work.key_of(conversation_id)
    for row in rows.all():
        if (about := _about(key, row.about)) is not None:
            stored = Stored(row.id, about.kind, FileState(row.state), about.size, about.seconds, about.type)
            found[row.message_id].append(stored)
    return dict(found)


def content_of(work: Work, conversation_id: int, file_id: int) -> tuple[Stored, bytes]:
    """A file that is kept, with what is in it. Raises LookupError where there is none, KeyProblem without its key."""
    stored = next((each for files in of(work, conversation_id).values() for each in files if each.id == file_id), None)
    content = work.run(select(attachment.c.content).where(attachment.c.id == file_id)).scalar()
    if stored is None or content is None:
        raise LookupError("no such file")
    return stored, work.key_of(conversation_id).unseal(content)


@dataclass(frozen=True)
class _About(Attachment):
    """What is known of a file, as it is stored."""

    type: str = ""


def _about(key: DataKey, stored: bytes) -> _About | None:
    readable = key.readable(stored)
    if readable is None:
        return None
    about = _About(**json.loads(readable))
    return replace(about, kind=FileKind(about.kind))
