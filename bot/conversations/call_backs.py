"""Who asked to be called or written to: how, at which number, when it is safe; worked off at the desk."""

from __future__ import annotations

import datetime
import enum
import json
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.conversations.work import Work
from bot.storage.engine import now
from bot.storage.tables import call_back, contact, conversation, is_to_call_back

OPEN = "open"
# When a part of the day begins, in hours on the contact's clock, and when it ends.
PARTS_OF_DAY = {"morning": (9, 12), "afternoon": (12, 17), "evening": (17, 21), "any": (9, 21)}


class CallBackEnd(str, enum.Enum):
    """How a call-back ended."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class CallBack:
    """One wish. `way`: call or text. `number`: as they wrote it, empty where it is the one they write from.

    `time`: a part of the day, or their own words. `due_at`: when its time begins next, as far as that is known.
    """

    id: int
    conversation_id: int
    pseudonym: str
    language: str | None
    way: str
    number: str
    time: str
    due_at: datetime.datetime
    tries: int


def add(work: Work, conversation_id: int, way: str, number: str, time: str, zone: ZoneInfo | None) -> None:
    """Note a wish; it replaces an open one of the same contact. `zone`: the contact's, as far as known."""
    work.run(
        call_back.update()
        .where(call_back.c.conversation_id == conversation_id, call_back.c.state == OPEN)
        .values(state=CallBackEnd.WITHDRAWN.value, done_at=now())
    )
    details = work.key_of(conversation_id).encrypt(json.dumps({"number": number, "time": time}))
    moment = now()
    work.run(
        call_back.insert().values(
            conversation_id=conversation_id,
            way=way,
            details=details,
            due_at=due(moment, time, zone),
            state=OPEN,
            tries=0,
            created_at=moment,
        )
    )
    work.notify()


def due(moment: datetime.datetime, time: str, zone: ZoneInfo | None) -> datetime.datetime:
    """When a part of the day begins next; now where it lasts, and for a time in their own words."""
    if time not in PARTS_OF_DAY:
        return moment
    begin, end = PARTS_OF_DAY[time]
    local = moment.astimezone(zone or datetime.timezone.utc)
    if begin <= local.hour < end:
        return moment
    day = local.date() + datetime.timedelta(days=1 if local.hour >= end else 0)
    return datetime.datetime.combine(day, datetime.time(begin), local.tzinfo).astimezone(datetime.timezone.utc)


def open_ones(work: Work, conversation_id: int | None = None) -> list[CallBack]:
    """Those that are not worked off, the earliest due first; of one conversation if said."""
    statement = (
        select(call_back, contact.c.pseudonym, contact.c.language)
        .join(conversation, conversation.c.id == call_back.c.conversation_id)
        .join(contact, contact.c.id == conversation.c.contact_id)
        .where(is_to_call_back())
        .order_by(call_back.c.due_at, call_back.c.id)
    )
    if conversation_id is not None:
        statement = statement.where(call_back.c.conversation_id == conversation_id)
    found = []
    for row in work.run(statement).all():
        kept = json.loads(work.key_of(row.conversation_id).readable(row.details) or "{}")
        found.append(
            CallBack(
                *(row.id, row.conversation_id, row.pseudonym, row.language, row.way),
                *(kept.get("number", ""), kept.get("time", ""), row.due_at, row.tries),
            )
        )
    return found


def put_off(work: Work, call_back_id: int, until: datetime.datetime) -> None:
    """Nobody answered: it is tried again later."""
    work.run(
        call_back.update()
        .where(call_back.c.id == call_back_id, call_back.c.state == OPEN)
        .values(due_at=until, tries=call_back.c.tries + 1)
    )
    work.notify()


def end(work: Work, call_back_id: int, how: CallBackEnd, operator_id: int) -> bool:
    """It is worked off; False where it was already."""
    ended = work.run(
        call_back.update()
        .where(call_back.c.id == call_back_id, call_back.c.state == OPEN)
        .values(state=how.value, done_at=now(), operator_id=operator_id)
    )
    work.notify()
    return bool(ended.rowcount)
