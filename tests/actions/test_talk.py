"""What was answered last says what "shorter, please" means."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.talk import ActionTalk
from bot.dialogue.story import SLOT, Story


def response(asked: str, story: Story, topic: str | None = "unpaid_wages") -> dict[str, Any]:
    """What is said to a text with this intent. `topic`: the last one that was answered."""
    said = CollectingDispatcher()
    slots = {SLOT: story.write(), "topic": topic, "country": "DE", "language": "en"}
    latest = {"intent": {"name": asked}}
    ActionTalk().run(said, Tracker("a", slots, latest, [], False, None, {}, "action_listen"), {})
    message: dict[str, Any] = said.messages[0]
    return {name: message[name] for name in ("response", "topic", "times") if name in message}


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


@pytest.mark.parametrize(
    ("last", "told", "topic", "times"),
    [
        ("unpaid_wages", 2, "unpaid_wages", 1),
        ("unpaid_wages", 3, "unpaid_wages", 2),
        ("emergency", 2, "threats_violence", 1),
        ("distress", 3, "psychological_help", 2),
        (None, 0, "shelter", 1),
    ],
)
def test_what_to_do_now_is_the_next_step_about_what_was_answered_last(
    last: str | None, told: int, topic: str, times: int
) -> None:
    story = Story(line_topic=last, told=(f"{last} DE en",) * told)
    assert response("what_now", story, "shelter") == {"response": "utter_next_step", "topic": topic, "times": times}


def test_what_to_do_now_is_a_call_for_help_where_nothing_was_answered_yet() -> None:
    assert response("what_now", Story(), None) == {"response": "utter_cry_for_help"}


@pytest.mark.parametrize(
    ("text", "cost"), [("is it free?", "if_free"), ("do i have to pay", "if_charged"), ("?", None)]
)
def test_a_question_of_cost_says_which_word_would_answer_it(text: str, cost: str | None) -> None:
    said = CollectingDispatcher()
    latest = {"intent": {"name": "line_cost"}, "text": text}
    ActionTalk().run(said, Tracker("a", {"language": "en"}, latest, [], False, None, {}, "action_listen"), {})
    assert said.messages[0]["cost"] == cost
