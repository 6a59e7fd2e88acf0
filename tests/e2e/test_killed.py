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

from tests.e2e.system import System, running, wait_for

PEOPLE = 12
ROUNDS = 5
SEED = 14062006
TAKEN_OVER_SECONDS = (
    60.0  # a new worker takes over at its start, and asks the provider what was sent; no claim runs out
)


@pytest.fixture
def shaky(database_url: str, tmp_path: Path, model: Path) -> Iterator[System]:
    """A system of its own, on either database."""
    url = database_url if database_url.startswith("postgresql") else ""
    with running(tmp_path, database_url=url) as ready:
        yield ready


@pytest.mark.e2e
@pytest.mark.timeout(900)
def test_killing_any_process_at_any_moment_loses_and_doubles_nothing(shaky: System) -> None:
    chance = random.Random(SEED)
    acknowledged: dict[str, int] = collections.Counter()
    lock, over = threading.Lock(), threading.Event()

    def somebody(number: int) -> None:
        phone = f"+4477009{number:05}"
        for round_number in range(ROUNDS):
            _until_acknowledged(shaky, phone, f"do you know what time it is {number} {round_number}", over)
            with lock:
                acknowledged[phone] += 1
            time.sleep(chance.random())

    people = [threading.Thread(target=somebody, args=(number,)) for number in range(PEOPLE)]
    for person in people:
        person.start()
    while any(person.is_alive() for person in people):
        time.sleep(0.5 + chance.random())
        part = chance.choice(("web", "worker", "worker"))
        shaky.kill(part)
        shaky.start(part)
    for person in people:
        person.join()
    shaky.wait_until_ready()
    assert sum(acknowledged.values()) == PEOPLE * ROUNDS
    for phone, texts in acknowledged.items():
        wait_for(
            lambda phone=phone, texts=texts: len(shaky.texts_to(phone)) >= texts,  # type: ignore[misc]
            TAKEN_OVER_SECONDS,
            f"{phone[-4:]}: {texts} texts were acknowledged and fewer answered",
        )
    time.sleep(3)  # anything said twice would come now
    said = {phone: len(shaky.texts_to(phone)) for phone in acknowledged}
    assert said == acknowledged


def _until_acknowledged(system: System, phone: str, body: str, over: threading.Event) -> None:
    """Deliver as Twilio does: the same message again until it is acknowledged."""
    sid = f"SM{secrets.token_hex(16)}"
    values = {"webhook": f"{system.url}/webhooks/sms/webhook", "sender": phone, "body": body, "MessageSid": sid}
    with httpx.Client(timeout=30) as client:
        while not over.is_set():
            try:
                answer = client.post(f"{system.twilio_url}/stand-in/texts", json=values)
                if answer.status_code == 200 and answer.json()["status"] == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
