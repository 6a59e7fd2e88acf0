"""How many different tables each of the staff reads in a day: counted, and limited."""

from __future__ import annotations

import datetime

from sqlalchemy import delete, func, insert, select

from bot.conversations.work import Work
from bot.i18n.filled import filled
from bot.statistics.codes import StatisticsProblem
from bot.storage.engine import now
from bot.storage.tables import statistics_reading

MOST_A_DAY = 80  # different tables of one account; to read one again counts once
KEPT = datetime.timedelta(days=31)


def read(work: Work, operator_id: int, what: str) -> int:
    """Note that an account reads a table; returns how many it has read today. `what`: dimensions and period.

    Raises StatisticsProblem beyond the limit.
    """
    today = now().date()
    mine = (statistics_reading.c.operator_id == operator_id) & (statistics_reading.c.day == today)
    number = int(work.run(select(func.count()).select_from(statistics_reading).where(mine)).scalar_one())
    if work.run(select(statistics_reading.c.what).where(mine, statistics_reading.c.what == what)).first():
        return number
    if number >= MOST_A_DAY:
        raise StatisticsProblem(
            filled(
                "You have read {number} different tables today, the most for one day. Go on tomorrow.",
                number=MOST_A_DAY,
            )
        )
    work.run(delete(statistics_reading).where(statistics_reading.c.day < today - KEPT))
    work.run(insert(statistics_reading).values(operator_id=operator_id, day=today, what=what))
    return number + 1
