"""Counts of closed months, made once: each dimension, and every two. What is read here is not yet safe to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import get_args

from sqlalchemy import func, insert, select

from bot.conversations.work import Store, Work
from bot.statistics.codes import MONTH, codebook
from bot.statistics.months import Month, PeriodLength, months_of
from bot.storage.engine import now
from bot.storage.tables import closed_month, coded_count, coded_item, coded_record

ALONE = ""  # in the place of a second dimension, and of its code
EVERYBODY = "all"
Place = tuple[str, str]  # a dimension and one of its codes
LOCK = 826157  # any number that no other advisory lock of ours has


def close_months(store: Store, length: PeriodLength) -> list[Month]:
    """Close the months whose time has come, the earliest first; returns them."""
    closed = []
    while (month := _next_to_close(store)) is not None and _close(store, month, length):
        closed.append(month)
    return closed


def of_months(work: Work, months: Iterable[Month], first: str, second: str = ALONE) -> Counter[tuple[str, str]]:
    """How many records of these months have both codes. `first`, `second`: two dimensions in any order."""
    names = tuple(map(str, months))
    if MONTH in (first, second):
        return _by_month(work, names, first, second)
    ordered = second == ALONE or _order(first) <= _order(second)
    one, other = (first, second) if ordered else (second, first)
    statement = (
        select(coded_count.c.first_code, coded_count.c.second_code, func.sum(coded_count.c.number).label("number"))
        .where(coded_count.c.first == one, coded_count.c.second == other, coded_count.c.month.in_(names))
        .group_by(coded_count.c.first_code, coded_count.c.second_code)
    )
    found: Counter[tuple[str, str]] = Counter()
    for row in work.run(statement):
        codes = (row.first_code, row.second_code) if ordered else (row.second_code, row.first_code)
        found[codes] += int(row.number)
    return found


def _by_month(work: Work, names: tuple[str, ...], first: str, second: str) -> Counter[tuple[str, str]]:
    other = second if first == MONTH else first
    counted = EVERYBODY if other == ALONE else other
    statement = select(coded_count.c.month, coded_count.c.first_code, coded_count.c.number).where(
        coded_count.c.first == counted, coded_count.c.second == ALONE, coded_count.c.month.in_(names)
    )
    found: Counter[tuple[str, str]] = Counter()
    for row in work.run(statement):
        codes = (row.month, ALONE if other == ALONE else row.first_code)
        found[codes if first == MONTH else (codes[1], codes[0])] += int(row.number)
    return found


def _next_to_close(store: Store) -> Month | None:
    """The first month that is open and over; None where there is none. Nothing is closed before the first record."""
    with store.read() as work:
        last = work.run(select(func.max(closed_month.c.month))).scalar()
        first = work.run(select(func.min(coded_record.c.month))).scalar()
    if last is None and first is None:
        return None
    month = Month.parse(last).next if last else Month.parse(first)
    return month if month.closed_from <= now().date() else None


def _close(store: Store, month: Month, length: PeriodLength) -> bool:
    """Count a month and close it; False where a record came into it meanwhile, and it is to be counted again.

    It is counted by reading alone, so that no turn waits for it, and written at once.
    """
    with store.read() as work:
        records, made = _records(work, month)
        rows = _counted(work, month) if records else []
    with store.write() as work:
        work.lock(LOCK)
        is_closed = work.run(select(closed_month.c.month).where(closed_month.c.month == str(month))).first()
        if is_closed or _records(work, month) != (records, made):
            return False
        if rows:
            work.connection.execute(insert(coded_count), rows)
        values = {"month": str(month), "period": _period(work, month, length), "records": records, "made": made}
        work.run(insert(closed_month).values(**values))
    return True


def _period(work: Work, month: Month, length: PeriodLength) -> str:
    """The period that a month is shown in: one that has begun stays as it is, and none holds a month of another.

    So a changed setting holds from the next period on: two that overlap could be subtracted from each other.
    """
    year = closed_month.c.month.between(f"{month.year:04}-01", f"{month.year:04}-12")
    closed = {row.month: row.period for row in work.run(select(closed_month).where(year))}
    begun = [period for period in closed.values() if month in months_of(period)]
    lengths = get_args(PeriodLength)
    shorter = [month.period(each) for each in reversed(lengths[: lengths.index(length) + 1])]
    free = [period for period in shorter if not {str(each) for each in months_of(period)} & set(closed)]
    return (begun or free)[0]


def _records(work: Work, month: Month) -> tuple[int, bool]:
    """How many records a month has, and whether some of them are made ones."""
    mine = coded_record.c.month == str(month)
    number = work.run(select(func.count()).select_from(coded_record).where(mine)).scalar_one()
    made = work.run(select(coded_record.c.id).where(mine, coded_record.c.made).limit(1)).first()
    return int(number), made is not None


def _counted(work: Work, month: Month) -> list[dict[str, object]]:
    """The rows of `coded_count` of a month: everybody, each code, and each two codes of two dimensions.

    Each record is read once and counted here: asked of the database, it read all of them for each two dimensions.
    """
    single = codebook().single
    mine = coded_record.c.month == str(month)
    numbers: dict[Place, int] = {}  # a pair of numbers is counted in half the time of a pair of places

    def number_of(name: str, code: str) -> int:
        return numbers.setdefault((name, code), len(numbers))

    records = work.run(select(coded_record.c.id, *(coded_record.c[name] for name in single)).where(mine))
    of_record = {identity: [*map(number_of, single, codes)] for identity, *codes in records}
    of_items = coded_item.join(coded_record, coded_record.c.id == coded_item.c.record_id)
    for identity, name, code in work.run(select(*coded_item.c).select_from(of_items).where(mine)):
        if identity in of_record:  # else it came just now, and the month is counted again
            of_record[identity].append(number_of(name, code))

    singly: Counter[int] = Counter()
    together: Counter[tuple[int, int]] = Counter()
    for found in of_record.values():
        singly.update(found)
        together.update(combinations(found, 2))
    places = tuple(numbers)
    counted: Counter[tuple[Place, Place]] = Counter({((EVERYBODY, ALONE), (ALONE, ALONE)): len(of_record)})
    for number, times in singly.items():
        counted[places[number], (ALONE, ALONE)] += times
    for pair, times in together.items():
        one, other = sorted((places[number] for number in pair), key=lambda place: _order(place[0]))
        if one[0] != other[0]:
            counted[one, other] += times
    return [
        {
            "first": one[0],
            "second": other[0],
            "month": str(month),
            "first_code": one[1],
            "second_code": other[1],
            "number": number,
        }
        for (one, other), number in counted.items()
    ]


def _order(name: str) -> int:
    return codebook().names.index(name)
