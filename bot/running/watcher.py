"""Starts processes, starts again what dies, stops all cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

LOOK_SECONDS = 0.2
STOP_SECONDS = 15.0  # a turn and a send in hand are finished first
RESTART_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_SECONDS = 60.0  # a process that ran this long starts again at once
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass
class Child:
    """A process that is kept running. `due`: when it is to be started, again or for the first time."""

    name: str
    command: list[str]
    due: float | None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0


class Watcher:
    """Keeps processes running while its `with` block does other work; leaving the block stops them.

    `say` prints a line for whoever started it.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._children: list[Child] = []
        self._changing, self._leaving = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watcher", daemon=True)

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with _handling(signal.SIG_IGN):  # told to stop once more, it still stops everything first
            self._leaving.set()
            self._thread.join()
            self._stop_all()

    def keep(self, name: str, command: list[str]) -> None:
        """Start a process, by the watching thread, which no signal interrupts in the middle of it; keep it running."""
        with self._changing:
            self._children.append(Child(name, command, due=time.monotonic()))

    def _watch(self) -> None:
        while not self._leaving.wait(LOOK_SECONDS):
            with self._changing:
                for child in self._children:
                    self._look_after(child)

    def _look_after(self, child: Child) -> None:
        moment = time.monotonic()
        if child.due is None and child.process and (code := child.process.poll()) is not None:
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            self._mourn(child, f"ended ({how})", moment)
        if child.due is not None and moment >= child.due:
            try:
                child.process, child.started, child.due = _start(child.command), moment, None
            except OSError as problem:
                self._mourn(child, f"could not be started ({problem.strerror})", moment)

    def _mourn(self, child: Child, how: str, moment: float) -> None:
        child.deaths = 1 if moment - child.started > STEADY_SECONDS else child.deaths + 1
        wait = RESTART_SECONDS[min(child.deaths, len(RESTART_SECONDS)) - 1]
        child.due = moment + wait
        self._say(f"{child.name} {how}; starting it again in {wait:g} s")

    def _stop_all(self) -> None:
        running = {child.name: child.process for child in self._children if child.process}
        for process in running.values():
            process.terminate()  # of one that has ended, nothing
        deadline = time.monotonic() + STOP_SECONDS
        for name, process in running.items():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"{name} did not stop in {STOP_SECONDS:g} s; killed")
                process.kill()
                process.wait()


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGTERM and SIGINT end the block, wherever it is, and that is not an error."""
    with _handling(signal.default_int_handler), suppress(KeyboardInterrupt):
        yield


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> Iterator[None]:
    before = [(number, signal.signal(number, handler)) for number in STOP_SIGNALS]
    try:
        yield
    finally:
        for number, earlier in before:
            signal.signal(number, earlier)


def answers(url: str) -> bool:
    """Whether a GET of this address on this machine gives 200."""
    try:
        with urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310  # a loopback address of our own
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # a session of its own: Ctrl-C reaches only the watcher, which then stops the others in order
    return subprocess.Popen(command, start_new_session=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})


def rightsline_command(*arguments: str) -> list[str]:
    """The command line of `rightsline`, in the same Python."""
    return [sys.executable, "-m", "bot", *arguments]
