"""`make bench`: turns a second, latency and memory, beside `rasa init`'s default assistant in the same run.

Rightsline is measured whole: a signed webhook in, stored on SQLite, answered, sent to a stand-in of Twilio's API; the
time ends when the stand-in has the reply. `rasa init`'s assistant is measured with its tracker in memory, over its REST
channel, which answers in the same request. Both stand ready and get the same number of turns from the same number of
clients in short turns, so that what else the machine does slows both; only their ratio means something.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import aiohttp

from tests.e2e.system import ROOT, free_port
from tests.stand_ins.twilio import ACCOUNT_SID, AUTH_TOKEN, TwilioStandIn, sign

CLIENTS = (1, 8)
ROUNDS = 5
LONG_CONVERSATION = 200
READY_SECONDS = 600.0
TRIES = 3
OURS = ("my boss has my passport", "is this legal", "I need a lawyer", "how do I get my money", "thank you")
THEIRS = ("hello", "I am sad", "yes", "are you a bot", "bye")  # what its own training data understand

Ask = Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True)
class Assistant:
    """Who is measured. `texts`: what is asked; `pids`: whose memory counts; `prefix`: of the people who ask.

    `ask` ends with the answer, `post` (where there is one) once the text is taken.
    """

    name: str
    ask: Ask
    texts: tuple[str, ...]
    pids: tuple[int, ...]
    prefix: str
    post: Ask | None = None


@dataclass(frozen=True)
class Round:
    """Some turns of one assistant: turns a second, and milliseconds of each."""

    turns_per_second: float
    took_ms: tuple[float, ...]


@dataclass(frozen=True)
class Speed:
    """Of all rounds with this many clients: medians of turns a second, milliseconds a turn."""

    clients: int
    turns_per_second: float
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Measured:
    """One assistant: its speeds, peak resident memory in MB of what answers, and ms a turn at turn 2 and 200."""

    name: str
    speeds: tuple[Speed, ...]
    memory_mb: float
    turn_2_ms: float
    turn_200_ms: float


async def drive(ask: Ask, texts: tuple[str, ...], clients: int, turns: int, prefix: str) -> Round:
    """Let `clients` people ask `turns` questions each, one after the other; a new person every five questions."""
    took: list[float] = []

    async def somebody(number: int) -> None:
        for turn in range(turns):
            begun = time.perf_counter()
            await ask(f"{prefix}{number}{turn // len(texts):03}", texts[turn % len(texts)])
            took.append((time.perf_counter() - begun) * 1000)

    begun = time.perf_counter()
    await asyncio.gather(*(somebody(number) for number in range(clients)))
    return Round(clients * turns / (time.perf_counter() - begun), tuple(took))


async def grow(ask: Ask, texts: tuple[str, ...], person: str) -> tuple[float, float]:
    """One long conversation; the median milliseconds of turns 2-11 and of its last ten turns."""
    took = []
    for turn in range(LONG_CONVERSATION):
        begun = time.perf_counter()
        await ask(person, texts[turn % len(texts)])
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took[1:11]), statistics.median(took[-10:])


async def measure(assistants: Sequence[Assistant], turns: int) -> tuple[list[Measured], dict[int, float]]:
    """All figures of each, and by number of clients how many times as fast the first is as the second."""
    rounds: dict[tuple[str, int], list[Round]] = defaultdict(list)
    for number in range(ROUNDS + 1):  # the first warms up
        for clients, one in itertools.product(CLIENTS, assistants):
            found = await drive(one.ask, one.texts, clients, turns, f"{one.prefix}{number}{clients}")
            if number:
                rounds[one.name, clients].append(found)
    long = {one.name: await grow(one.ask, one.texts, f"{one.prefix}800001") for one in assistants}
    measured = [
        Measured(one.name, tuple(_speed(n, rounds[one.name, n]) for n in CLIENTS),
                 sum(map(peak_memory_mb, one.pids)), *long[one.name])
        for one in assistants
    ]  # fmt: skip
    ours, theirs = (one.name for one in assistants)
    return measured, {n: _times_as_fast(rounds[ours, n], rounds[theirs, n]) for n in CLIENTS}


def _speed(clients: int, rounds: Sequence[Round]) -> Speed:
    took = [each for one in rounds for each in one.took_ms]
    speed = statistics.median(one.turns_per_second for one in rounds)
    return Speed(clients, speed, statistics.median(took), statistics.quantiles(took, n=20)[-1])


def _times_as_fast(ours: Sequence[Round], theirs: Sequence[Round]) -> float:
    pairs = zip(ours, theirs, strict=True)
    return statistics.median(mine.turns_per_second / other.turns_per_second for mine, other in pairs)


def peak_memory_mb(pid: int) -> float:
    """The highest resident memory that a process had, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise LookupError("the kernel does not tell VmHWM")


