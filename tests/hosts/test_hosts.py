"""Web, worker and desk on several hosts with one PostgreSQL: one of them is cut off while people write, and dies."""

from __future__ import annotations

import collections
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.privacy.encryption import make_keys
from bot.privacy.sources import as_json
from tests.e2e.operators import OperatorAtDesk
from tests.e2e.system import ROOT, wait_for
from tests.network import HERE, Network, network
from tests.postgresql_cluster import own_cluster
from tests.stand_ins.twilio import ACCOUNT_SID, AUTH_TOKEN

ALPHA, BETA = "alpha", "beta"
WEB_PORT, DESK_PORT, TWILIO_PORT = 5005, 5010, 9000
START_SECONDS = 300.0  # 15 s on two cores, two minutes where others are busy too
PEOPLE, TEXTS = 8, 6
PAUSE_SECONDS = 0.3  # of one person between two texts
CUT_AFTER = 12  # acknowledged texts
SENDING_SECONDS = 0.3  # at the provider, so that texts are on their way when the cable is cut
ALL_ANSWERED_SECONDS = 60.0
AFTER_ITS_CLAIMS_SECONDS = 12.0
TWICE_SECONDS = 5.0  # anything said twice would come now
LIMITS = "?connect_timeout=2&tcp_user_timeout=3000&options=-cidle_in_transaction_session_timeout%3D3000"


@dataclass
class Hosts:
    """Two hosts with web and worker, one with the desk. A third has the database and Twilio, the test is a fourth."""

    net: Network
    database_url: str
    folder: Path
    keys: str = field(default_factory=lambda: as_json(make_keys()))
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client, self.twilio_url = httpx.Client(timeout=30), f"http://{self.net.server}:{TWILIO_PORT}"
        self._log = (self.folder / "log").open("wb")
        options = ["--host", self.net.server, "--port", str(TWILIO_PORT), "--patience", "2"]
        self._start(self.net.at_server(), "tests.stand_ins.twilio", *options)

    @property
    def desk_url(self) -> str:
        """Beta's desk."""
        return f"http://{self.net.address(BETA)}:{DESK_PORT}"

    def web_url(self, host: str) -> str:
        return f"http://{self.net.address(host)}:{WEB_PORT}"

    def start(self, host: str) -> None:
        """Start web and worker of a host; beta has the desk too."""
        desk = ("desk",) if host == BETA else ()
        self._start(self.net.at(host), "tests.hosts.host", "web", "worker", *desk, host=host)

    def wait_until_ready(self, host: str) -> None:
        health = f"{self.web_url(host)}/health"
        try:
            wait_for(lambda: self._is_up(health), START_SECONDS, f"{host} did not get ready", 0.1)
        except AssertionError as problem:
            raise AssertionError(f"{problem}: {self.log}") from None

    def kill(self, host: str) -> None:
        """End everything on a host at once."""
        listed = ["ip", "netns", "pids", f"{self.net.name}{host}"]
        for pid in subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)

    def stop(self) -> None:
        for host in (ALPHA, BETA):
            self.kill(host)
        for process in self.started:
            process.kill()
            process.wait()
        self.client.close()
        self._log.close()

    def add_operator(self, name: str) -> str:
        """Add an operator at beta; returns the password."""
        command = [*self.net.at(BETA), sys.executable, "-m", "bot", "operator", "add", name]
        done = subprocess.run(
            *(command,), env=self._environment(BETA), stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT
        )
        return done.stdout.split("Password: ")[1].strip()

    def text(self, host: str, sender: str, body: str, sid: str) -> bool:
        """Twilio brings a text to a host; whether it was acknowledged."""
        values = {"webhook": f"{self.web_url(host)}/webhooks/sms/webhook", "sender": sender, "body": body}
        told = self.client.post(f"{self.twilio_url}/stand-in/texts", json={**values, "MessageSid": sid})
        return told.status_code == 200 and told.json()["status"] == 200

    def sent(self) -> list[tuple[str, str]]:
        """To whom, and what: all that Twilio took, in its order."""
        messages = self.client.get(f"{self.twilio_url}/stand-in/messages").json()
        return [(message["to"], message["body"]) for message in messages]

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-3000:]

    def _start(self, at: tuple[str, ...], module: str, *options: str, host: str = "") -> None:
        command = [*at, sys.executable, "-m", module, *options]
        environment = self._environment(host) if host else os.environ
        started = subprocess.Popen(command, env=environment, stdout=self._log, stderr=self._log, cwd=ROOT)
        self.started.append(started)

    def _environment(self, host: str) -> dict[str, str]:
        return os.environ | {
            "RIGHTSLINE_VAR": str(self.folder / host),
            "RIGHTSLINE_KEYS": self.keys,
            "DATABASE_URL": f"{self.database_url}/postgres{LIMITS}",
            "RIGHTSLINE_HOST": self.net.address(host),
            "RIGHTSLINE_DESK_HOST": self.net.address(host),
            "PUBLIC_URL": self.web_url(host),
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_FROM": "+15005550006",
            "TWILIO_API_URL": self.twilio_url,
        }

    def _is_up(self, url: str) -> bool:
        try:
            return self.client.get(url).status_code == 200
        except httpx.HTTPError:
            return False


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    """Both hosts, ready."""
    with network(HERE, ALPHA, BETA) as net, own_cluster(address=net.server, prefix=net.at_server()) as server:
        both = Hosts(net, server, tmp_path)
        try:
            for host in (ALPHA, BETA):
                both.start(host)
            for host in (ALPHA, BETA):
                both.wait_until_ready(host)
            yield both
        finally:
            both.stop()


