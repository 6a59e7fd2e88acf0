"""The whole system as its users meet it: three real processes, stand-ins of Twilio and Telegram, one database."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx

from tests.stand_ins.telegram import TOKEN as BOT_TOKEN
from tests.stand_ins.twilio import ACCOUNT_SID, AUTH_TOKEN

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180.0  # a start takes 15 s on two cores, 30 s on one, and longer where others are busy too
POLITE_SECONDS = 0.1  # between requests, or the next one is over the rate that a client may have
PARTS = ("web", "worker", "desk")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(
    what: Callable[[], Any], seconds: float = 20.0, message: str = "it did not happen in time", every: float = 0.02
) -> Any:
    """Wait until it is true, looking every so many seconds; returns what it gave."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := what():
            return result
        time.sleep(every)
    raise AssertionError(message)


@dataclass
class System:
    """Rightsline running. `log` collects what the processes print."""

    folder: Path
    database_url: str = ""
    telegram_mode: str = "polling"
    port: int = field(default_factory=free_port)
    desk_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = httpx.Client(timeout=30)
        self._log: IO[bytes] = (self.folder / "log.txt").open("ab")
        self.twilio_url = self._stand_in("twilio")
        self.telegram_url = self._stand_in("telegram")

    @property
    def url(self) -> str:
        """The web process."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def desk_url(self) -> str:
        """The desk."""
        return f"http://127.0.0.1:{self.desk_port}"

    @property
    def log(self) -> str:
        """Everything the processes have printed."""
        return (self.folder / "log.txt").read_text(errors="replace")

    def environment(self) -> dict[str, str]:
        """The settings of all processes."""
        return os.environ | {
            "RIGHTSLINE_VAR": str(self.folder / "var"),
            "RIGHTSLINE_KEYS_FILE": str(self.folder / "etc" / "keys.json"),
            "DATABASE_URL": self.database_url,
            "PUBLIC_URL": self.url,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_FROM": "+15005550006",
            "TWILIO_API_URL": self.twilio_url,
            "TELEGRAM_BOT_TOKEN": BOT_TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": "stand-in-secret",
            "TELEGRAM_MODE": self.telegram_mode,
            "TELEGRAM_API_URL": self.telegram_url,
            "RIGHTSLINE_LOG_LEVEL": "DEBUG",
            "RASA_TELEMETRY_ENABLED": "false",
        }

    def start(self, *parts: str) -> None:
        """Start these parts (all, if none is named)."""
        for part in parts or PARTS:
            options = {"web": ["--port", str(self.port)], "desk": ["--desk-port", str(self.desk_port)]}.get(part, [])
            self.processes[part] = self._spawn([sys.executable, "-m", "bot", "run", part, *options])

    def wait_until_ready(self) -> None:
        """Wait until web, worker and desk answer."""
        for address, who in ((self.url, "web and worker"), (self.desk_url, "the desk")):
            health = f"{address}/health"
            late = f"{who} did not get ready"
            wait_for(lambda health=health: self._is_up(health), START_SECONDS, late, POLITE_SECONDS)  # type: ignore[misc]

    def kill(self, part: str) -> None:
        """SIGKILL a part."""
        process = self.processes.pop(part)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Stop everything."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()
        self.client.close()
        self._log.close()

    def add_operator(self, name: str) -> str:
        """Add an operator; returns the password."""
        command = [sys.executable, "-m", "bot", "operator", "add", name]
        result = subprocess.run(
            command,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        return result.stdout.split("Password: ")[1].strip()

    def text(self, sender: str, body: str, sid: str | None = None) -> int:
        """Somebody texts the hotline's number; returns what Twilio is answered."""
        values = {"webhook": f"{self.url}/webhooks/sms/webhook", "sender": sender, "body": body}
        values["MessageSid"] = sid or f"SM{secrets.token_hex(16)}"
        return int(self.client.post(f"{self.twilio_url}/stand-in/texts", json=values).json()["status"])

    def all_texts(self) -> list[dict[str, Any]]:
        """What was sent to any phone."""
        sent: list[dict[str, Any]] = self.client.get(f"{self.twilio_url}/stand-in/messages").json()
        return sent

    def texts_to(self, address: str) -> list[str]:
        """What was sent to a phone."""
        return [message["body"] for message in self.all_texts() if message["to"] == address]

    def ask(self, sender: str, body: str, replies: int = 1) -> list[str]:
        """Somebody texts; returns the new replies once there are `replies` of them."""
        before = len(self.texts_to(sender))
        assert self.text(sender, body) == 200
        wait_for(lambda: len(self.texts_to(sender)) >= before + replies, message=f"no reply to {body!r}")
        return self.texts_to(sender)[before:]

    def telegram_text(self, chat: int, text: str, language: str = "en") -> None:
        """Somebody writes to the bot."""
        values = {"chat": chat, "text": text, "language": language}
        self.client.post(f"{self.telegram_url}/stand-in/texts", json=values).raise_for_status()

    def telegram_messages(self, chat: int) -> list[dict[str, Any]]:
        """What the bot sent into a chat."""
        sent = self.client.get(f"{self.telegram_url}/stand-in/messages").json()
        return [message for message in sent if message["chat"] == chat]

    def _is_up(self, url: str) -> bool:
        try:
            return self.client.get(url).status_code == 200
        except httpx.HTTPError:
            return False

    def _spawn(self, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=self.environment(), stderr=self._log, cwd=ROOT, **options)

    def _stand_in(self, name: str) -> str:
        process = subprocess.Popen(
            [sys.executable, "-m", f"tests.stand_ins.{name}"], stdout=subprocess.PIPE, stderr=self._log, cwd=ROOT
        )
        self.processes[name] = process
        assert process.stdout is not None
        return process.stdout.readline().decode().strip()


@contextmanager
def running(folder: Path, **options: Any) -> Iterator[System]:
    """A whole system, ready; stopped at the end."""
    system = System(folder, **options)
    try:
        system.start()
        system.wait_until_ready()
        yield system
    finally:
        system.stop()
