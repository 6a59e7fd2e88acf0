"""A training has a process of its own: what it used for that is given back, and it ends with who started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.running.training import train_apart
from bot.running.watcher import stopped_by_signals
from bot.settings import Mendable

PATIENT = """
import os, sys, time
folder = sys.argv[1]
open(os.path.join(folder, "pid"), "w").write(str(os.getpid()))
try:
    print("training the model", flush=True)
    time.sleep(60)
finally:
    open(os.path.join(folder, "tidied"), "w").close()
"""


def command(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def test_its_lines_are_told_and_its_result_is_the_models_name() -> None:
    told: list[str] = []
    code = "import sys; print('training the model', file=sys.stderr); print('model: rightsline-1.tar.gz')"
    assert train_apart(told.append, command(code)) == "rightsline-1.tar.gz"
    assert told == ["training the model"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; print('rightsline: rasa could not train', file=sys.stderr); sys.exit(2)", "rasa could not train"),
        ("import os; os.kill(os.getpid(), 9)", "the training ended with -9"),
    ],
)
def test_what_goes_wrong_is_told_in_one_line(code: str, message: str) -> None:
    with pytest.raises(Mendable, match=f"^{message}$"):
        train_apart(lambda line: None, command(code))


def test_a_signal_ends_it_and_lets_it_tidy_up(tmp_path: Path) -> None:
    def stop_it(_line: str) -> None:
        threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGTERM)).start()

    begun = time.monotonic()
    with stopped_by_signals():
        train_apart(stop_it, command(PATIENT, str(tmp_path)))
    assert time.monotonic() - begun < 30
    assert (tmp_path / "tidied").exists()
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text()}").exists()


@pytest.mark.long("starts Python, to see what is imported")
def test_the_watcher_does_not_load_rasa() -> None:
    code = "import sys, bot.running.everything; sys.exit(bool({'rasa', 'sklearn'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