class Crowd:
    """People who write one text after the other; who hears no word from one host is brought to the other."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts, self.acknowledged = hosts, collections.defaultdict[str, list[str]](list)
        self._problems: list[BaseException] = []

    @contextmanager
    def writing(self) -> Iterator[None]:
        """They write beside it, and it ends when all is acknowledged."""
        people = [threading.Thread(target=self._write, args=(f"+4477009000{each:02}", each)) for each in range(PEOPLE)]
        for person in people:
            person.start()
        try:
            yield
        finally:
            for person in people:
                person.join()
        assert not self._problems, self._problems

    def count(self) -> int:
        return sum(map(len, self.acknowledged.values()))

    def _write(self, phone: str, number: int) -> None:
        try:
            for each in range(TEXTS):
                body, sid = f"text {each}", f"SM{secrets.token_hex(16)}"
                for turn in range(number, number + 20):
                    if self._hosts.text((ALPHA, BETA)[turn % 2], phone, body, sid):
                        break
                else:
                    raise AssertionError(f"{phone}: {body} was never taken")
                self.acknowledged[phone].append(body)
                time.sleep(PAUSE_SECONDS)
        except BaseException as problem:
            self._problems.append(problem)


def answers_by_phone(hosts: Hosts) -> dict[str, list[str]]:
    """Which texts were answered, by whom they came from, in the order in which the answers were sent."""
    found = collections.defaultdict[str, list[str]](list)
    for phone, body in hosts.sent():
        if answered := re.match(r"answer to (text \d+)", body):
            found[phone].append(answered[1])
    return found


@pytest.mark.long("starts two hosts, a PostgreSQL and a network")
@pytest.mark.parametrize("ends", ["dies", "comes back"])
def test_a_host_that_is_cut_off_loses_and_doubles_nothing(hosts: Hosts, ends: str) -> None:
    fault: dict[str, Any] = {"delay": SENDING_SECONDS, "take": True, "times": 1000}
    hosts.client.post(f"{hosts.twilio_url}/stand-in/faults", json=fault)
    operator, crowd = OperatorAtDesk(hosts, "Amira"), Crowd(hosts)  # type: ignore[arg-type]
    assert hosts.text(ALPHA, "+447700900099", "help", f"SM{secrets.token_hex(16)}")
    waits = operator.new_one(set())
    with crowd.writing():
        wait_for(lambda: crowd.count() >= CUT_AFTER, ALL_ANSWERED_SECONDS, "nobody can write")
        hosts.net.cut(ALPHA)
        operator.take(waits)
        operator.answer(waits, "I am here. Are you safe?", "en")
        if ends == "dies":
            time.sleep(1.0)
            hosts.kill(ALPHA)
        else:
            time.sleep(AFTER_ITS_CLAIMS_SECONDS)
            hosts.net.mend(ALPHA)
    wait_for(
        lambda: sum(map(len, answers_by_phone(hosts).values())) >= PEOPLE * TEXTS,
        *(ALL_ANSWERED_SECONDS, "not all are answered", 0.5),
    )
    time.sleep(TWICE_SECONDS)
    assert answers_by_phone(hosts) == crowd.acknowledged
    assert [len(texts) for texts in crowd.acknowledged.values()] == [TEXTS] * PEOPLE
    by_hand = [body for phone, body in hosts.sent() if phone == "+447700900099" and "Are you safe" in body]
    assert len(by_hand) == 1
    operator.close()
