"""What breaks is told without what people wrote."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest

from bot.running.discreet import JsonFormatter, places_of
from bot.settings import PROJECT_ROOT

SAID = "the text of somebody"
CRASH = """
import sys
from bot import cli
from bot.running import parts

def broken(settings):
    text = "he keeps my passport"
    raise ValueError(f"cannot read {text} of +447700900001")

parts.run_worker = broken
sys.argv = ["rightsline", "run", "worker"]
cli.app()
"""
FORGOTTEN_TASK = """
import asyncio, gc
from bot.running.parts import set_up_logging
from bot.settings import Settings

async def broken():
    raise ValueError("he keeps my passport")

async def main():
    task = asyncio.create_task(broken())
    await asyncio.sleep(0)
    del task
    gc.collect()

set_up_logging(Settings())
asyncio.run(main())
"""


@pytest.mark.long("starts a process")
@pytest.mark.parametrize("program", [CRASH, FORGOTTEN_TASK])
def test_a_process_that_breaks_prints_no_text_and_no_address(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=PROJECT_ROOT)
    printed = done.stdout + done.stderr
    assert "ValueError" in printed, "where and what kind is still told"
    assert "broken" in printed
    assert "passport" not in printed
    assert "447700900001" not in printed


def test_an_exception_is_told_with_its_cause_but_without_their_words() -> None:
    try:
        try:
            raise KeyError("first secret".upper())
        except KeyError as cause:
            raise RuntimeError("second secret".upper()) from cause
    except RuntimeError as problem:
        told = places_of(problem)
    assert "KeyError" in told
    assert "RuntimeError" in told
    assert "SECRET" not in told


def test_as_json_a_line_is_one_object_without_a_word_of_the_exception() -> None:
    record = logging.LogRecord("bot.x", logging.ERROR, "", 1, "a turn %s", ("failed",), None)
    try:
        raise ValueError(SAID)
    except ValueError:
        record.exc_info = sys.exc_info()
    line = JsonFormatter().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"]) == ("ERROR", "bot.x", "a turn failed")
    assert told["trace"].endswith("ValueError")
    assert SAID not in line
