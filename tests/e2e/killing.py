"""People write on all three channels while processes are killed; then what was said is counted (`make kill`)."""

from __future__ import annotations

import collections
import os
import random
import re
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from bot.channels.webchat.pages import COOKIE
from tests.databases import POSTGRESQL, SQLITE, of_server, url_of
from tests.e2e.system import System, running, wait_for

QUESTION = "do you know what time it is"  # the answers are all alike: none may be taken for another one
PAUSE_SECONDS = 1.0
UNANSWERED_AT_MOST = 3  # of one person; who writes on while Rasa starts makes everybody wait for a thousand answers
START_SECONDS = 600.0  # Rasa: 15 s on two cores, 90 s where six others are at work too; all of it again for each kill
TRY_AGAIN_SECONDS = 1.0  # thirty people who knock ten times a second would keep a machine busy by it too
LOOK_SECONDS = 0.5  # whoever asks for all texts at every moment keeps a machine busy by it
# With no answer for so long none is to come: a new worker takes over at its start, and asks the provider what was sent;
# no claim runs out.
STILL_SECONDS = 60.0
TWICE_SECONDS = 3.0  # anything said twice would come now
TOGETHER = (("worker",), ("worker",), ("web",), ("web", "worker"))
PEOPLE = 30


@dataclass(frozen=True)
class Outcome:
    """By person, texts that were acknowledged and answers. `kills`: processes that were killed."""

    acknowledged: dict[str, int]
    said: dict[str, int]
    kills: int

    @property
    def wrong(self) -> dict[str, tuple[int, int]]:
        """Whose texts and answers are not as many, but for what `sent_again` counts."""
        return {
            each: (texts, answers)
            for each, (texts, answers) in self._counts().items()
            if texts > answers or (texts < answers and not each.startswith(TelegramUser.channel))
        }

    @property
    def sent_again(self) -> int:
        """Answers too many on Telegram, at most one a kill: it does not say what it was sent, so what a kill cut off
        is sent again (docs/decisions/0003-inbox-and-outbox.md)."""
        counts = [count for each, count in self._counts().items() if each.startswith(TelegramUser.channel)]
        return sum(max(0, answers - texts) for texts, answers in counts)

    def __str__(self) -> str:
        lost = sum(max(0, texts - answers) for texts, answers in self._counts().values())
        doubled = sum(max(0, answers - texts) for texts, answers in self._counts().values())
        by_channel = collections.Counter[str]()
        for person, texts in self.acknowledged.items():
            by_channel[person.partition(" ")[0]] += texts
        channels = ", ".join(f"{channel} {texts}" for channel, texts in sorted(by_channel.items()))
        told = f"{self.kills} kills, {by_channel.total()} texts ({channels}): {lost} lost, {doubled} doubled"
        return f"{told}, {self.sent_again} of them on Telegram"

    def _counts(self) -> dict[str, tuple[int, int]]:
        people = {*self.acknowledged, *self.said}
        return {each: (self.acknowledged.get(each, 0), self.said.get(each, 0)) for each in people}


class Texter:
    """Somebody with a phone. What Twilio was not acknowledged it delivers again."""

    channel = "sms"

    def __init__(self, system: System, number: int) -> None:
        self._system, self._phone = system, f"+4477009{number:05}"
        self.name = f"{self.channel} {self._phone}"

    def write(self) -> None:
        """One text, until it is acknowledged."""
        hook, sid = f"{self._system.url}/webhooks/sms/webhook", f"SM{secrets.token_hex(16)}"
        values = {"webhook": hook, "sender": self._phone, "body": QUESTION, "MessageSid": sid}
        with httpx.Client(timeout=30) as client:
            _until(lambda: _is_taken(client.post(f"{self._system.twilio_url}/stand-in/texts", json=values)))


class TelegramUser:
    """Somebody on Telegram, which keeps what is fetched by nobody."""

    channel = "telegram"

    def __init__(self, system: System, number: int) -> None:
        self._system, self._chat = system, 7_000_000 + number
        self.name = f"{self.channel} {self._chat}"

    def write(self) -> None:
        """One text."""
        with httpx.Client(timeout=30) as client:
            text = {"chat": self._chat, "text": QUESTION, "language": "en"}
            client.post(f"{self._system.telegram_url}/stand-in/texts", json=text).raise_for_status()


class Visitor:
    """Somebody on the web page, whose browser has no scripts and sends a form again that was not taken."""

    channel = "webchat"

    def __init__(self, system: System, number: int) -> None:
        self.name = f"{self.channel} {number}"
        self._client = httpx.Client(base_url=system.url, headers={"origin": system.url}, timeout=30)
        self._reader = httpx.Client(base_url=system.url, timeout=30)

    def write(self) -> None:
        """One text, until it is acknowledged; the form keeps its number."""
        form: dict[str, str] = {}
        _until(lambda: self._take_form(form))
        _until(lambda: self._client.post("/chat", data={**form, "text": QUESTION}).status_code == 303)

    def heard(self) -> int:
        """The answers that the page shows; as many as none while it cannot be had.

        Another thread asks than the one that writes. A first visit beside it would give the browser another cookie than
        the form was made for, and the form were refused for ever.
        """
        if (session := self._client.cookies.get(COOKIE)) is None:
            return 0
        self._reader.cookies = httpx.Cookies({COOKIE: session})
        try:
            return len(re.findall(r'class="message bot"', self._reader.get("/chat").text))
        except httpx.HTTPError:
            return 0

    def _take_form(self, form: dict[str, str]) -> bool:
        page = self._client.get("/chat")
        form |= dict(re.findall(r'name="(form_token|message_id)" value="([^"]+)"', page.text))
        return page.status_code == 200


