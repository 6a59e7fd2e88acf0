"""Ten quiet contacts beside a flood from one phone: what they wait, with Rasa, all processes and both kinds of text.

`python -m benchmarks.flood` starts the whole service with stand-ins of the providers. Ten phones write a question each
round and are waited for. Machines are shared, so rounds without the flood are played before and after those beside it.
The slowest twentieth is compared. tests/worker/test_flood.py has the same promise in turns, which no load moves.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.e2e.system import System, running, wait_for

PHONES = [f"+4477009001{number:02}" for number in range(10)]
MOST_TIMES = 3.0  # of what the slowest twentieth waits without a flood
ANSWER_SECONDS, LOOK_SECONDS = 120.0, 0.05
QUESTIONS = (
    "my boss has not paid me for two months",
    "he took my passport",
    "where can i find a free lawyer",
    "can i get compensation",
    "do i have to talk to the police",
    "i need a place to sleep tonight",
)
FLOODER = "+447700900999"
FLOODS = {"short texts": "hello", "long texts of letters that fold long": "\ufdfa" * 1600}


@contextmanager
def flood(system: System, body: str) -> Iterator[Counter[int]]:
    """One phone writes as fast as it is answered, as long as the context lasts; counts what the webhook answered."""
    over, answered = threading.Event(), Counter[int]()

    def write() -> None:
        hook = f"{system.url}/webhooks/sms/webhook"
        with httpx.Client(timeout=60) as client:
            while not over.is_set():
                values = {"webhook": hook, "sender": FLOODER, "body": body}
                answered[client.post(f"{system.twilio_url}/stand-in/texts", json=values).json()["status"]] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield answered
    finally:
        over.set()
        writer.join()


def waits(system: System) -> list[float]:
    """Seconds that each of the ten waited in each round."""
    return [seconds for question in QUESTIONS for seconds in _round(system, question)]


def _round(system: System, question: str) -> list[float]:
    heard, begun, waited = _answers(system), dict[str, float](), dict[str, float]()
    for phone in PHONES:
        begun[phone] = time.monotonic()
        assert system.text(phone, question) == 200

    def all_answered() -> bool:
        now, sent = time.monotonic(), _answers(system)
        for phone in PHONES:
            if sent[phone] > heard[phone]:
                waited.setdefault(phone, now - begun[phone])
        return len(waited) == len(PHONES)

    wait_for(all_answered, ANSWER_SECONDS, "a quiet contact was not answered", LOOK_SECONDS)
    return list(waited.values())


def _answers(system: System) -> Counter[str]:
    return Counter(message["to"] for message in system.all_texts())


def p95(of: list[float]) -> float:
    """The slowest twentieth, in seconds."""
    return statistics.quantiles(of, n=20)[-1]


def main() -> int:
    """Print a line for each kind of flood; the number of those that held the quiet ones up."""
    failed = 0
    for name, body in FLOODS.items():
        with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as system:
            waits(system)  # warm
            before = waits(system)
            with flood(system, body) as answered:
                beside = waits(system)
            wait_for(lambda: system.ask("+447700900150", QUESTIONS[0]), ANSWER_SECONDS)  # what is left of it is over
            without = before + waits(system)
        times = p95(beside) / p95(without)
        failed += times > MOST_TIMES
        seconds = f"p95 {p95(without):.2f} s without, {p95(beside):.2f} s beside, {times:.2f} times"
        print(f"{name}: {seconds}; beside {sum(answered.values())} texts: {dict(answered)}", flush=True)
    return failed


if __name__ == "__main__":
    raise SystemExit(bool(main()))
