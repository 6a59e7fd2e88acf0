"""The situation that Rasa's first action sets, before anything is answered."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.situation import ActionValidateSlotMappings

PRESSED = {"intent": {"name": "menu", "confidence": 1.0}, "entities": [], "text": "/menu"}


def language_set(message: dict[str, Any], known: dict[str, Any]) -> str:
    latest = {**message, "metadata": known}
    tracker = Tracker("someone", {}, latest, [], False, None, {}, "action_listen")
    events = ActionValidateSlotMappings().run(CollectingDispatcher(), tracker, {})
    return str(next(event["value"] for event in events if event["name"] == "language"))


@pytest.mark.parametrize(
    ("known", "language"),
    [
        ({"language_hints": ["ru"]}, "ru"),
        ({"phone_country": "FR"}, "fr"),
        ({"language": "it", "language_hints": ["ru"]}, "it"),
        ({}, "en"),
    ],
)
def test_who_begins_with_a_button_is_answered_in_the_likeliest_language(known: dict[str, Any], language: str) -> None:
    assert language_set(PRESSED, known) == language
