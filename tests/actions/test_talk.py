"""What was answered last says what "shorter, please" means."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.talk import ActionTalk
from bot.dialogue.story import SLOT, Story


def response(asked: str, story: Story) -> dict[str, Any]:
    """What is said to a text with this intent."""
    said = CollectingDispatcher()
    slots = {SLOT: story.write(), "topic": "unpaid_wages"}
    latest = {"intent": {"name": asked}}
    ActionTalk().run(said, Tracker("a", slots, latest, [], False, None, {}, "action_listen"), {})
    message: dict[str, Any] = said.messages[0]
    return {"response": message["response"], "topic": message["topic"]}


@pytest.mark.parametrize(
    ("asks_of_line", "topic_of_line", "name", "topic"),
    [
        (True, "shelter", "utter_line_in_short", "shelter"),
        (True, None, "utter_line_in_short", ""),
        (False, "shelter", "utter_explain_again", "unpaid_wages"),
    ],
)
def test_shorter_is_said_of_the_line_where_the_last_answer_was_about_it(
    asks_of_line: bool, topic_of_line: str | None, name: str, topic: str
) -> None:
    story = Story(line_topic=topic_of_line, asks_of_line=asks_of_line)
    assert response("explain_again", story) == {"response": name, "topic": topic}
