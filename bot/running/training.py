"""Training in a process of its own, whose memory goes with it: a watcher would keep 800 megabytes for good."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable

from bot.running.watcher import STOP_SECONDS, rightsline_command
from bot.settings import Mendable

RESULT, PROBLEM = "model: ", "rightsline: "  # what `rightsline train` begins its last line with


def train_apart(say: Callable[[str], None], command: list[str] | None = None) -> str:
    """The name of the model for the present training data, trained if there is none yet.

    `say` is told what is going on. `command`: instead of `rightsline train`. Raises Mendable where it cannot be
    trained. Whatever else ends it, as a signal to stop, ends the training first.
    """
    last = ""
    with subprocess.Popen(
        command or rightsline_command("train"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            for line in process.stdout or ():
                last = line.rstrip()
                if not last.startswith((RESULT, PROBLEM)):
                    say(last)
        except BaseException:
            _stop(process)
            raise
    if process.returncode:
        raise Mendable(last.removeprefix(PROBLEM) or f"the training ended with {process.returncode}")
    return last.removeprefix(RESULT)


def _stop(process: subprocess.Popen[str]) -> None:
    """As Ctrl-C does, so that it takes away what it has begun to write; then whatever it has started."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
