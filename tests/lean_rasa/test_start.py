"""Rasa comes without TensorFlow and telemetry, unless its configuration needs TensorFlow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT

LOOK = "import sys; print(getattr(sys.modules.get('tensorflow'), '__file__', None))"


def look_after(code: str) -> str:
    """What `LOOK` prints in a process of its own that ran some code before."""
    ran = subprocess.run([sys.executable, "-W", "ignore", "-c", f"{code}; {LOOK}"],
                         cwd=PROJECT_ROOT, capture_output=True, text=True, check=True, timeout=120)  # fmt: skip
    return ran.stdout.splitlines()[-1]


@pytest.mark.long("starts Python, to see what is imported")
@pytest.mark.parametrize("module", ["bot.assistant.assistant", "bot.nlu.topics", "bot.nlu.evaluation"])
def test_what_embeds_rasa_does_not_import_tensorflow(module: str) -> None:
    assert look_after(f"import {module}; import rasa.core.agent; import rasa.model_training") == "None"


@pytest.mark.long("starts Python, to see what is imported")
def test_a_configuration_that_needs_it_gets_it(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("pipeline: [{name: DIETClassifier}]")
    start = f"import pathlib; from bot.lean_rasa.start import prepare; prepare(pathlib.Path({str(config)!r}))"
    code = f"{start}; import tensorflow"
    assert look_after(code).endswith("__init__.py")


def test_nothing_is_sent_home() -> None:
    import bot.nlu

    assert bot.nlu
    assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"
