"""The embedded Rasa as the worker sees it."""

from __future__ import annotations

from typing import Any

import pytest


async def test_a_turn_that_rasa_stops_is_no_answer(small_assistant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_assistant._agent.processor, "max_number_of_predictions", 1)
    answer = await small_assistant.answer("somebody", None, "/unpaid_wages", "webchat", {})
    assert answer.reply is None
    monkeypatch.undo()
    answer = await small_assistant.answer("somebody", None, "/unpaid_wages", "webchat", {})
    assert answer.reply is not None
