"""What is offered when it is not sure what was meant."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.choices import ActionChoices

RANKING = [
    {"name": "out_of_scope", "confidence": 0.5},
    {"name": "documents_taken", "confidence": 0.4},
    {"name": "distress", "confidence": 0.02},
]


@pytest.mark.parametrize(
    ("language", "response", "topics"),
    [
        ({"language": "ru"}, "utter_choices", ["documents_taken", "distress"]),
        ({"language": "ru", "other": "tg"}, "utter_unknown_language", ["documents_taken"]),
    ],
)
def test_of_a_text_in_none_of_our_languages_only_what_was_recognised_is_offered(
    language: dict[str, Any], response: str, topics: list[str]
) -> None:
    latest = {"intent": {"name": "nlu_fallback"}, "entities": [], "language": language, "intent_ranking": RANKING}
    dispatcher = CollectingDispatcher()
    ActionChoices().run(dispatcher, Tracker("someone", {}, latest, [], False, None, {}, "action_listen"), {})
    (said,) = dispatcher.messages
    assert (said["response"], said["topics"]) == (response, topics)
