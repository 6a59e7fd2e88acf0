"""Nothing that is withheld can be computed back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.statistics.suppression import WIDTH, Adds, K, room, rounded, too_few, withheld
from tests.statistics.attacker import Attacker


def bounds(table: np.ndarray, hidden: np.ndarray, place: tuple[int, int]) -> tuple[int, int]:
    """What the attacker finds who knows every total exactly, and every cell that is shown."""
    cells = np.arange(table.size).reshape(table.shape)
    attacker = Attacker(table.size)
    for row in range(table.shape[0]):
        attacker.learns(cells[row], int(table[row].sum()))
    for column in range(table.shape[1]):
        attacker.learns(cells[:, column], int(table[:, column].sum()))
    for shown in zip(*np.nonzero(~hidden), strict=True):
        attacker.learns([cells[shown]], int(table[shown]))
    return attacker.bounds_of([cells[place]])


def test_a_published_example_has_the_published_bounds() -> None:
    """Geurts (1992), table 10; Handbook on Statistical Disclosure Control, 4.2, example 3: 3 to 6 for cell (1, 1)."""
    table, hidden = np.array([[4, 3], [2, 1], [3, 3]]), np.array([[True, True], [True, True], [False, False]])
    assert bounds(table, hidden, (0, 0)) == (3, 6)
    assert room(table, hidden, (0, 0)) == 6 - 3


sparse = st.integers(0, 12) | st.integers(0, 3) | st.integers(0, 200)
tables = st.tuples(st.integers(2, 6), st.integers(2, 6)).flatmap(lambda shape: arrays(np.int64, shape, elements=sparse))


def recoded(table: np.ndarray) -> np.ndarray:
    """With rows and columns put together that have too few people, as tables.py does it."""
    for _ in range(2):
        names = {f"{each:02}": int(number) for each, number in enumerate(table.sum(axis=1))}
        few = [int(name) for name in too_few(names)]
        kept = [row for row in range(table.shape[0]) if row not in few]
        parts = [table[kept], table[few].sum(axis=0, keepdims=True)] if few else [table[kept]]
        table = np.vstack(parts).T
    return table


@pytest.mark.long("a linear programme for each withheld cell of many tables")
@settings(max_examples=150, deadline=None)
@given(tables)
def test_whoever_knows_all_totals_exactly_is_left_with_as_many_values_as_fewer_than_eleven_has(
    table: np.ndarray,
) -> None:
    table = recoded(table)
    if table.sum() < 2 * K or min(table.shape) < 2:
        return
    hidden = withheld(table)
    assert not (~hidden & (table < K)).any(), "no small cell is shown"
    for place in zip(*np.nonzero(hidden), strict=True):
        least, most = bounds(table, hidden, place)
        assert most - least >= WIDTH, (table, hidden, place)


@pytest.mark.long("a linear programme for each withheld cell of many tables")
@settings(max_examples=60, deadline=None)
@given(tables)
def test_the_room_that_is_counted_is_never_more_than_the_attacker_leaves(table: np.ndarray) -> None:
    hidden = table < K
    for place in zip(*np.nonzero(hidden), strict=True):
        least, most = bounds(table, hidden, place)
        assert room(table, hidden, place) <= most - least


def test_a_cell_that_its_row_gives_back_takes_others_with_it() -> None:
    table = np.array([[30, 40, 3], [50, 60, 70], [80, 90, 100]])
    hidden = withheld(table)
    assert hidden[0, 2]
    assert hidden.sum() >= 4, "one alone in its row or column is a subtraction"
    assert not hidden.all(), "and no more than must"


def test_a_table_without_small_cells_is_shown_whole() -> None:
    assert not withheld(np.array([[11, 12], [13, 14]])).any()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 100, "b": 50}, set()),
        ({"a": 100, "b": 50, "c": 3}, {"c", "b"}),  # c alone would be the total less the others
        ({"a": 100, "b": 50, "c": 6, "d": 5}, {"c", "d"}),
        ({"a": 100, "b": 50, "c": 2, "d": 3}, {"c", "d", "b"}),  # together still fewer than 11
        ({"a": 3}, {"a"}),
    ],
)
def test_codes_with_few_people_go_together(counts: dict[str, int], expected: set[str]) -> None:
    assert too_few(counts) == expected


def test_where_only_columns_add_up_a_column_has_two_withheld_or_none() -> None:
    table = np.array([[30, 4], [50, 60], [80, 90]])
    hidden = withheld(table, Adds(rows=False))
    assert hidden[:, 1].sum() == 2
    assert not hidden[:, 0].any()


def test_where_only_columns_add_up_no_cell_is_thought_to_be_more_than_its_row_has() -> None:
    """A cell has at most all of its row, and the others of its column take no more than their rows have left."""
    table, hidden = np.array([[4], [56]]), np.array([[True], [True]])
    assert room(table, hidden, (0, 0), Adds(rows=False), np.array([20, 60])) == 16 + 4
    assert room(table, hidden, (0, 0), Adds(rows=False), np.array([6, 57])) == 2 + 1


@given(st.integers(0, 10**7))
def test_what_is_shown_is_rounded_by_two_at_most(number: int) -> None:
    assert rounded(number) % 5 == 0
    assert abs(rounded(number) - number) <= 2
