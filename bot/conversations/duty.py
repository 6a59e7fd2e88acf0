"""Who is at the desk: the one query for the desk's pages and for what the bot says of it."""

from __future__ import annotations

import datetime

from sqlalchemy import select

from bot.conversations.work import Work
from bot.storage.engine import now
from bot.storage.tables import operator, operator_session

IDLE = datetime.timedelta(minutes=30)
ABSOLUTE = datetime.timedelta(hours=12)


def on_duty(work: Work) -> frozenset[int]:
    """The ids of the operators who are logged in."""
    statement = (
        select(operator_session.c.operator_id)
        .join(operator, operator.c.id == operator_session.c.operator_id)
        .where(*is_open(now()))
    )
    return frozenset(work.run(statement).scalars())


def is_open(moment: datetime.datetime) -> tuple[object, ...]:
    """What holds of a session, joined with its operator, that is not over: not idle, not too old, not shut out."""
    return (
        operator_session.c.seen_at > moment - IDLE,
        operator_session.c.created_at > moment - ABSOLUTE,
        operator.c.disabled.is_(False),
    )
