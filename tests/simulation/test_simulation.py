"""No schedule loses a text, sends one twice, mixes up their order, or lets the bot speak over a human.

`make simulate N=10000` plays more; `make simulate PLANTED=1` looks for each planted fault from the first seed on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.planted import FAULTS, Fault, planted
from tests.simulation.world import first_broken

SCHEDULES = 100  # 4 s of the processor: each is some 200 statements
SEEDS = 1000  # within which every planted fault is found


@pytest.fixture(autouse=True)
def without_a_word() -> Iterator[None]:
    """The planted failures would fill the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.long("plays a hundred schedules")
def test_no_schedule_breaks_a_promise(tmp_path: Path) -> None:
    assert first_broken(tmp_path, range(SCHEDULES)) is None


def test_a_seed_plays_the_same_schedule_again(tmp_path: Path) -> None:
    each = FAULTS[0]
    with planted(each):
        once, again = (first_broken(tmp_path, range(each.found_by, each.found_by + 1)) for _ in range(2))
    assert once == again


@pytest.mark.long("looks further where the seed that found a fault lately finds it no more")
@pytest.mark.parametrize("each", FAULTS, ids=lambda each: each.name)
def test_a_planted_fault_is_found(each: Fault, tmp_path: Path) -> None:
    with planted(each):
        found = first_broken(tmp_path, range(each.found_by, each.found_by + 1)) or first_broken(tmp_path, range(SEEDS))
    assert found is not None
