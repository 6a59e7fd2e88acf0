"""Killed at any moment, nothing acknowledged is lost and nothing is said twice."""

from __future__ import annotations

import collections
import random
import secrets
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.databases import on_both
from tests.e2e.system import System, running, wait_for

PEOPLE = 30
PAUSE_SECONDS = 2.0
UNANSWERED_AT_MOST = 3  # of one person; who writes on while Rasa starts makes the test wait for a thousand answers
SEED = 14062006
START_SECONDS = 300.0  # Rasa: 15 s on two cores, 90 s where six others are at work too
TRY_AGAIN_SECONDS = 1.0  # thirty people who knock ten times a second would keep a machine busy by it too
LOOK_SECONDS = 0.5  # whoever asks for all texts at every moment keeps a machine busy by it
# With no answer for so long none is to come: a new worker takes over at its start, and asks the provider what was sent;
# no claim runs out.
STILL_SECONDS = 60.0
KILLED_TOGETHER = (("worker",), ("web",), ("worker",), ("web", "worker"), ("web",), ("worker",))  # in some order


@pytest.fixture
def shaky(database_url: str, tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    """A system of its own, on either store, that asks nobody to write less."""
    monkeypatch.setenv("RIGHTSLINE_TEXTS_AT_ONCE", "1000")
    url = database_url if database_url.startswith("postgresql") else ""
    with running(tmp_path, database_url=url) as ready:
        yield ready


@on_both
@pytest.mark.e2e
@pytest.mark.timeout(3600)
def test_killing_any_process_at_any_moment_loses_and_doubles_nothing(shaky: System) -> None:
    """The answers are all alike: one that was sent must not be taken for the next one, of which nothing is known."""
    chance = random.Random(SEED)
    acknowledged: dict[str, int] = collections.Counter()
    answered: collections.Counter[str] = collections.Counter()  # as of the last look
    over = threading.Event()

    def somebody(number: int) -> None:
        phone = f"+4477009{number:05}"
        while not over.is_set():
            if acknowledged[phone] - answered[phone] < UNANSWERED_AT_MOST:
                _until_acknowledged(shaky, phone, "do you know what time it is")
                acknowledged[phone] += 1
            over.wait(PAUSE_SECONDS * (0.5 + chance.random()))

    def are_answered(number: int) -> bool:
        answered.update(_said(shaky) - answered)
        return answered.total() >= number

    people = [threading.Thread(target=somebody, args=(number,), daemon=True) for number in range(PEOPLE)]
    for person in people:
        person.start()
    try:
        for together in chance.sample(KILLED_TOGETHER, len(KILLED_TOGETHER)):
            at_work = len(shaky.all_texts()) + chance.randrange(1, PEOPLE)
            wait_for(partial(are_answered, at_work), START_SECONDS, "nobody is answered", LOOK_SECONDS)
            for part in together:
                shaky.kill(part)
            shaky.start(*together)
    finally:
        over.set()
    for person in people:
        person.join()
    shaky.wait_until_ready()
    _wait_while_answers_come(shaky, sum(acknowledged.values()))
    time.sleep(3)  # anything said twice would come now
    said = _said(shaky)
    wrong = {phone: (texts, said[phone]) for phone, texts in acknowledged.items() if said[phone] != texts}
    assert not wrong, "texts acknowledged and answered"


def _wait_while_answers_come(system: System, expected: int) -> None:
    """Until there are as many as expected, or none has come for STILL_SECONDS."""
    last, moment = 0, time.monotonic()
    while last < expected and time.monotonic() - moment < STILL_SECONDS:
        time.sleep(LOOK_SECONDS)
        if (said := len(system.all_texts())) != last:
            last, moment = said, time.monotonic()


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
            time.sleep(TRY_AGAIN_SECONDS)
