"""The web process and the desk stay small."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("rasa", "rasa_sdk", "tensorflow", "sklearn")
WEB = "bot.web.app, bot.web.intake, bot.channels.registry"
DESK = "bot.desk.app"
METRICS = "bot.metrics.readings"


@pytest.mark.long("starts Python, to see what is imported")
@pytest.mark.parametrize("modules", [WEB, DESK, METRICS], ids=["web", "desk", "metrics"])
def test_no_process_but_the_worker_imports_rasa_or_what_it_learns_with(modules: str) -> None:
    code = (
        f"import sys, bot.cli, bot.running.parts, {modules}\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
