"""The stand-in of the Bot API as a process of its own, as whole-system tests start it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from bot.settings import PROJECT_ROOT
from tests.stand_ins.telegram import TOKEN


@pytest.fixture
def url() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.stand_ins.telegram", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT_ROOT)
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait(10)
    process.stdout.close()


def ask(url: str, content: dict[str, Any] | None = None) -> Any:
    data = None if content is None else json.dumps(content).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_it_is_steered_and_read_over_http(url: str) -> None:
    update_id = ask(f"{url}/stand-in/texts", {"chat": 7, "text": "hello", "language": "fr"})["update_id"]
    (update,) = ask(f"{url}/bot{TOKEN}/getUpdates")["result"]
    assert (update["update_id"], update["message"]["text"], update["message"]["from"]["language_code"]) == (
        update_id,
        "hello",
        "fr",
    )
    keyboard = {"inline_keyboard": [[{"text": "Money", "callback_data": "tok"}]]}
    ask(f"{url}/bot{TOKEN}/sendMessage", {"chat_id": 7, "text": "menu", "reply_markup": keyboard})
    (message,) = ask(f"{url}/stand-in/messages")
    assert (message["chat"], message["text"], message["buttons"]) == (7, "menu", [["Money", "tok"]])
    ask(f"{url}/stand-in/presses", {"chat": 7, "data": "tok"})
    assert len(ask(f"{url}/stand-in/state")["updates"]) == 2
    assert [call["method"] for call in ask(f"{url}/stand-in/calls")] == ["getUpdates", "sendMessage"]