PEOPLE_OF = (Texter, TelegramUser, Visitor)


class Crowd:
    """Thirty people in turn on the three channels. `allowed`: how many texts they may have written by now."""

    def __init__(self, system: System, chance: random.Random) -> None:
        self._system, self._chance = system, chance
        self.people: list[Any] = [PEOPLE_OF[number % len(PEOPLE_OF)](system, number) for number in range(PEOPLE)]
        self.acknowledged: collections.Counter[str] = collections.Counter()
        self.said: collections.Counter[str] = collections.Counter()
        self._allowed = self._written = 0
        self._over, self._lock = threading.Event(), threading.Lock()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """They write for as long as the context lasts, and finish what they have begun."""
        threads = [threading.Thread(target=self._write, args=(person,), daemon=True) for person in self.people]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def allow(self, texts: int) -> None:
        """Let them write until there are so many."""
        self._allowed = texts

    def have_written(self, texts: int) -> bool:
        """Whether so many are acknowledged; whose answers are not counted meanwhile writes no more."""
        self.look()
        return self.acknowledged.total() >= texts

    def are_answered(self, texts: int) -> bool:
        """Whether so many have an answer, looked at now."""
        self.look()
        return self.said.total() >= texts

    def look(self) -> None:
        """Count what was said."""
        said = collections.Counter(f"sms {message['to']}" for message in self._system.all_texts())
        sent = self._system.client.get(f"{self._system.telegram_url}/stand-in/messages").json()
        said += collections.Counter(f"telegram {message['chat']}" for message in sent)
        for person in self.people:
            if isinstance(person, Visitor):
                said[person.name] = person.heard() or self.said[person.name]
        self.said = said

    def _write(self, person: Any) -> None:
        while not self._over.is_set():
            if self.acknowledged[person.name] - self.said[person.name] < UNANSWERED_AT_MOST and self._may_write():
                person.write()
                with self._lock:
                    self.acknowledged[person.name] += 1
            self._over.wait(PAUSE_SECONDS * (0.5 + self._chance.random()))

    def _may_write(self) -> bool:
        with self._lock:
            may = self._written < self._allowed
            self._written += may
        return may


def kill_and_count(system: System, kills: int, texts: int, seed: int) -> Outcome:
    """Kill so many processes while so many texts are written, each at a moment that the seed picks."""
    chance = random.Random(seed)
    crowd, together = Crowd(system, chance), _rounds(kills, chance)
    with crowd.writing():
        for number, parts in enumerate(together, start=1):
            upto = texts * number // len(together)
            before, share = crowd.said.total(), max(1, upto - texts * (number - 1) // len(together))
            crowd.allow(upto)
            answers = min(before + chance.randrange(share), upto)
            wait_for(partial(crowd.are_answered, answers), START_SECONDS, "nobody is answered", LOOK_SECONDS)
            for part in parts:
                system.kill(part)
            system.start(*parts)
        wait_for(partial(crowd.have_written, texts), START_SECONDS, "nobody can write", LOOK_SECONDS)
    system.wait_until_ready()
    _wait_while_answers_come(crowd)
    time.sleep(TWICE_SECONDS)
    crowd.look()
    return Outcome(dict(crowd.acknowledged), dict(crowd.said), sum(map(len, together)))


def _rounds(kills: int, chance: random.Random) -> list[Sequence[str]]:
    """Which parts are killed together, one round after the other."""
    rounds: list[Sequence[str]] = []
    while (left := kills - sum(map(len, rounds))) > 0:
        rounds.append(chance.choice(TOGETHER)[:left])
    return rounds


def _wait_while_answers_come(crowd: Crowd) -> None:
    """Until there are as many as expected, or none has come for STILL_SECONDS."""
    last, moment = -1, time.monotonic()
    while not crowd.are_answered(crowd.acknowledged.total()) and time.monotonic() - moment < STILL_SECONDS:
        if crowd.said.total() != last:
            last, moment = crowd.said.total(), time.monotonic()
        time.sleep(LOOK_SECONDS)


def _is_taken(answer: httpx.Response) -> bool:
    return answer.status_code == 200 and answer.json()["status"] == 200


def _until(do: Any) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if do():
                return
        except httpx.HTTPError:
            pass
        time.sleep(TRY_AGAIN_SECONDS)
    raise AssertionError("it was never taken")


def main(kills: int, texts: int, kinds: Sequence[str]) -> int:
    """Kill and count on each kind of database; the number of those on which something was lost or doubled."""
    os.environ["RIGHTSLINE_TEXTS_AT_ONCE"] = "1000"
    wrong = 0
    for kind in kinds:
        begun, seed = time.monotonic(), secrets.randbelow(2**32)
        with (
            tempfile.TemporaryDirectory() as folder,
            of_server() if kind == POSTGRESQL else nullcontext("") as name,
            running(Path(folder), database_url=url_of(name) if name else "") as system,
        ):
            outcome = kill_and_count(system, kills, texts, seed)
        print(f"{kind}: {outcome}; {time.monotonic() - begun:.0f} s, seed {seed}", flush=True)
        for person, (acknowledged, answers) in outcome.wrong.items():
            print(f"  {person}: {acknowledged} texts, {answers} answers")
        wrong += bool(outcome.wrong) or outcome.sent_again > outcome.kills
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or (SQLITE, POSTGRESQL))))
