"""Starts the three processes, says when all are ready, starts again what dies, stops all cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FrameType

LOOK_SECONDS = 0.2
STOP_SECONDS = 15.0  # a turn and a send in hand are finished first
RESTART_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_SECONDS = 60.0  # a process that ran this long starts again at once


@dataclass
class Child:
    """One process of the three."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0
    due: float | None = None


class Watcher:
    """Runs processes until SIGTERM or SIGINT. `say` prints a line for whoever started it."""

    def __init__(self, commands: Mapping[str, list[str]], say: Callable[[str], None]) -> None:
        self._commands, self._say = commands, say
        self._children: list[Child] = []
        self._stopping = False

    def run(self, ready: Callable[[], bool], announce: Callable[[], None]) -> int:
        """Start all, call `announce` once `ready`, watch until told to stop. Returns the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self._children = [_start(name, command) for name, command in self._commands.items()]
        announced = False
        while not self._stopping:
            self._watch()
            if not announced and ready():
                announced = True
                announce()
            time.sleep(LOOK_SECONDS)
        self._stop_all()
        return 0

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _watch(self) -> None:
        moment = time.monotonic()
        for child in self._children:
            if child.due is None and (code := child.process.poll()) is not None:
                self._mourn(child, code, moment)
            if child.due is not None and moment >= child.due:
                fresh = _start(child.name, child.command)
                child.process, child.started, child.due = fresh.process, fresh.started, None

    def _mourn(self, child: Child, code: int, moment: float) -> None:
        child.deaths = 1 if moment - child.started > STEADY_SECONDS else child.deaths + 1
        wait = RESTART_SECONDS[min(child.deaths, len(RESTART_SECONDS)) - 1]
        child.due = moment + wait
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        self._say(f"{child.name} ended ({how}); starting it again in {wait:g} s")

    def _stop_all(self) -> None:
        running = [child for child in self._children if child.process.poll() is None]
        for child in running:
            child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"{child.name} did not stop in {STOP_SECONDS:g} s; killed")
                child.process.kill()
                child.process.wait()


def answers(url: str) -> bool:
    """Whether a GET of this address on this machine gives 200."""
    try:
        with urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310  # a loopback address of our own
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _start(name: str, command: list[str]) -> Child:
    # a session of its own: Ctrl-C reaches only the watcher, which then stops the others in order
    process = subprocess.Popen(command, start_new_session=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    return Child(name, command, process, time.monotonic())


def part_command(part: str, *options: str) -> list[str]:
    """The command line of one part, in the same Python."""
    return [sys.executable, "-m", "bot", "run", part, *options]