@contextlib.asynccontextmanager
async def rightsline(folder: Path, database_url: str = "", workers: int = 1) -> AsyncIterator[Assistant]:
    """Rightsline: web and workers as processes, SQLite or another database, Twilio's stand-in in this one."""
    async with TwilioStandIn() as twilio, aiohttp.ClientSession() as client:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "RIGHTSLINE_VAR": str(folder / "var"),
            "RIGHTSLINE_KEYS_FILE": str(folder / "etc" / "keys.json"),
            "DATABASE_URL": database_url,
            "PUBLIC_URL": url,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_FROM": "+15005550006",
            "TWILIO_API_URL": twilio.url,
            "RIGHTSLINE_TEXTS_AT_ONCE": "1000000",  # the long conversation is one person's
        }
        with contextlib.ExitStack() as stack:
            stack.enter_context(_process("run", "web", "--port", str(port), env=environment))
            all_workers = [stack.enter_context(_process("run", "worker", env=environment)) for _ in range(workers)]
            await _until_up(client, f"{url}/health")
            post = _twilio_post(client, f"{url}/webhooks/sms/webhook")
            name = f"Rightsline, durable on {'PostgreSQL' if database_url else 'SQLite'}"
            pids = tuple(worker.pid for worker in all_workers)
            yield Assistant(name, _twilio_ask(post, twilio), OURS, pids, "+4477009", post)


def _twilio_post(client: aiohttp.ClientSession, webhook: str) -> Ask:
    counted = itertools.count(1)

    async def post(person: str, text: str) -> None:
        form = {
            "MessageSid": f"SM{next(counted):032}", "AccountSid": ACCOUNT_SID, "From": person, "To": "+15005550006",
            "Body": text, "NumMedia": "0",
        }  # fmt: skip
        headers = {"X-Twilio-Signature": sign(webhook, form, AUTH_TOKEN)}
        for _ in range(TRIES):  # a connection that was kept may have been closed meanwhile; the text has its own number
            with contextlib.suppress(aiohttp.ClientConnectionError):
                async with client.post(webhook, data=form, headers=headers) as answer:
                    answer.raise_for_status()
                    return
        raise ConnectionError(f"{webhook} takes no text")

    return post


def _twilio_ask(post: Ask, twilio: TwilioStandIn) -> Ask:
    async def ask(person: str, text: str) -> None:
        async with twilio.awaiting(person):
            await post(person, text)

    return ask


@contextlib.asynccontextmanager
async def rasa_init(folder: Path) -> AsyncIterator[Assistant]:
    """What `rasa init` makes, trained as it comes, tracker in memory, asked over its REST channel."""
    folder.mkdir()
    rasa = [sys.executable, "-m", "rasa"]
    environment = os.environ | {"RASA_TELEMETRY_ENABLED": "false"}
    subprocess.run(
        [*rasa, "init", "--no-prompt", "--init-dir", str(folder)],
        check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    port = free_port()
    server = subprocess.Popen(
        [*rasa, "run", "--port", str(port), "--interface", "127.0.0.1"],
        cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with aiohttp.ClientSession() as client:
            await _until_up(client, f"http://127.0.0.1:{port}/")
            webhook = f"http://127.0.0.1:{port}/webhooks/rest/webhook"

            async def ask(person: str, text: str) -> None:
                async with client.post(webhook, json={"sender": person, "message": text}) as answer:
                    answer.raise_for_status()
                    await answer.json()

            yield Assistant("rasa init, in memory", ask, THEIRS, (server.pid,), "p")
    finally:
        server.terminate()
        server.wait()


async def _until_up(client: aiohttp.ClientSession, url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(aiohttp.ClientError):
            async with client.get(url) as answer:
                if answer.status == 200:
                    return
        await asyncio.sleep(0.2)
    raise TimeoutError(f"{url} did not answer")


@contextlib.contextmanager
def _process(*arguments: str, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "bot", *arguments], env=env, cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def report(ours: Measured, theirs: Measured, times_as_fast: Mapping[int, float]) -> str:
    """The figures as a table, and the ratios that matter."""
    heads = ("clients", "turns/s", "p50 ms", "p95 ms", "memory MB", "turn 2", "turn 200")
    widths = (8, 9, 8, 8, 11, 8, 9)
    lines = [" " * 32 + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))]
    for measured in (ours, theirs):
        for speed in measured.speeds:
            lines.append(
                f"{measured.name:32}{speed.clients:>8}{speed.turns_per_second:>9.1f}{speed.p50_ms:>8.1f}"
                f"{speed.p95_ms:>8.1f}{measured.memory_mb:>11.0f}{measured.turn_2_ms:>8.1f}{measured.turn_200_ms:>9.1f}"
            )
    for clients, ratio in times_as_fast.items():
        lines.append(f"throughput at {clients} clients: {ratio:.2f} times rasa init's, the median of {ROUNDS} rounds")
    lines.append(f"memory: {ours.memory_mb / theirs.memory_mb:.2f} of rasa init's")
    lines.append(f"turn 200 against turn 2: {ours.turn_200_ms / ours.turn_2_ms:.2f} (rasa init: "
                 f"{theirs.turn_200_ms / theirs.turn_2_ms:.2f})")  # fmt: skip
    return "\n".join(lines)


async def main(turns: int, as_json: bool) -> None:
    """Measure both and print."""
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        async with rasa_init(Path(theirs) / "bot") as other, rightsline(Path(ours)) as mine:
            (first, second), ratios = await measure((mine, other), turns)
    figures = {"assistants": [asdict(first), asdict(second)], "times_as_fast": ratios}
    print(json.dumps(figures, indent=1) if as_json else report(first, second, ratios))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=50, help="turns of each client in a round")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    asyncio.run(main(options.turns, options.json))
