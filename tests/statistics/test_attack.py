"""Somebody who has every table of a period, and knows more besides, still singles nobody out."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.statistics.suppression import K, rounded, too_few, withheld
from tests.statistics.attacker import Attacker

SHAPE = (3, 4, 3)
LEAST_WIDTH = 5  # with all tables of a period together; one table alone leaves 10 (test_suppression.py)


def released(people: np.ndarray) -> tuple[Attacker, list[tuple[list[int], int]]]:
    """What all two-way tables of three dimensions show, and the withheld cells of them: their unknowns, the truth."""
    cells = np.arange(people.size).reshape(people.shape)
    attacker, hidden_cells = Attacker(people.size), []
    for axes in combinations(range(3), 2):
        (rest,) = set(range(3)) - set(axes)
        table = people.sum(axis=rest)
        hidden = withheld(table)
        for place in product(*(range(size) for size in table.shape)):
            index: list[slice | int] = [slice(None)] * 3
            for axis, at in zip(axes, place, strict=True):
                index[axis] = at
            which = cells[tuple(index)].ravel().tolist()
            if hidden[place]:
                hidden_cells.append((which, int(table[place])))
            else:
                attacker.learns_rounded(which, rounded(int(table[place])))
    for axis in range(3):
        for code in range(people.shape[axis]):
            which = np.take(cells, code, axis=axis).ravel().tolist()
            attacker.learns_rounded(which, rounded(int(np.take(people, code, axis=axis).sum())))
    attacker.learns_rounded(range(people.size), rounded(int(people.sum())))
    return attacker, hidden_cells


@st.composite
def crowds(draw: st.DrawFn) -> np.ndarray:
    """People in three dimensions, clustered as they are: some combinations common, most rare."""
    seed, number = draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from((120, 400, 1500)))
    chance = np.random.default_rng(seed)
    shares = chance.dirichlet(np.full(np.prod(SHAPE), draw(st.sampled_from((0.15, 0.5, 2.0)))))
    return chance.multinomial(number, shares).reshape(SHAPE)


@pytest.mark.long("linear programmes over all tables of a period")
@settings(max_examples=40, deadline=None)
@given(crowds())
def test_all_tables_of_a_period_together_give_no_withheld_cell_back(people: np.ndarray) -> None:
    totals = [people.sum(axis=tuple(set(range(3)) - {axis})) for axis in range(3)]
    if any(too_few({str(code): int(number) for code, number in enumerate(total)}) for total in totals):
        return  # such codes are put together before
    attacker, hidden = released(people)
    for which, truth in hidden:
        least, most = attacker.bounds_of(which)
        assert least <= truth <= most
        assert most - least >= LEAST_WIDTH, (people.tolist(), truth, least, most)


def test_somebody_whose_month_language_and_country_are_known_is_not_singled_out() -> None:
    """The only one of the country with that language: no table says so, nor what sector they were in."""
    chance = np.random.default_rng(7)
    people = chance.multinomial(900, np.full(36, 1 / 36)).reshape(SHAPE)
    people[0, 0, :] = (0, 1, 0)
    attacker, hidden = released(people)
    cells = np.arange(people.size).reshape(SHAPE)
    country_language = cells[0, 0].ravel().tolist()
    assert any(which == country_language for which, _ in hidden)
    least, most = attacker.bounds_of(country_language)
    assert most - least >= LEAST_WIDTH
    for sector in range(SHAPE[2]):
        least, most = attacker.bounds_of([cells[0, 0, sector]])
        assert least == 0, "nothing says that somebody was there"
        assert most >= LEAST_WIDTH


@pytest.mark.parametrize("known", range(K - 1))
def test_who_is_in_a_small_cell_learns_nothing_of_the_others_in_it(known: int) -> None:
    table = np.array([[40, 60, 55], [70, K - 1, 90], [45, 50, 65]])
    hidden = withheld(table)
    cells = np.arange(table.size).reshape(table.shape)
    attacker = Attacker(table.size)
    for axis in (0, 1):
        for code in range(3):
            attacker.learns_rounded(
                np.take(cells, code, axis=1 - axis).ravel(), rounded(int(table.sum(axis=axis)[code]))
            )
    for shown in zip(*np.nonzero(~hidden), strict=True):
        attacker.learns_rounded([cells[shown]], rounded(int(table[shown])))
    attacker.least.append(known)
    attacker.most.append(float(table.sum()))
    attacker.rows.append([int(cells[1, 1])])
    least, most = attacker.bounds_of([cells[1, 1]])
    assert most - least >= LEAST_WIDTH
