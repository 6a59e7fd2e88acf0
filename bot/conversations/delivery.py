"""Whether what was written reaches people: what answers nothing, and which channels take no texts just now."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.sql import ColumnElement

from bot.conversations.contract import SendError
from bot.conversations.outbox import OutboxState
from bot.conversations.work import Work
from bot.storage.engine import now
from bot.storage.tables import LOST, is_lost, is_to_send, message, outbox

STUCK_AFTER = datetime.timedelta(seconds=60)  # a text that no worker has begun to send for so long
LATELY = datetime.timedelta(days=1)
# What one text can meet alone; all else a channel's provider says to every text.
OF_ONE_TEXT = frozenset(
    {SendError.CONTACT_STOPPED.value, SendError.ADDRESS_INVALID.value, SendError.REFUSED.value, "unreadable"}
)
ARRIVED = (OutboxState.SENT.value, OutboxState.DELIVERED.value)
NOT_BEGUN = "not_begun"  # no worker sends anything


@dataclass(frozen=True)
class Trouble:
    """A channel that takes no texts just now. `error`: a SendError's value or NOT_BEGUN; `next_at`: the next try."""

    channel: str
    texts: int
    error: str
    since: datetime.datetime
    next_at: datetime.datetime


def answers_nothing(moment: datetime.datetime) -> ColumnElement[bool]:
    """Whether a text of the outbox has not reached the contact: lost, refused so far, or left lying."""
    waits = and_(is_to_send(), or_(outbox.c.error.is_not(None), outbox.c.created_at < moment - STUCK_AFTER))
    return or_(outbox.c.state.in_(LOST), waits)


def is_failing(state: str, error: str | None, created_at: datetime.datetime) -> bool:
    """The same of one text that is still to be sent."""
    is_open = state in (OutboxState.WAITING.value, OutboxState.SENDING.value)
    return is_open and (error is not None or created_at < now() - STUCK_AFTER)


def troubles(work: Work) -> list[Trouble]:
    """The channels whose latest text was not taken, with what is the matter; most are in none."""
    moment = now()
    failing = (
        select(
            outbox.c.channel,
            func.count().label("texts"),
            func.min(outbox.c.created_at).label("since"),
            func.min(outbox.c.due_at).label("next_at"),
            func.max(outbox.c.id).label("latest"),
            func.max(func.coalesce(outbox.c.error, NOT_BEGUN)).label("error"),
        )
        .where(is_to_send(), answers_nothing(moment))
        .where(or_(outbox.c.error.is_(None), outbox.c.error.not_in(OF_ONE_TEXT)))
        .group_by(outbox.c.channel)
    )
    found = []
    for row in work.run(failing).all():
        if not _took_one_since(work, row.channel, row.latest):
            found.append(Trouble(row.channel, row.texts, row.error, row.since, row.next_at))
    return found


def lately(work: Work) -> dict[tuple[str, str], int]:
    """How many texts of the last day there are, by channel and what became of them."""
    counted = select(outbox.c.channel, outbox.c.state, func.count().label("texts"))
    of_day = counted.where(outbox.c.created_at > now() - LATELY).group_by(outbox.c.channel, outbox.c.state)
    return {(row.channel, row.state): row.texts for row in work.run(of_day)}


def mark_resent(work: Work, conversation_id: int, sequence: int) -> None:
    """The operator has written a lost text anew: it is no trouble any more."""
    lost = select(message.c.id).where(message.c.conversation_id == conversation_id, message.c.sequence == sequence)
    work.run(update(outbox).where(outbox.c.message_id.in_(lost), is_lost()).values(resent_at=now()))


def _took_one_since(work: Work, channel: str, latest: int) -> bool:
    """Whether the provider took a text that was written after the latest that it refuses: it is not the channel."""
    # not asked for by channel, nor distinct, or SQLite reads whatever was ever sent
    since = select(outbox.c.channel).where(outbox.c.id > latest, outbox.c.state.in_(ARRIVED))
    return channel in work.run(since).scalars()
