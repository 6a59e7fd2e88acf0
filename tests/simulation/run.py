"""Plays many schedules on all cores (`make simulate N=10000`), or looks for each planted fault (`PLANTED=1`)."""

from __future__ import annotations

import gc
import logging
import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.simulation.planted import FAULTS, planted
from tests.simulation.world import Crashed, first_broken

IN_MEMORY = "/dev/shm"  # a folder of our own is made there
A_PART = 100
PLANTED_SEEDS = 1000
CRASHED = "crashed:"


def play(seeds: range) -> str | None:
    """What the first of these seeds that breaks a promise, or crashes, says."""
    logging.disable(logging.CRITICAL)
    gc.freeze()  # what is loaded need not be looked at in every collection
    with TemporaryDirectory(dir=IN_MEMORY if os.path.isdir(IN_MEMORY) else None) as folder:
        try:
            return first_broken(Path(folder), seeds)
        except Crashed as crash:
            return f"{CRASHED} {crash}"


def find(number: int) -> str | None:
    """By which seed a planted fault is found."""
    with planted(FAULTS[number]):
        return play(range(PLANTED_SEEDS))


def simulate(schedules: int) -> int:
    """Play so many; print the seeds that broke a promise. The number of those."""
    begun, parts = time.monotonic(), [range(at, min(at + A_PART, schedules)) for at in range(0, schedules, A_PART)]
    with ProcessPoolExecutor() as pool:
        broken = [each for each in pool.map(play, parts) if each]
    for each in broken:
        print(each)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    each = (spent.ru_utime + spent.ru_stime) / schedules
    took = f"{time.monotonic() - begun:.0f} s, {1000 * each:.0f} ms of the processor each"
    print(f"{schedules} schedules in {took}; {len(broken)} parts of {A_PART} broken")
    return len(broken)


def table() -> int:
    """Print by which seed each planted fault is found. The number of those that are not, or that only crash."""
    missed = 0
    with ProcessPoolExecutor() as pool:
        for fault, found in zip(FAULTS, pool.map(find, range(len(FAULTS))), strict=True):
            print(f"| {fault.name} | {(found or 'not found').partition('[')[0]} |", flush=True)
            missed += found is None or found.startswith(CRASHED)
    return missed


if __name__ == "__main__":
    sys.exit(bool(table() if sys.argv[1:] == ["planted"] else simulate(int(sys.argv[1]))))
