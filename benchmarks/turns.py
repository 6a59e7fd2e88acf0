"""`make bench`: turns a second, latency and memory, beside `rasa init`'s default assistant in the same run.

Rightsline is measured whole: a signed webhook in, stored on SQLite, answered, sent to a stand-in of Twilio's API; the
time ends when the stand-in has the reply. `rasa init`'s assistant is measured with its tracker in memory, over its REST
channel, which answers in the same request. Both get the same number of turns from the same number of clients, one after
the other, on the same machine; only the ratio of a run means something on a shared machine.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import aiohttp

from tests.e2e.system import ROOT, free_port
from tests.stand_ins.twilio import ACCOUNT_SID, AUTH_TOKEN, TwilioStandIn, sign

CLIENTS = (1, 8)
LONG_CONVERSATION = 200
READY_SECONDS = 240.0
OURS = ("my boss has my passport", "is this legal", "I need a lawyer", "how do I get my money", "thank you")
THEIRS = ("hello", "I am sad", "yes", "are you a bot", "bye")  # what its own training data understand

Ask = Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True)
class Speed:
    """Of one run: clients, turns a second, and milliseconds a turn."""

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


async def drive(ask: Ask, texts: tuple[str, ...], clients: int, turns: int, prefix: str) -> Speed:
    """Let `clients` people ask `turns` questions each, one after the other; a new person every five questions."""
    took: list[float] = []

    async def somebody(number: int) -> None:
        for turn in range(turns):
            begun = time.perf_counter()
            await ask(f"{prefix}{number:02}{turn // len(texts):03}", texts[turn % len(texts)])
            took.append((time.perf_counter() - begun) * 1000)

    begun = time.perf_counter()
    await asyncio.gather(*(somebody(number) for number in range(clients)))
    wall = time.perf_counter() - begun
    cuts = statistics.quantiles(took, n=20)
    return Speed(clients, clients * turns / wall, statistics.median(took), cuts[-1])


async def grow(ask: Ask, texts: tuple[str, ...], person: str) -> tuple[float, float]:
    """One long conversation; the median milliseconds of turns 2-11 and of its last ten turns."""
    took = []
    for turn in range(LONG_CONVERSATION):
        begun = time.perf_counter()
        await ask(person, texts[turn % len(texts)])
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took[1:11]), statistics.median(took[-10:])


async def measure(name: str, ask: Ask, texts: tuple[str, ...], turns: int, pid: int, prefix: str) -> Measured:
    """All figures of one assistant. `pid`: the process whose memory counts."""
    await drive(ask, texts, 1, 10, f"{prefix}9")  # warm
    speeds = []
    for clients in CLIENTS:
        speeds.append(await drive(ask, texts, clients, turns, f"{prefix}{clients}"))
    first, last = await grow(ask, texts, f"{prefix}800001")
    return Measured(name, tuple(speeds), peak_memory_mb(pid), first, last)


def peak_memory_mb(pid: int) -> float:
    """The highest resident memory that a process had, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise LookupError("the kernel does not tell VmHWM")


async def measure_rightsline(turns: int, folder: Path) -> Measured:
    """Rightsline: web and worker as processes, SQLite, Twilio's stand-in in this one."""
    async with TwilioStandIn() as twilio, aiohttp.ClientSession() as client:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "RIGHTSLINE_VAR": str(folder),
            "PUBLIC_URL": url,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_FROM": "+15005550006",
            "TWILIO_API_URL": twilio.url,
            "RIGHTSLINE_TEXTS_AT_ONCE": "1000000",  # the long conversation is one person's
        }
        with (
            _process("run", "web", "--port", str(port), env=environment),
            _process("run", "worker", env=environment) as worker,
        ):
            await _until_up(client, f"{url}/health")
            ask = _twilio_ask(client, twilio, f"{url}/webhooks/sms/webhook")
            return await measure("Rightsline, durable on SQLite", ask, OURS, turns, worker.pid, "+4477009")


def _twilio_ask(client: aiohttp.ClientSession, twilio: TwilioStandIn, webhook: str) -> Ask:
    counted = 0

    async def ask(person: str, text: str) -> None:
        nonlocal counted
        counted += 1
        form = {
            "MessageSid": f"SM{counted:032}", "AccountSid": ACCOUNT_SID, "From": person, "To": "+15005550006",
            "Body": text, "NumMedia": "0",
        }  # fmt: skip
        headers = {"X-Twilio-Signature": sign(webhook, form, AUTH_TOKEN)}
        async with twilio.awaiting(person), client.post(webhook, data=form, headers=headers) as answer:
            answer.raise_for_status()

    return ask


async def measure_rasa_init(turns: int, folder: Path) -> Measured:
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

            return await measure("rasa init, in memory", ask, THEIRS, turns, server.pid, "p")
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


def report(ours: Measured, theirs: Measured) -> str:
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
    for mine, other in zip(ours.speeds, theirs.speeds, strict=True):
        ratio = mine.turns_per_second / other.turns_per_second
        lines.append(f"throughput at {mine.clients} clients: {ratio:.2f} times rasa init's")
    lines.append(f"memory: {ours.memory_mb / theirs.memory_mb:.2f} of rasa init's")
    lines.append(f"turn 200 against turn 2: {ours.turn_200_ms / ours.turn_2_ms:.2f} (rasa init: "
                 f"{theirs.turn_200_ms / theirs.turn_2_ms:.2f})")  # fmt: skip
    return "\n".join(lines)


async def main(turns: int, as_json: bool) -> None:
    """Measure both and print."""
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        first = await measure_rightsline(turns, Path(ours))
        second = await measure_rasa_init(turns, Path(theirs) / "bot")
    print(json.dumps([asdict(first), asdict(second)], indent=1) if as_json else report(first, second))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=100, help="turns of each client")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    asyncio.run(main(options.turns, options.json))
