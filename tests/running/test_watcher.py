"""The watcher starts again what dies and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.running.watcher import Watcher

LIVES = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
DIES = "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); sys.exit(3)"


@pytest.fixture
def said() -> list[str]:
    return []


def run_for(watcher: Watcher, seconds: float) -> int:
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM)).start()
    return watcher.run(lambda: True, lambda: None)


def test_a_process_that_dies_is_started_again_and_said_so(tmp_path: Path, said: list[str]) -> None:
    pids = tmp_path / "pids"
    assert run_for(Watcher({"web": [sys.executable, "-c", DIES, str(pids)]}, said.append), 2.5) == 0
    assert len(pids.read_text().split()) >= 2
    assert said[0].startswith("web ended (exit code 3); starting it again in")


def test_stopping_leaves_no_process(tmp_path: Path, said: list[str]) -> None:
    pids = tmp_path / "pids"
    commands = {name: [sys.executable, "-c", LIVES, str(pids)] for name in ("web", "worker")}
    assert run_for(Watcher(commands, said.append), 1.5) == 0
    time.sleep(0.1)
    started = [int(pid) for pid in pids.read_text().split()]
    assert len(started) == 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)
    assert said == []
