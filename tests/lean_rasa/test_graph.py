"""Rasa's graph without dask gives what Rasa's own runner gives."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner

from bot.lean_rasa.graph import SequentialGraph


@pytest.fixture(scope="module")
def runner(small_model: Any) -> DaskGraphRunner:
    return MessageProcessor._load_model(small_model)[2]


def test_a_text_is_understood_as_by_rasas_own_runner(runner: DaskGraphRunner) -> None:
    target = ["run_RegexMessageHandler"]
    for text in ("my boss has my passport", "/menu", "ils gardent mon passeport", "from Romania"):
        inputs = [
            {"__message__": [UserMessage(text, message_id="1", metadata={})], "__tracker__": None} for _ in range(2)
        ]
        ours, theirs = SequentialGraph.of(runner).run(inputs[0], target), runner.run(inputs[1], target)
        assert [message.data for message in ours[target[0]]] == [message.data for message in theirs[target[0]]]


def test_a_missing_input_is_an_error(runner: DaskGraphRunner) -> None:
    with pytest.raises(KeyError):
        SequentialGraph.of(runner).run({}, ["run_RegexMessageHandler"])
