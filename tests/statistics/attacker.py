"""Somebody who has all that was shown, and computes what is withheld: linear programming (HiGHS).

`Attacker` knows sums of unknowns. `Reader` is one who has files (tests/statistics/released.py) and the rules of
docs/data.md, and nothing else; with `exact` it is told the true number of all that is shown, without the rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from bot.statistics.codes import TOO_FEW, codebook
from bot.statistics.months import months_of
from bot.statistics.suppression import ROUNDED_TO, K
from bot.statistics.tables import TOTAL
from tests.statistics.released import Shown

OFF = ROUNDED_TO // 2


class Contradiction(Exception):
    """What was shown cannot all be true: somebody who sees that knows more than was meant."""


@dataclass
class Attacker:
    """Knows sums of unknowns, each of which is 0 or more."""

    unknowns: int
    rows: list[Sequence[int]] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    worlds: list[np.ndarray] = field(default_factory=list)  # of people, in each of which all that is known is true

    def learns(self, which: Iterable[int], number: int) -> None:
        """A number as it stands in a table: the rounded one, or the true one of an attacker with inside knowledge."""
        self.learns_between(which, number, number)

    def learns_rounded(self, which: Iterable[int], shown: int) -> None:
        """A number that was rounded."""
        self.learns_between(which, shown - OFF, shown + OFF)

    def learns_between(self, which: Iterable[int], least: float, most: float) -> None:
        """The bounds of a sum."""
        self.rows.append(tuple(which))
        self.least.append(least)
        self.most.append(most)
        self.worlds.clear()
        self.__dict__.pop("_known", None)

    def bounds_of(self, which: Sequence[int]) -> tuple[int, int]:
        """The least and the most that a sum can be, in whole people. Raises Contradiction."""
        found = [self._extreme(which, sign) for sign in (1, -1)]
        return _whole(found[0], -found[1])

    def leaves(self, which: Sequence[int], is_enough: Callable[[int, int], bool]) -> tuple[int, int] | None:
        """The bounds of a sum; None where they are enough, or wider than some that are. Raises Contradiction.

        Worlds that were found for other sums may show it without a linear programme: bounds are never narrower.
        """
        if self.worlds:
            sums = [float(world[list(which)].sum()) for world in self.worlds]
            if is_enough(*_whole(min(sums), max(sums))):
                return None
        bounds = self.bounds_of(which)
        return None if is_enough(*bounds) else bounds

    @cached_property
    def _known(self) -> tuple[csr_matrix, np.ndarray]:
        columns = [column for row in self.rows for column in row]
        lengths = [len(row) for row in self.rows]
        shape = (len(self.rows), self.unknowns)
        matrix = csr_matrix((np.ones(len(columns)), columns, np.cumsum([0, *lengths])), shape=shape)
        least, most = np.array(self.least), np.array(self.most)
        up, down = np.isfinite(most), np.isfinite(least)
        return vstack([matrix[up], -matrix[down]]).tocsr(), np.concatenate([most[up], -least[down]])

    def _extreme(self, which: Iterable[int], sign: int) -> float:
        objective = np.zeros(self.unknowns)
        objective[list(which)] = sign
        matrix, limits = self._known
        solved = linprog(objective, A_ub=matrix, b_ub=limits, bounds=(0, None), method="highs")
        if solved.status == 2:
            raise Contradiction
        assert solved.status in (0, 3), solved.message
        if solved.status == 3:
            return float("-inf")
        self.worlds.append(solved.x)
        return float(solved.fun)


def _whole(least: float, most: float) -> tuple[int, int]:
    """The whole numbers of people between two bounds."""
    return int(np.ceil(least - 1e-6)), int(np.floor(most + 1e-6)) if np.isfinite(most) else 10**9


Person = tuple[object, ...]  # a month, and a code of each dimension: a set of codes where there may be several
Place = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # dimensions, codes, periods


@dataclass(frozen=True)
class Leak:
    """What a reader finds out. `truth`: how many people it is true of."""

    place: Place
    truth: int
    least: int
    most: int


class Reader:
    """Has files about a crowd.

    `people`: the crowd, by which what is found is judged; `dimensions`: theirs, but the month.
    """

    def __init__(self, people: Mapping[Person, int], dimensions: Sequence[str], *, exact: bool = False) -> None:
        self.people, self.names, self.exact = people, ("month", *dimensions), exact
        several = list(zip(*people, strict=True))
        self.codes: dict[str, list[str]] = {}
        domains: list[list[object]] = []
        for name, found in zip(self.names, several, strict=True):
            if self._is_many(name):
                codes = sorted({code for each in found for code in each})
                domains.append([frozenset(each) for n in range(len(codes) + 1) for each in combinations(codes, n)])
            else:
                codes = sorted(set(found))
                domains.append(list(codes))
            self.codes[name] = codes
        self.unknown = {person: number for number, person in enumerate(product(*domains))}
        self.truth = np.zeros(len(self.unknown), dtype=int)
        for person, number in people.items():
            self.truth[self.unknown[person]] += number
        self.attacker = Attacker(len(self.unknown))
        self.shown_small: list[Leak] = []
        self.periods: set[str] = set()
        self.groups: set[tuple[Place, tuple[int, ...]]] = set()

    def reads(self, *files: Iterable[Shown]) -> None:
        """Learn from files, each for itself: what one withholds another may show."""
        tables = [table for file in files for table in _tables(file)]
        single: dict[tuple[tuple[str, ...], str], list[list[Shown]]] = defaultdict(list)
        for table in tables:
            self.periods.update(table[0].periods)
            if len(table[0].periods) == 1:
                single[table[0].names, table[0].periods[0]].append(table)
                self._reads_one(table)
        for table in tables:
            if len(table[0].periods) > 1:
                for each in table:
                    parts = [single[each.names, period] or [[]] for period in each.periods]
                    if not any(_is_sum(each, choice) for choice in product(*parts)):
                        self._learns(each, table)

    def leaks(self, width: int, *, within: Sequence[str] | None = None) -> Iterator[Leak]:
        """What is true of fewer than K people, or withheld, and of which fewer than `width` + 1 values are left."""
        yield from self.shown_small
        for place, which in self.targets(within):
            truth = int(self.truth[list(which)].sum())
            try:
                found = self.attacker.leaves(
                    which, lambda least, most, truth=truth: least <= truth <= most and most - least >= width
                )
            except Contradiction:
                yield Leak(place, truth, 0, -1)
                return
            if found:
                yield Leak(place, truth, *found)

    def targets(self, within: Sequence[str] | None = None) -> Iterator[tuple[Place, tuple[int, ...]]]:
        """Every withheld cell, and every one or two codes that fewer than K have, in each period and all together."""
        within = within or self.names
        seen = set()
        for place, which in sorted(self.groups):
            if set(place[0]) <= set(within) and which not in seen:
                seen.add(which)
                yield place, which
        nobodys = {
            period: {
                (name, code) for name in self.names for code in self.codes[name] if not self._has(name, code, period)
            }
            for period in self.periods
        }
        spans = [(period,) for period in sorted(self.periods)] + [tuple(sorted(self.periods))]
        for span in spans:
            for number in (1, 2):
                for names in combinations([name for name in self.names if name in within], number):
                    for codes in product(*(self.codes[name] for name in names)):
                        if all(nobodys[period] & set(zip(names, codes, strict=True)) for period in span):
                            continue  # a code that nobody has is not there: that is said of everybody, not of few
                        which = self.which(names, [{code} for code in codes], span)
                        if which and which not in seen and self.truth[list(which)].sum() < K:
                            seen.add(which)
                            yield (names, codes, span), which

    def _has(self, name: str, code: str, period: str) -> bool:
        return bool(self.truth[list(self.which((name,), [{code}], (period,)))].any())

    def _reads_one(self, table: Sequence[Shown]) -> None:
        whole = next((each.number for each in table if set(each.codes) == {TOTAL}), None)
        for each in table:
            which = self._learns(each, table)
            alone = [name for name, code in zip(each.names, each.codes, strict=True) if code != TOTAL]
            if each.number is None and which:
                self.groups.add(((each.names, each.codes, each.periods), which))
                if len(alone) == 1 and self._is_many(alone[0]) and whole is not None:
                    self._nearly_all(each, which)

    def _nearly_all(self, each: Shown, which: tuple[int, ...]) -> None:
        """Of several codes, one that is withheld as a whole is of all but fewer than K: docs/data.md says so."""
        everybody = self.which((), [], each.periods)
        others = tuple(sorted(set(everybody) - set(which)))
        self.attacker.learns_between(others, 0, K - 1)

    def _learns(self, each: Shown, table: Sequence[Shown]) -> tuple[int, ...]:
        """One number of a table; returns which people it counts."""
        wanted = []
        for side, (name, code) in enumerate(zip(each.names, each.codes, strict=True)):
            if code == TOTAL:
                wanted.append(None)
            elif code == TOO_FEW:
                wanted.append(set(self.codes[name]) - {other.codes[side] for other in table})
            else:
                wanted.append({code})
        which = self.which(each.names, wanted, each.periods)
        if each.number is None:
            return which
        truth = int(self.truth[list(which)].sum())
        if truth < K and not each.at_least:
            self.shown_small.append(Leak((each.names, each.codes, each.periods), truth, each.number, each.number))
        if self.exact:
            self.attacker.learns(which, truth)
        elif each.number + OFF < K:
            self.attacker.learns_rounded(which, each.number)
        else:
            least = each.number - OFF * len(each.periods) if each.at_least else each.number - OFF
            most = np.inf if each.at_least else each.number + OFF
            self.attacker.learns_between(which, max(least, K), most)
        return which

    def which(self, names: Sequence[str], wanted: Sequence[set[str] | None], periods: Sequence[str]) -> tuple[int, ...]:
        months = {str(month) for period in periods for month in months_of(period)}
        sides = [
            (self.names.index(name), codes) for name, codes in zip(names, wanted, strict=True) if codes is not None
        ]
        return tuple(
            number
            for person, number in self.unknown.items()
            if person[0] in months and all(_has(person[side], codes) for side, codes in sides)
        )

    @staticmethod
    def _is_many(name: str) -> bool:
        return codebook()[name].many


def _has(mine: object, codes: set[str]) -> bool:
    return bool(mine & codes) if isinstance(mine, frozenset) else mine in codes


def _tables(file: Iterable[Shown]) -> list[list[Shown]]:
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Shown]] = defaultdict(list)
    for each in file:
        found[each.names, each.periods].append(each)
    return list(found.values())


def _is_sum(each: Shown, parts: Sequence[Sequence[Shown]]) -> bool:
    """Whether it says no more than its periods say for themselves: the sum of what they show."""
    if each.number is None:
        return True
    total, is_whole, is_shown = 0, True, False
    for table in parts:
        found = [part.number for part in table if part.codes == each.codes]
        if found and found[0] is not None:
            total, is_shown = total + found[0], True
        elif found or not table or any(TOO_FEW in part.codes for part in table):
            is_whole = False
    return total == each.number and (is_whole or (is_shown and each.at_least))
