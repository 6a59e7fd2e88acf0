"""Tables as they are shown: suppressed, rounded, and so made that no two of them give a withheld number back.

Periods never overlap. Each is suppressed once and alike for whoever asks, and what is shown of several periods is the
sum of what is shown of each. So nothing is learned from subtracting one from another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from sqlalchemy import select

from bot.conversations.work import Work
from bot.i18n.filled import filled
from bot.statistics import counts, problems
from bot.statistics.codes import MONTH, TOO_FEW, UNKNOWN, StatisticsProblem, codebook
from bot.statistics.counts import ALONE
from bot.statistics.months import Month, months_of
from bot.statistics.suppression import Adds, K, rounded, too_few, withheld
from bot.storage.engine import now
from bot.storage.tables import closed_month

TOTAL = ""  # the code of a row's or column's total


@dataclass(frozen=True)
class Cell:
    """What is shown in a place. `number`: rounded; None where it is withheld.

    `at_least`: of some of the periods it is withheld, so that it may be more.
    """

    number: int | None
    at_least: bool = False


@dataclass(frozen=True)
class Table:
    """A table of one dimension, or of two. `cells`: by codes of both; TOTAL for totals, ALONE as the second of one.

    `too_few_people`: the periods of which nothing is shown. `is_made`: its data are made ones, of nobody.
    """

    first: str
    second: str
    periods: tuple[str, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    too_few_people: tuple[str, ...] = ()
    is_made: bool = False

    def cell(self, row: str, column: str = ALONE) -> Cell:
        """What is shown of two codes; nobody where nobody was counted."""
        return self.cells.get((row, column), Cell(0))

    @property
    def withheld(self) -> int:
        """How many cells show no number."""
        return sum(cell.number is None for cell in self.cells.values())


@dataclass(frozen=True)
class _Released:
    """What one period shows. `grouped`: the sides (0, 1) of which some codes are put together or left out."""

    cells: Mapping[tuple[str, str], int | None]
    grouped: frozenset[int] = field(default_factory=frozenset)


def periods(work: Work) -> tuple[str, ...]:
    """The periods that can be shown, the earliest first: every month is closed, and somebody was counted."""
    rows = work.run(select(closed_month).order_by(closed_month.c.month)).all()
    counted = dict.fromkeys(row.period for row in rows if row.records)
    return tuple(name for name in counted if str(months_of(name)[-1]) <= rows[-1].month)


def chosen(work: Work, wanted: str) -> tuple[str, ...]:
    """The periods that are meant by one of them or by a year. Raises StatisticsProblem, in one line."""
    try:
        asked = months_of(wanted)
    except ValueError as problem:
        raise StatisticsProblem(str(problem)) from None
    there = periods(work)
    inside = tuple(name for name in there if set(months_of(name)) <= set(asked))
    if inside:
        return inside
    _refuse(work, wanted, asked)
    raise problems.nothing_counted(wanted, there)


def table(work: Work, first: str, second: str, wanted: Sequence[str]) -> Table:
    """The table of one dimension (`second` is ALONE) or two, over periods that `periods` names.

    Raises StatisticsProblem for dimensions that do not exist.
    """
    book = codebook()
    names = [book[name].id for name in (first, second) if name != ALONE]
    if len(set(names)) < len(names):
        raise problems.two_different(first)
    released = {name: _release(work, name, first, second) for name in wanted}
    parts = [part for part in released.values() if part is not None]
    places = dict.fromkeys(place for part in parts for place in part.cells)
    if second != ALONE:  # a row of one period beside a column of another
        rows, columns = (dict.fromkeys(place[side] for place in places) for side in (0, 1))
        places |= dict.fromkeys(product(rows, columns))
    cells = {place: _together(place, list(released.values())) for place in places}
    made = select(closed_month.c.month).where(closed_month.c.period.in_(wanted), closed_month.c.made)
    return Table(
        *(first, second, tuple(wanted)),
        rows=_ordered(first, {row: cells.get((row, TOTAL)) for row, _ in places if row != TOTAL}),
        columns=_ordered(second, {column: cells.get((TOTAL, column)) for _, column in places if column != TOTAL})
        if second != ALONE
        else (ALONE,),
        cells=cells,
        too_few_people=tuple(name for name, part in released.items() if part is None),
        is_made=work.run(made.limit(1)).first() is not None,
    )


def _refuse(work: Work, wanted: str, asked: Sequence[Month]) -> None:
    """Say why a period that is a right one cannot be shown yet, or not by itself."""
    today = now().date()
    if asked[0] > Month.of(today):
        raise problems.in_the_future(wanted)
    of = select(closed_month.c.period).where(closed_month.c.month == str(asked[0]))
    larger = work.run(of).scalar()
    if larger is not None and larger != wanted and len(months_of(larger)) > len(asked):
        raise StatisticsProblem(
            filled(
                "{period} is not shown by itself but in {larger}: two such tables could be subtracted",
                period=wanted,
                larger=larger,
            )
        )
    if asked[-1].closed_from > today:
        raise problems.still_open(wanted, asked[-1].closed_from)


def _release(work: Work, period: str, first: str, second: str) -> _Released | None:
    """What a period shows; None where it has fewer than K records."""
    mine = select(closed_month.c.month).where(closed_month.c.period == period)  # older releases let periods overlap
    months = [Month.parse(month) for month in work.run(mine).scalars()]
    total = counts.of_months(work, months, counts.EVERYBODY)[(ALONE, ALONE)]
    if total < K:
        return None
    sides = [_side(work, months, name, total) for name in (first, second)]
    cells: dict[tuple[str, str], int | None] = {}
    if second == ALONE:
        cells.update({(code, ALONE): number for code, number in sides[0].totals.items()})
    else:
        cells.update(dict.fromkeys(product(sides[0].totals, sides[1].totals)))
        cells.update(_crossed(counts.of_months(work, months, first, second), first, second, sides))
        cells.update({(code, TOTAL): number for code, number in sides[0].totals.items()})
        cells.update({(TOTAL, code): number for code, number in sides[1].totals.items()})
    cells[(TOTAL, TOTAL)] = rounded(total)
    return _Released(cells, frozenset(number for number, side in enumerate(sides) if side.few))


@dataclass(frozen=True)
class _Side:
    """One dimension of a table: the codes that are shown with their numbers, and those that have too few.

    `nearly_all`: of a dimension of several, the codes that fewer than K do not have; all of their numbers are withheld.
    """

    shown: Mapping[str, int]
    few: frozenset[str]
    nearly_all: frozenset[str] = frozenset()

    def code(self, code: str) -> str:
        """Under which code it is shown."""
        return TOO_FEW if code in self.few else code

    @property
    def totals(self) -> dict[str, int | None]:
        """What is shown of each code; None where it is withheld."""
        hidden = dict.fromkeys(self.nearly_all)
        return {code: rounded(number) for code, number in self.shown.items()} | hidden


def _side(work: Work, months: Sequence[Month], name: str, everybody: int) -> _Side:
    if name == ALONE:
        return _Side({}, frozenset())
    found = {code: number for (code, _), number in counts.of_months(work, months, name).items()}
    if codebook()[name].many:  # they add up to nothing that is shown, so one that is left out stays hidden
        few = frozenset(code for code, number in found.items() if number < K)
        nearly_all = frozenset(code for code, number in found.items() if everybody - number < K) - few
        shown = {code: number for code, number in found.items() if code not in few | nearly_all}
        return _Side(shown, few, nearly_all)
    few = too_few(found)
    shown = {code: number for code, number in found.items() if code not in few}
    if few:
        shown[TOO_FEW] = sum(found[code] for code in few)
    return _Side(shown, few)


def _crossed(
    found: Counter[tuple[str, str]], first: str, second: str, sides: Sequence[_Side]
) -> dict[tuple[str, str], int | None]:
    """The inner cells. A person stands once in a row or column whose dimension has one code for each."""
    rows, columns = list(sides[0].shown), list(sides[1].shown)
    if not rows or not columns:
        return {}
    numbers = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for (one, other), number in found.items():
        row, column = sides[0].code(one), sides[1].code(other)
        if row in sides[0].shown and column in sides[1].shown:
            numbers[rows.index(row), columns.index(column)] += number
    adds = Adds(rows=not codebook()[second].many, columns=not codebook()[first].many)
    wholes = [
        np.array([side.shown[code] for code in codes]) for side, codes in zip(sides, (rows, columns), strict=True)
    ]
    hidden = withheld(numbers, adds, wholes[0] if adds.columns else wholes[1])
    return {
        (row, column): None if hidden[i, j] else rounded(int(numbers[i, j]))
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    }


def _together(place: tuple[str, str], parts: Sequence[_Released | None]) -> Cell:
    """The sum of what the periods show."""
    found = [part.cells.get(place) for part in parts if part and place in part.cells]
    known = [number for number in found if number is not None]
    absent = any(part is None or (place not in part.cells and part.grouped) for part in parts)
    if not known:
        return Cell(None) if found or absent else Cell(0)
    return Cell(sum(known), at_least=absent or len(known) < len(found))


def _ordered(name: str, totals: Mapping[str, Cell | None]) -> tuple[str, ...]:
    """Months in time, a list's codes as the list has them, others by what is shown; not known and too few come last."""
    dimension = codebook()[name]
    listed = {each.code: number for number, each in enumerate(dimension.codes)}
    last = (UNKNOWN, TOO_FEW)

    def order(code: str) -> tuple[int, int, str]:
        if code in last or name == MONTH:
            return (last.index(code) + 1 if code in last else 0), 0, code
        shown = totals[code]
        return 0, listed.get(code, -((shown.number if shown else 0) or 0)), dimension.name_of(code)

    return tuple(sorted(totals, key=order))
