"""`rightsline run`: from nothing to a running service in one command, watched, and gone when told to go."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.channels.socket_client import connected
from tests.e2e.system import ROOT, START_SECONDS, free_port, wait_for
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e

STOP_SECONDS = 25
PASSWORD_LINE = re.compile(r"desk account \(shown once\): administrator +(\S+)")
OURS = ("TWILIO_", "TELEGRAM_", "RIGHTSLINE_", "DATABASE_URL", "PUBLIC_URL", "HOTLINE_")


def environment(var: Path, **settings: str) -> dict[str, str]:
    """Nothing of whoever runs the tests, so that the defaults are what is tested."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    models = {"RIGHTSLINE_MODELS": os.environ["RIGHTSLINE_MODELS"]} if "RIGHTSLINE_MODELS" in os.environ else {}
    return kept | models | {"RIGHTSLINE_VAR": str(var)} | settings


@dataclass
class Running:
    """`rightsline run` and what it has printed so far."""

    process: subprocess.Popen[str]
    port: int
    desk_port: int
    lines: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Collect lines until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def line_with(self, text: str, seconds: float = START_SECONDS) -> str:
        """Wait for a line that holds this text; no longer than the process lives."""
        with suppress(AssertionError):
            wait_for(lambda: self._printed(text) or self.process.poll() is not None, seconds)
        found = self._printed(text)
        ended = self.process.poll()
        assert found is not None, f"{text!r} was not printed in {seconds:g} s (exit {ended}): {self.lines}"
        return found

    def _printed(self, text: str) -> str | None:
        return next((line for line in self.lines if text in line), None)

    def children(self) -> list[int]:
        """The ids of the processes that it has started and that live."""
        listed = [file.read_text() for file in Path(f"/proc/{self.process.pid}/task").glob("*/children")]
        return [int(pid) for pid in " ".join(listed).split()]

    def child(self, part: str) -> int:
        """The id of one part's process."""
        return next(pid for pid in self.children() if f"\0run\0{part}\0" in Path(f"/proc/{pid}/cmdline").read_text())

    def stop(self, with_signal: signal.Signals) -> int:
        """Tell it to end; returns its exit code."""
        self.process.send_signal(with_signal)
        return self.process.wait(STOP_SECONDS)


@contextmanager
def started(var: Path, **settings: str) -> Iterator[Running]:
    """`python -m bot run` on free ports; killed with its children if a test leaves it running."""
    port, desk_port = free_port(), free_port()
    command = [sys.executable, "-m", "bot", "run", "--port", str(port), "--desk-port", str(desk_port)]
    with (var.parent / "stderr.txt").open("ab") as errors:
        process = subprocess.Popen(
            command, env=environment(var, **settings), cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    running = Running(process, port, desk_port)
    reader = threading.Thread(target=running.read)
    reader.start()
    try:
        yield running
    finally:
        if process.poll() is None:
            for pid in running.children():
                os.kill(pid, signal.SIGKILL)
            process.kill()
        process.wait()
        reader.join()
        assert process.stdout is not None
        process.stdout.close()


@contextmanager
def training_by_somebody(models: Path) -> Iterator[Callable[[], None]]:
    """Hold the lock of who trains, until what is yielded is called."""
    with (models / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lambda: fcntl.flock(lock, fcntl.LOCK_UN)


def answers(port: int, path: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def none_alive(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


async def test_it_answers_what_came_while_it_trained_watches_all_and_leaves_nothing_behind(
    model: Path, tmp_path: Path
) -> None:
    """One test, since each start of the worker takes as long as all the rest."""
    var, models = tmp_path / "var", tmp_path / "models"
    models.mkdir()
    with training_by_somebody(models) as over, started(var, RIGHTSLINE_MODELS=str(models)) as first:
        wait_for(lambda: answers(first.port, "/chat"), START_SECONDS, "the page did not come up")
        wait_for(lambda: answers(first.desk_port, "/login"), START_SECONDS, "the desk did not come up")
        assert not answers(first.port, "/health")
        visitor = Visitor(await connected(f"http://127.0.0.1:{first.port}"))
        await visitor.ask_for_session()
        await visitor.write("what are my rights")
        (models / model.name).symlink_to(model)
        over()

        first.line_with("ready after")
        assert (await visitor.utterances(1))[0]["text"]
        await visitor.client.disconnect()
        desk_line = first.line_with("desk account", 5)
        printed = "\n".join(first.lines)
        assert f"model ready: {model.name}" in printed
        assert f"http://127.0.0.1:{first.port}/chat" in printed
        assert f"http://127.0.0.1:{first.desk_port}/" in printed
        assert "SMS and WhatsApp are off: set TWILIO_ACCOUNT_SID" in printed
        assert "Telegram is off: set TELEGRAM_BOT_TOKEN" in printed
        password = PASSWORD_LINE.search(desk_line)
        assert password is not None
        assert len(re.findall(re.escape(password[1]), printed)) == 1

        before = first.child("desk")
        os.kill(before, signal.SIGKILL)
        assert "starting it again" in first.line_with("desk ended (signal 9)", 10)
        wait_for(lambda: answers(first.desk_port, "/login"), START_SECONDS, "the desk did not come back")
        assert first.child("desk") != before
        assert answers(first.port, "/health")

        children = first.children()
        assert len(children) == 3
        assert first.stop(signal.SIGTERM) == 0
        assert none_alive(children)

    with started(var) as second:
        second.line_with("ready after")
        second.line_with("/chat", 5)
        children = second.children()
        assert second.stop(signal.SIGINT) == 0
        assert none_alive(children)
    again = "\n".join(second.lines)
    assert "desk account" not in again
    assert password[1] not in again
    assert password[1].encode() not in b"".join(path.read_bytes() for path in var.iterdir() if path.is_file())


def test_told_to_stop_while_the_model_is_trained_it_stops(model: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    with started(tmp_path / "var", RIGHTSLINE_MODELS=str(models)) as running:
        running.line_with("training the model")
        assert running.line_with("data in", 1) == f"data in {tmp_path / 'var'}"
        assert running.line_with("database ready", 1).endswith(f"SQLite, {tmp_path / 'var' / 'rightsline.db'}")
        wait_for(lambda: answers(running.port, "/chat"), START_SECONDS, "the page did not come up")
        children = running.children()
        assert running.stop(signal.SIGTERM) == 0
    assert none_alive(children)
    assert [file.name for file in models.iterdir()] == [".lock"]  # neither half a model nor what it was made from


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("PUBLIC_URL", "hotline.example", "PUBLIC_URL"),
        ("TELEGRAM_MODE", "sometimes", "TELEGRAM_MODE"),
        ("RIGHTSLINE_HOTLINE", "/nowhere/hotline.yml", "RIGHTSLINE_HOTLINE"),
        ("TWILIO_ACCOUNT_SID", "AC1", "TWILIO_AUTH_TOKEN"),
        ("RIGHTSLINE_KEYS", '{"current":', "RIGHTSLINE_KEYS"),
        ("DATABASE_URL", "mysql://localhost/hotline", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/hotline", "DATABASE_URL"),
    ],
)
def test_a_bad_setting_ends_it_with_one_line_that_names_it(
    setting: str, value: str, named: str, tmp_path: Path
) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "bot", "run", "--port", str(free_port()), "--desk-port", str(free_port())],
        env=environment(tmp_path / "var", **{setting: value}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("rightsline: ")
    assert named in line
