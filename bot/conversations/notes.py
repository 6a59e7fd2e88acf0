"""What operators write for each other in a conversation: encrypted with the contact's data key, never sent."""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass

from sqlalchemy import select

from bot.conversations.work import Work
from bot.storage.engine import now
from bot.storage.tables import note, operator

LONGEST_NOTE = 2000  # characters


class NoteKind(str, enum.Enum):
    """Whom a note is for: everybody who reads the conversation, or its holder alone, from a supervisor."""

    NOTE = "note"
    WHISPER = "whisper"


@dataclass(frozen=True)
class Note:
    """One note. `name`: who wrote it, None where the account is gone."""

    id: int
    operator_id: int | None
    name: str | None
    kind: NoteKind
    text: str
    at: datetime.datetime


def add(work: Work, conversation_id: int, operator_id: int, text: str, kind: NoteKind = NoteKind.NOTE) -> None:
    """Keep a note. Raises ValueError where it is empty or too long."""
    said = text.strip()
    if not 0 < len(said) <= LONGEST_NOTE:
        raise ValueError("a note has 1 to 2000 characters")
    work.run(
        note.insert().values(
            conversation_id=conversation_id,
            operator_id=operator_id,
            kind=kind.value,
            text=work.key_of(conversation_id).encrypt(said),
            created_at=now(),
        )
    )
    work.notify()


def of(work: Work, conversation_id: int) -> list[Note]:
    """The notes of a conversation in their order; what no key opens is left out."""
    rows = work.run(
        select(note, operator.c.name)
        .outerjoin(operator, operator.c.id == note.c.operator_id)
        .where(note.c.conversation_id == conversation_id)
        .order_by(note.c.id)
    ).all()
    key = work.key_of(conversation_id)
    return [
        Note(row.id, row.operator_id, row.name, NoteKind(row.kind), text, row.created_at)
        for row in rows
        if (text := key.readable(row.text)) is not None
    ]
