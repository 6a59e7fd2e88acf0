"""Workers with Rasa on one PostgreSQL, beside `rasa init`: turns a second and processor time a turn; memory over time.

`python -m benchmarks.workers turns [N ...]` or `python -m benchmarks.workers memory MINUTES [TEXTS A SECOND]`. Web,
workers, PostgreSQL, the people who write and the stand-in of Twilio share the machine: turns a second tell what it does
with all of them, processor time a turn what the workers cost, or the server of `rasa init`.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from benchmarks.turns import Assistant, drive, rasa_init, rightsline
from bot.nlu.evaluation import read_examples
from bot.settings import PROJECT_ROOT
from tests.databases import of_server, url_of

WORKERS = (1, 2, 4)
CLIENTS, TURNS = 8, 25  # people at once, and questions of each in a round
ROUNDS = 3
BUSY = 0.2  # of a core: a worker that takes more is still reading its model
LOOK_SECONDS, READY_SECONDS = 2.0, 600.0
TICKS = os.sysconf("SC_CLK_TCK")
TEXTS_OF_ONE = 5  # then somebody else writes
SETTLED = 0.25  # of the time: what is read and remembered for the first time does not count as growth


async def turns(numbers: Sequence[int]) -> None:
    """Print turns a second and milliseconds of the processor a turn, for each number of workers, there and back.

    Then the same of what `rasa init` makes, with its tracker in memory.
    """
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for number in (*numbers, *reversed(numbers)):
        name = f"{number} workers"
        with tempfile.TemporaryDirectory() as folder, of_server() as database:
            async with rightsline(Path(folder), url_of(database), number) as system:
                await _until_idle(system.pids)
                found[name] += await _rounds(system)
        print(_told(name, found[name]), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        async with rasa_init(Path(folder) / "bot") as other:
            found[other.name] += await _rounds(other)
    print("all rounds:")
    for name, rounds in found.items():
        print(_told(name, rounds), flush=True)


async def memory(minutes: int, texts_a_second: float) -> None:
    """Print a worker's resident memory each minute, and how much it grows in an hour once it has settled."""
    examples = [example.text for example in read_examples(PROJECT_ROOT / "data/evaluation")]
    chance = random.Random(minutes)
    with tempfile.TemporaryDirectory() as folder, of_server() as database:
        async with rightsline(Path(folder), url_of(database)) as system:
            assert system.post is not None
            readings: list[float] = []
            writing = asyncio.create_task(_write(system.post, lambda: chance.choice(examples), 1 / texts_a_second))
            for minute in range(minutes + 1):
                readings.append(_resident_mb(system.pids[0]))
                print(f"minute {minute}: {readings[-1]:.1f} MB", flush=True)
                await asyncio.sleep(60 if minute < minutes else 0)
            writing.cancel()
            written = (await asyncio.gather(writing, return_exceptions=True))[0]
    if isinstance(written, Exception):
        raise written
    after = readings[round(len(readings) * SETTLED) :]
    slope = statistics.linear_regression(range(len(after)), after).slope
    print(f"{60 * slope:+.1f} MB an hour over the last {len(after) - 1} minutes", flush=True)


async def _write(post: Callable[[str, str], Awaitable[None]], text: Callable[[], str], pause: float) -> None:
    """People write at this pace, whether they are answered or not, until it is cancelled."""
    begun = time.monotonic()
    for number in itertools.count():
        await post(f"+4477009{number // TEXTS_OF_ONE:05}", text())
        await asyncio.sleep(max(0.0, begun + (number + 1) * pause - time.monotonic()))


async def _rounds(system: Assistant) -> list[tuple[float, float]]:
    """Of each round but the first, which warms up: turns a second, milliseconds of the processor a turn."""
    return [await _round(system, str(each)) for each in range(ROUNDS + 1)][1:]


def _told(name: str, rounds: Sequence[tuple[float, float]]) -> str:
    rate, spent = (statistics.median(each) for each in zip(*rounds, strict=True))
    rates = ", ".join(f"{rate:.0f}" for rate, _ in rounds)
    return f"{name}: {rate:.1f} turns/s (rounds {rates}), {spent:.1f} ms of the processor a turn"


async def _round(system: Assistant, name: str) -> tuple[float, float]:
    before = _processor_seconds(system.pids)
    found = await drive(system.ask, system.texts, CLIENTS, TURNS, f"{system.prefix}{name}")
    spent = _processor_seconds(system.pids) - before
    return found.turns_per_second, 1000 * spent / len(found.took_ms)


async def _until_idle(pids: Sequence[int]) -> None:
    """Until every worker has read its model: the service is ready with the first."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        before = [_processor_seconds([pid]) for pid in pids]
        await asyncio.sleep(LOOK_SECONDS)
        if all(_processor_seconds([pid]) - was < BUSY * LOOK_SECONDS for pid, was in zip(pids, before, strict=True)):
            return
    raise TimeoutError("the workers never came to rest")


def _processor_seconds(pids: Sequence[int]) -> float:
    """User and system time that these processes have taken."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(each[11]) + int(each[12]) for each in stats) / TICKS


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise LookupError("the kernel does not tell VmRSS")


if __name__ == "__main__":
    what, *given = sys.argv[1:] or ["turns"]
    if what == "memory":
        asyncio.run(memory(int(given[0]), float(given[1]) if given[1:] else 1.0))
    else:
        asyncio.run(turns([int(each) for each in given] or WORKERS))
