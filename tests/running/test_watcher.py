"""The watcher starts again what dies and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.running.watcher import Watcher, stopped_by_signals

LIVES = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
DIES = "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); sys.exit(3)"


@pytest.fixture
def said() -> list[str]:
    return []


def test_a_process_that_dies_is_started_again_and_said_so(tmp_path: Path, said: list[str]) -> None:
    pids = tmp_path / "pids"
    with Watcher(said.append) as watcher:
        watcher.keep("web", [sys.executable, "-c", DIES, str(pids)])
        time.sleep(2.5)
    assert len(pids.read_text().split()) >= 2
    assert said[0].startswith("web ended (exit code 3); starting it again in")


def test_what_cannot_be_started_is_said_and_tried_again(said: list[str]) -> None:
    with Watcher(said.append) as watcher:
        watcher.keep("web", ["/no/such/program"])
        time.sleep(1.5)
    assert len(said) >= 2
    assert said[0].startswith("web could not be started (No such file or directory); starting it again in")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_work_and_leaves_no_process(tmp_path: Path, said: list[str], number: int) -> None:
    pids, begun = tmp_path / "pids", time.monotonic()
    threading.Timer(1.5, os.kill, (os.getpid(), number)).start()
    with stopped_by_signals(), Watcher(said.append) as watcher:
        for name in ("web", "worker"):
            watcher.keep(name, [sys.executable, "-c", LIVES, str(pids)])
        time.sleep(30)  # the work: a training, say
    assert time.monotonic() - begun < 10
    started = [int(pid) for pid in pids.read_text().split()]
    assert len(started) == 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)
    assert said == []


def test_a_problem_of_the_work_stops_the_processes_and_is_raised(tmp_path: Path, said: list[str]) -> None:
    pids = tmp_path / "pids"

    def work() -> None:
        with Watcher(said.append) as watcher:
            watcher.keep("web", [sys.executable, "-c", LIVES, str(pids)])
            time.sleep(1)
            raise ValueError("no model")

    with pytest.raises(ValueError, match="no model"):
        work()
    assert not Path(f"/proc/{pids.read_text().strip()}").exists()
