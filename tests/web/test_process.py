"""The web process stays small."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("rasa", "tensorflow", "sklearn")


@pytest.mark.long("starts Python, to see what is imported")
def test_the_web_process_imports_neither_rasa_nor_tensorflow() -> None:
    code = (
        "import sys, bot.cli, bot.web.app, bot.web.intake, bot.channels.registry, bot.running.parts\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
