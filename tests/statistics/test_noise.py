"""The noise is that of the published mechanism, and OpenDP's own account of it never exceeds what was asked."""

from __future__ import annotations

import builtins
import math
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bot.statistics.codes import StatisticsProblem
from bot.statistics.noise import SHARE, furthest, with_noise

pytestmark = pytest.mark.long("loads OpenDP")
DRAWS = 20_000
BY_CHANCE = 1e-6  # how often a right mechanism may fail


@pytest.mark.parametrize(("epsilon", "sensitivity"), [(1.0, 2), (0.5, 1)])
def test_draws_follow_the_formula_of_ghosh_roughgarden_and_sundararajan(epsilon: float, sensitivity: int) -> None:
    drawn = Counter(with_noise([0] * DRAWS, epsilon, sensitivity).numbers)
    a = math.exp(-epsilon / sensitivity)
    values = range(-5, 6)
    expected = [(1 - a) / (1 + a) * a ** abs(z) * DRAWS for z in values]
    seen = [drawn[z] for z in values]
    rest = DRAWS - sum(expected)
    assert stats.chisquare([*seen, DRAWS - sum(seen)], [*expected, rest]).pvalue > BY_CHANCE


def test_another_scale_would_be_noticed() -> None:
    drawn = Counter(with_noise([0] * DRAWS, 0.9, 2).numbers)
    a = math.exp(-1 / 2)
    assert stats.binomtest(drawn[0], DRAWS, (1 - a) / (1 + a)).pvalue < BY_CHANCE


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 1.0), st.integers(1, 4))
def test_it_never_costs_more_than_was_asked(epsilon: float, sensitivity: int) -> None:
    noisy = with_noise([5], epsilon, sensitivity)
    assert 0.99 * epsilon <= noisy.epsilon <= epsilon
    assert noisy.scale == pytest.approx(sensitivity / epsilon, rel=1e-2)


def test_without_the_library_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def refuse(name: str, *given: Any, **named: Any) -> Any:
        if name.startswith("opendp"):
            raise ImportError(name)
        return imported(name, *given, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(StatisticsProblem, match=r"pip install 'rightsline\[public\]'"):
        with_noise([5], 1.0, 2)


@pytest.mark.parametrize("scale", [0.5, 2.0, 6.06, 40.0])
def test_what_is_said_of_the_error_is_the_least_that_holds(scale: float) -> None:
    """By the sum of the formula itself, number for number."""
    ratio = math.exp(-1 / scale)

    def within(distance: int) -> float:
        return sum((1 - ratio) / (1 + ratio) * ratio ** abs(number) for number in range(-distance, distance + 1))

    found = furthest(scale)
    assert within(found) >= SHARE
    assert found == 0 or within(found - 1) < SHARE
