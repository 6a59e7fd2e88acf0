"""The bot as `rasa shell` has it, from endpoints.yml, beside the worker's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints

from bot.assistant.actions_endpoint import InProcessActions
from bot.replies.reply import PARAGRAPH_BREAK
from bot.settings import PROJECT_ROOT
from tests.small_rasa import Talk


@pytest.fixture(scope="module")
def agent(small_model: Path) -> Agent:
    """What `rasa shell` loads; only its actions run in this process."""
    found = AvailableEndpoints.read_endpoints(str(PROJECT_ROOT / "endpoints.yml"))
    loaded = Agent.load(str(small_model), action_endpoint=InProcessActions())
    processor = loaded.processor
    processor.tracker_store = loaded.tracker_store = TrackerStore.create(found.tracker_store, loaded.domain)
    processor.nlg = loaded.nlg = NaturalLanguageGenerator.create(found.nlg, loaded.domain)
    return loaded


@pytest.mark.parametrize(
    "texts",
    [
        ("I am not safe here",),
        ("he hits me and locked the door", "where can I sleep tonight", "thank you"),
        ("/emergency", "what about my wages", "/shelter"),
        ("help", "menu"),
        ("what is the weather", "hello", "they took my passport"),
    ],
    ids=lambda texts: texts[0],
)
async def test_the_shell_says_what_the_worker_says(
    agent: Agent, talk: Callable[..., Talk], texts: Sequence[str]
) -> None:
    worker, metadata = talk(), talk().known.as_metadata("webchat")
    for text in texts:
        output = CollectingOutputChannel()
        await agent.handle_message(UserMessage(text, output, texts[0], input_channel="cmdline", metadata=metadata))
        said = PARAGRAPH_BREAK.join(message["text"] for message in output.messages if "text" in message)
        await worker.say(text)
        assert said == worker.text
