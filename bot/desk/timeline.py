"""What happened in a conversation beside its messages, in line with them: events of the audit trail, and notes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.conversations import notes
from bot.conversations.holder import Judgement
from bot.conversations.messages import Message
from bot.conversations.notes import NoteKind
from bot.conversations.work import Work
from bot.desk.accounts import Operator
from bot.storage.tables import audit, operator

EVENTS = (
    *("take", "take_over", "hand_back", "put_back", "release", "offered", "accepted", "declined", "offer_over"),
    *("situation", "filed_away", "ended_idle", "call_back", Judgement.LOWERED.value, Judgement.RAISED.value),
)
SHOWN = 200


@dataclass(frozen=True)
class Beside:
    """One line. `key`: unique on the page. `kind`: event, note or whisper. `action`: of an event, in the audit trail.

    `text`: of a note.
    """

    key: str
    kind: str
    name: str | None
    at: datetime.datetime
    action: str = ""
    detail: str | None = None
    text: str = ""


def beside(work: Work, conversation_id: int, pseudonym: str, who: Operator, holder_id: int | None) -> list[Beside]:
    """All of it in the order of time. A whisper is seen by its writer, the holder and supervisors."""
    rows = work.run(
        select(audit.c.id, audit.c.at, audit.c.action, audit.c.detail, operator.c.name)
        .outerjoin(operator, operator.c.id == audit.c.operator_id)
        .where(audit.c.pseudonym == pseudonym, audit.c.action.in_(EVENTS))
        .order_by(audit.c.id.desc())
        .limit(SHOWN)
    ).all()
    found = [Beside(f"e{row.id}", "event", row.name, row.at, row.action, row.detail) for row in rows]
    for note in notes.of(work, conversation_id):
        if note.kind is NoteKind.WHISPER and not (who.is_supervisor or who.id in (holder_id, note.operator_id)):
            continue
        found.append(Beside(f"n{note.id}", note.kind.value, note.name, note.at, text=note.text))
    return sorted(found, key=lambda line: line.at)


def woven(messages: Sequence[Message], lines: Sequence[Beside]) -> list[Message | Beside]:
    """Messages and lines in one order of time; lines before the first message that is shown are left out."""
    begin = messages[0].created_at if messages and messages[0].sequence > 1 else None
    kept: list[tuple[datetime.datetime, int, Message | Beside]] = [
        (message.created_at, 0, message) for message in messages
    ]
    kept += [(line.at, 1, line) for line in lines if begin is None or line.at >= begin]
    return [each for _, _, each in sorted(kept, key=lambda entry: entry[:2])]
