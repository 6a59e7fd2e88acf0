"""Somebody who knows all that was shown, and computes what the withheld cells can be: linear programming (HiGHS)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from bot.statistics.suppression import ROUNDED_TO


@dataclass
class Attacker:
    """Knows sums of unknowns, each of which is 0 or more."""

    unknowns: int
    rows: list[Sequence[int]] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def learns(self, which: Iterable[int], number: int) -> None:
        """A number as it stands in a table: the rounded one, or the true one of an attacker with inside knowledge."""
        self._between(which, number, number)

    def learns_rounded(self, which: Iterable[int], shown: int) -> None:
        """A number that was rounded."""
        self._between(which, shown - ROUNDED_TO // 2, shown + ROUNDED_TO // 2)

    def bounds_of(self, which: Iterable[int]) -> tuple[int, int]:
        """The least and the most that a sum can be, in whole people."""
        found = [self._extreme(which, sign) for sign in (1, -1)]
        return int(np.ceil(found[0] - 1e-6)), int(np.floor(-found[1] + 1e-6))

    def _between(self, which: Iterable[int], least: float, most: float) -> None:
        self.rows.append(tuple(which))
        self.least.append(least)
        self.most.append(most)

    def _extreme(self, which: Iterable[int], sign: int) -> float:
        matrix = np.zeros((len(self.rows), self.unknowns))
        for number, row in enumerate(self.rows):
            matrix[number, list(row)] = 1
        objective = np.zeros(self.unknowns)
        objective[list(which)] = sign
        solved = linprog(
            objective,
            A_ub=csr_matrix(np.vstack([matrix, -matrix])),
            b_ub=np.concatenate([self.most, -np.array(self.least)]),
            bounds=(0, None),
            method="highs",
        )
        assert solved.status in (0, 3), solved.message
        return float(solved.fun) if solved.status == 0 else float("-inf")
