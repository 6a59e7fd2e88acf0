"""Killed at any moment, nothing acknowledged is lost and nothing is said twice."""

from __future__ import annotations

import collections
import random
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.databases import on_both
from tests.e2e.system import System, running, wait_for

PEOPLE = 30
KILLS = 8
PAUSE_SECONDS = 3.0
SEED = 14062006
START_SECONDS = 60.0
TAKEN_OVER_SECONDS = (
    60.0  # a new worker takes over at its start, and asks the provider what was sent; no claim runs out
)
KILLED_TOGETHER = (("worker",), ("worker",), ("web", "worker"), ("web",))


@pytest.fixture
def shaky(database_url: str, tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    """A system of its own, on either store, that asks nobody to write less."""
    monkeypatch.setenv("RIGHTSLINE_TEXTS_AT_ONCE", "1000")
    url = database_url if database_url.startswith("postgresql") else ""
    with running(tmp_path, database_url=url) as ready:
        yield ready


@on_both
@pytest.mark.e2e
@pytest.mark.timeout(900)
def test_killing_any_process_at_any_moment_loses_and_doubles_nothing(shaky: System) -> None:
    """The answers are all alike: one that was sent must not be taken for the next one, of which nothing is known."""
    chance = random.Random(SEED)
    acknowledged: dict[str, int] = collections.Counter()
    over = threading.Event()

    def somebody(number: int) -> None:
        phone = f"+4477009{number:05}"
        while not over.is_set():
            _until_acknowledged(shaky, phone, "do you know what time it is")
            acknowledged[phone] += 1
            over.wait(PAUSE_SECONDS * (0.5 + chance.random()))

    people = [threading.Thread(target=somebody, args=(number,)) for number in range(PEOPLE)]
    for person in people:
        person.start()
    for _ in range(KILLS):
        at_work = len(shaky.all_texts()) + chance.randrange(1, PEOPLE)
        wait_for(lambda at_work=at_work: len(shaky.all_texts()) >= at_work, START_SECONDS, "nobody is answered")  # type: ignore[misc]
        together = chance.choice(KILLED_TOGETHER)
        for part in together:
            shaky.kill(part)
        shaky.start(*together)
    over.set()
    for person in people:
        person.join()
    shaky.wait_until_ready()
    deadline = time.monotonic() + TAKEN_OVER_SECONDS
    while _said(shaky) != acknowledged and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(3)  # anything said twice would come now
    said = _said(shaky)
    wrong = {phone: (texts, said[phone]) for phone, texts in acknowledged.items() if said[phone] != texts}
    assert not wrong, "texts acknowledged and answered"


def _said(system: System) -> collections.Counter[str]:
    return collections.Counter(message["to"] for message in system.all_texts())


def _until_acknowledged(system: System, phone: str, body: str) -> None:
    """Deliver as Twilio does: the same message again until it is acknowledged."""
    sid = f"SM{secrets.token_hex(16)}"
    values = {"webhook": f"{system.url}/webhooks/sms/webhook", "sender": phone, "body": body, "MessageSid": sid}
    with httpx.Client(timeout=30) as client:
        while True:
            try:
                answer = client.post(f"{system.twilio_url}/stand-in/texts", json=values)
                if answer.status_code == 200 and answer.json()["status"] == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
