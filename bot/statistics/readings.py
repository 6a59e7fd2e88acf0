"""How many different tables each of the staff reads in a day: counted, and limited."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from sqlalchemy import delete, func, insert, select

from bot.conversations.work import Work
from bot.i18n.filled import filled
from bot.statistics.codes import StatisticsProblem, codebook
from bot.statistics.counts import ALONE
from bot.statistics.tables import Table
from bot.storage.engine import now
from bot.storage.tables import statistics_reading

MOST_A_DAY = 80  # different tables of one account; to read one again counts once
KEPT = datetime.timedelta(days=31)
LOCK = 826160  # any number that no other advisory lock of ours has


def read(work: Work, operator_id: int, shown: Iterable[Table]) -> None:
    """Note that an account reads these tables, all at once. A day is one of UTC.

    Raises StatisticsProblem, in one line, where they are more than are left for today: then none is read.
    """
    today, wanted = now().date(), {name_of(table) for table in shown}
    work.lock(LOCK)  # two pages at once must not both take the last one
    mine = (statistics_reading.c.operator_id == operator_id) & (statistics_reading.c.day == today)
    known = select(statistics_reading.c.what).where(mine, statistics_reading.c.what.in_(wanted))
    new = sorted(wanted - set(work.run(known).scalars()))
    if not new:
        return
    number = int(work.run(select(func.count()).select_from(statistics_reading).where(mine)).scalar_one())
    if number + len(new) > MOST_A_DAY:
        raise StatisticsProblem(_refusal(len(new), MOST_A_DAY - number, today))
    work.run(delete(statistics_reading).where(statistics_reading.c.day < today - KEPT))
    work.run(
        insert(statistics_reading).values([{"operator_id": operator_id, "day": today, "what": each} for each in new])
    )


def name_of(table: Table) -> str:
    """What makes it a different table: its dimensions in whatever order, and its periods, however they were asked for.

    Periods that are shown together follow each other, so the first and the last say which they are.
    """
    names = [name for name in codebook().names if name in (table.first, table.second) and name != ALONE]
    span = dict.fromkeys((table.periods[0], table.periods[-1]))
    return f"{' '.join(names)} {'..'.join(span)}"


def _refusal(new: int, left: int, today: datetime.date) -> str:
    again = filled("It is possible again on {day} from 00:00 UTC.", day=today + datetime.timedelta(days=1))
    if new == 1:
        return filled(
            "You have read {number} different tables today, the most for one day. {again}",
            number=MOST_A_DAY,
            again=again,
        )
    return filled(
        "This shows {new} tables that you have not read today, and {left} of {number} for one day are left. So none of "
        "them is shown. {again}",
        new=new,
        left=max(0, left),
        number=MOST_A_DAY,
        again=again,
    )
