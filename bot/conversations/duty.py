"""Who is at the desk, and who reads: logged in, here, and on duty are three things."""

from __future__ import annotations

import datetime
import enum
from typing import Any

from sqlalchemy import or_, select

from bot.conversations.work import Work
from bot.storage.engine import now
from bot.storage.tables import operator, operator_session

IDLE = datetime.timedelta(minutes=30)
ABSOLUTE = datetime.timedelta(hours=12)
NUMBERS_ONLY = "coordinator"  # the role that reads no conversation: who has it is nobody whom a contact can be told of
HERE_WITHIN = datetime.timedelta(minutes=2)  # open pages say every 20 seconds that they are there


class Duty(str, enum.Enum):
    """What operators say of themselves. On a pause they keep what they hold and are rung for nothing new."""

    ON = "on"
    PAUSE = "pause"
    OFF = "off"


def on_duty(work: Work) -> frozenset[int]:
    """The ids of the operators who read now: they are here, and say that they are on duty."""
    statement = _sessions().where(*is_here(now()), operator.c.role != NUMBERS_ONLY, operator.c.duty == Duty.ON.value)
    return frozenset(work.run(statement).scalars())


def present(work: Work) -> frozenset[int]:
    """The ids of the operators who are here, whatever they say of their duty."""
    return frozenset(work.run(_sessions().where(*is_here(now()), operator.c.role != NUMBERS_ONLY)).scalars())


def logged_in(work: Work) -> frozenset[int]:
    """The ids of the accounts with an open session, whatever their role, and whether or not their browser lives."""
    return frozenset(work.run(_sessions().where(*is_open(now()))).scalars())


def duties(work: Work) -> dict[int, Duty]:
    """What each account last said."""
    return {row.id: Duty(row.duty) for row in work.run(select(operator.c.id, operator.c.duty))}


def set_duty(work: Work, operator_id: int, duty: Duty) -> None:
    """An operator says whether they are on duty."""
    work.run(operator.update().where(operator.c.id == operator_id).values(duty=duty.value))


def begin(work: Work, operator_id: int) -> None:
    """Whoever takes a conversation, or logs in to do so, is on duty; on a pause they stay."""
    work.run(
        operator.update()
        .where(operator.c.id == operator_id, operator.c.duty == Duty.OFF.value)
        .values(duty=Duty.ON.value)
    )


def pulse(work: Work, token_hash: str) -> None:
    """A page of this session is open in a browser that runs."""
    work.run(operator_session.update().where(operator_session.c.token_hash == token_hash).values(pulse_at=now()))


def is_open(moment: datetime.datetime) -> tuple[object, ...]:
    """What holds of a session, joined with its operator, that is not over: not idle, not too old, not shut out."""
    return (
        operator_session.c.seen_at > moment - IDLE,
        operator_session.c.created_at > moment - ABSOLUTE,
        operator.c.disabled.is_(False),
    )


def is_here(moment: datetime.datetime) -> tuple[object, ...]:
    """What holds of a session whose browser lives, and which nothing keeps from the desk.

    One without scripts never says that it lives, and counts while it is open.
    """
    return (
        *is_open(moment),
        operator_session.c.is_in.is_(True),
        or_(operator_session.c.pulse_at.is_(None), operator_session.c.pulse_at > moment - HERE_WITHIN),
    )


def _sessions() -> Any:
    return select(operator_session.c.operator_id).join(operator, operator.c.id == operator_session.c.operator_id)
