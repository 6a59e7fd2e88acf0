"""How long the oldest text waits, and whether a worker is there: what somebody who watches the service looks at."""

from __future__ import annotations

import datetime

from sqlalchemy import func, select

from bot.conversations.work import Work
from bot.storage.engine import now
from bot.storage.prepared import Prepared
from bot.storage.tables import heartbeat, inbox, is_to_answer, is_to_send, outbox

WORKER_IS_LATE = datetime.timedelta(seconds=10)  # five heartbeats

_TO_ANSWER = Prepared(select(func.min(inbox.c.received_at)).where(is_to_answer()))
_TO_SEND = Prepared(select(func.min(outbox.c.created_at)).where(is_to_send()))


def worker_seen(work: Work) -> datetime.datetime | None:
    """When a worker was last there; None where none ever was."""
    seen: datetime.datetime | None = work.run(select(heartbeat.c.at).where(heartbeat.c.process == "worker")).scalar()
    return seen


def is_there(seen: datetime.datetime | None) -> bool:
    """Whether a worker that was last there at this moment is there still."""
    return seen is not None and abs(now() - seen) < WORKER_IS_LATE  # of a clock that was set back, no beat is to come


def oldest(work: Work) -> dict[str, float]:
    """Seconds that the oldest text to answer and the oldest to send have waited; 0 where none waits."""
    moment = now()
    ages = {}
    for name, statement in (("to_answer", _TO_ANSWER), ("to_send", _TO_SEND)):
        since = work.run(statement).scalar()
        ages[name] = max(0.0, round((moment - since).total_seconds(), 1)) if since else 0.0
    return ages
