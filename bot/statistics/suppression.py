"""Which cells of a table are withheld, so that no number gives anybody away.

Three steps. Codes with fewer than K people are put together with others (`too_few`), so that every total that is shown
is of K people or more. In a two-way table each cell under K is withheld (primary suppression). Then more are withheld
(complementary suppression) until whoever computes with all totals and all shown cells is left with at least WIDTH + 1
possible values for each withheld cell: as many as "fewer than K" has. All that is shown is rounded to ROUNDED_TO.

The bounds are those of a transport problem: what a cell could have more, taken from withheld cells of its row and its
column. Cox, "Suppression methodology and statistical disclosure control" (JASA 75, 1980), for the problem; Giessing and
Repsilber, "Tools and strategies to protect multiple tables with the GHQUAR cell suppression engine" (2002), for the
hypercube that is looked for first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

K = 11  # as the published Counter-Trafficking Data Collaborative's global data set
WIDTH = K - 1
ROUNDED_TO = 5

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Adds:
    """Along which side of a table the cells add up to a total that is shown."""

    rows: bool = True
    columns: bool = True


def rounded(number: int) -> int:
    """As it is shown: to the nearest multiple."""
    return (number + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def too_few(counts: Mapping[str, int]) -> frozenset[str]:
    """The codes that are not shown by themselves: those under K, and as many more, the smallest first, as make K."""
    small = {code for code, number in counts.items() if number < K}
    together = sum(counts[code] for code in small)
    for code in sorted(set(counts) - small, key=lambda each: (counts[each], each)):
        if not small or (together >= K and len(small) > 1):
            break
        small.add(code)
        together += counts[code]
    return frozenset(small)


def withheld(table: Numbers, adds: Adds = Adds(), wholes: Numbers | None = None) -> Mask:
    """The cells that are not shown. `table`: counts, none negative; rows and columns of K people and more.

    `wholes`: where one side adds up alone, how many people have each code of the side that does not: no cell of that
    code can be more.
    """
    hidden: Mask = table < K
    while _withhold_more(table, hidden, adds, wholes):
        pass
    return hidden


def room(
    table: Numbers,
    hidden: Mask,
    place: tuple[int, int],
    adds: Adds = Adds(),
    wholes: Numbers | None = None,
) -> int:
    """How far a withheld cell can be moved, up and down together, with all totals and shown cells as they are.

    Never more than it is; counted until WIDTH is reached.
    """
    row, column = place
    if not adds.rows and not adds.columns:
        return WIDTH
    if not adds.rows or not adds.columns:
        line, mine = (table[:, column], hidden[:, column]) if adds.columns else (table[row], hidden[row])
        return _room_in_line(line, mine, row if adds.columns else column, wholes)
    in_row, in_column = hidden[row].copy(), hidden[:, column].copy()
    in_row[column] = in_column[row] = False
    partners = hidden & in_column[:, None] & in_row[None, :]
    down = min(int(table[place]), int((table * partners).sum()))
    if down >= WIDTH:
        return down
    return down + _room_upwards(table[row] * in_row, table[:, column] * in_column, partners, WIDTH - down)


def _room_in_line(line: Numbers, mine: Mask, at: int, wholes: Numbers | None) -> int:
    """The same in a line that adds up by itself: what the cell gives the other withheld ones take, and back."""
    others = mine.copy()
    others[at] = False
    space = np.full(line.shape, line.sum()) - line if wholes is None else wholes - line
    up = min(int(space[at]), int(line[others].sum()))
    return up + min(int(line[at]), int(space[others].sum()))


def _room_upwards(supply: Numbers, demand: Numbers, partners: Mask, wanted: int) -> int:
    """How much of the row's and the column's withheld people can be moved at once, through partners of both."""
    left, found = supply.copy(), 0
    for other in np.argsort(-demand, kind="stable"):
        if demand[other] <= 0 or found >= wanted:
            break
        able = left * partners[other]
        taken = min(int(demand[other]), int(able.sum()))
        before = np.cumsum(able) - able
        left = left - np.clip(taken - before, 0, able)
        found += taken
    return found


def _withhold_more(table: Numbers, hidden: Mask, adds: Adds, wholes: Numbers | None) -> bool:
    """Give each withheld cell room; False where all had enough, or where nothing is left to withhold."""
    changed = False
    for row, column in np.argwhere(hidden):
        place = (int(row), int(column))
        while room(table, hidden, place, adds, wholes) < WIDTH:
            more = _best_hypercube(table, hidden, place, adds) or _cheapest(table, hidden, place, adds)
            if more is None:
                return False
            for cell in more:
                hidden[cell] = True
            changed = True
    return changed


def _best_hypercube(table: Numbers, hidden: Mask, place: tuple[int, int], adds: Adds) -> list[tuple[int, int]] | None:
    """The three other corners of the rectangle that costs fewest people, of those with room enough."""
    if not (adds.rows and adds.columns) or min(table.shape) < 2:
        return None
    row, column = place
    cost = np.where(hidden, 0, table)
    across, along = table[row][None, :], table[:, column][:, None]
    space = np.minimum(across, along) + np.minimum(table[place], table)
    price = (cost + cost[row][None, :] + cost[:, column][:, None]).astype(float)
    price[space < WIDTH] = np.inf
    price[row, :] = price[:, column] = np.inf
    best = int(np.argmin(price))
    other = (best // table.shape[1], best % table.shape[1])
    corners = [other, (row, other[1]), (other[0], column)]
    is_new = any(not hidden[corner] for corner in corners)
    return corners if np.isfinite(price[other]) and is_new else None


def _cheapest(table: Numbers, hidden: Mask, place: tuple[int, int], adds: Adds) -> list[tuple[int, int]] | None:
    """The smallest shown cell of the same row or column, else of the table."""
    beside = np.zeros_like(hidden)
    beside[place[0], :] |= adds.rows
    beside[:, place[1]] |= adds.columns
    for where in (beside & ~hidden, ~hidden):
        if where.any():
            price = np.where(where, table, np.iinfo(np.int64).max)
            best = int(np.argmin(price))
            return [(best // table.shape[1], best % table.shape[1])]
    return None
