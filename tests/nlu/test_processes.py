"""Work is shared out in order, and the processes that do it end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.nlu.processes import SHARES, end_processes, in_processes, shares_of


def who(share: Sequence[int]) -> tuple[int, list[int]]:
    return os.getpid(), [number * number for number in share]


@pytest.mark.long("starts processes")
def test_results_come_in_the_order_of_the_work() -> None:
    numbers = range(10)
    shares = shares_of(numbers)
    assert len(shares) == SHARES
    found = in_processes(who, shares)
    assert [square for _, squares in found for square in squares] == [number * number for number in numbers]
    assert shares_of([]) == []


@pytest.mark.long("starts processes")
def test_the_processes_end_when_told_to_and_come_again() -> None:
    workers = {worker for worker, _ in in_processes(who, shares_of(range(10)))} - {os.getpid()}
    assert workers
    end_processes()
    assert not [worker for worker in workers if Path(f"/proc/{worker}/cmdline").exists()]
    assert in_processes(who, [[3]])[0][1] == [9]
