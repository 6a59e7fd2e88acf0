"""Counts of closed months, made once: each dimension, and every two. What is read here is not yet safe to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, get_args

from sqlalchemy import and_, func, insert, literal, select
from sqlalchemy.sql import Select

from bot.conversations.work import Store, Work
from bot.statistics.codes import MONTH, codebook
from bot.statistics.months import Month, PeriodLength, months_of
from bot.storage.engine import now
from bot.storage.tables import closed_month, coded_count, coded_item, coded_record

ALONE = ""  # in the place of a second dimension, and of its code
EVERYBODY = "all"
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
    names = [column.name for column in coded_count.columns]
    with store.read() as work:
        records, made = _records(work, month)
        statements = _statements(month) if records else ()
        rows = [dict(zip(names, row, strict=True)) for statement in statements for row in work.run(statement)]
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


def _statements(month: Month) -> Iterator[Select]:
    yield _counted(month, (EVERYBODY, literal(ALONE)), None)
    book = codebook()
    names = (*book.single, *book.many)
    for name in names:
        yield _counted(month, (name, None), None)
    for one, other in combinations(sorted(names, key=_order), 2):
        yield _counted(month, (one, None), (other, None))


def _counted(month: Month, one: tuple[str, Any], other: tuple[str, Any] | None) -> Select:
    """The rows of `coded_count` for one dimension or two, in the order of its columns."""
    source: Any = coded_record
    columns: list[Any] = []
    for number, side in enumerate((one, other)):
        if side is None:
            columns.append(literal(ALONE))
        elif side[1] is not None:
            columns.append(side[1])
        elif side[0] in codebook().many:
            item = coded_item.alias(f"item_{number}")
            source = source.join(item, and_(item.c.record_id == coded_record.c.id, item.c.dimension == side[0]))
            columns.append(item.c.code)
        else:
            columns.append(coded_record.c[side[0]])
    second = literal(other[0] if other else ALONE)
    wanted = [literal(one[0]), second, literal(str(month)), *columns, func.count()]
    grouped = [column for column, side in zip(columns, (one, other), strict=True) if side and side[1] is None]
    statement = select(*wanted).select_from(source).where(coded_record.c.month == str(month))
    return statement.group_by(*grouped) if grouped else statement


def _order(name: str) -> int:
    return codebook().names.index(name)
