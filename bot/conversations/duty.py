"""Whether anybody is at the desk who can answer."""

from __future__ import annotations

import datetime

from sqlalchemy import bindparam, select

from bot.conversations.work import Work
from bot.storage.engine import now
from bot.storage.prepared import Prepared
from bot.storage.tables import operator, operator_session

AWAY_AFTER = datetime.timedelta(minutes=30)  # without a click: as long as the desk keeps them logged in

_SEEN = Prepared(
    select(operator_session.c.operator_id)
    .join(operator, operator.c.id == operator_session.c.operator_id)
    .where(operator_session.c.seen_at >= bindparam("since"), operator.c.disabled.is_(False))
    .limit(1)
)


def is_anybody_on_duty(work: Work) -> bool:
    """Whether an operator has used the desk within the last minutes."""
    return work.run(_SEEN, since=now() - AWAY_AFTER).first() is not None
