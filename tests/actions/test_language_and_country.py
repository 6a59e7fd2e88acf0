"""The situation that Rasa's first action sets, before anything is answered."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.language_and_country import ActionCountry, ActionLanguage, ActionValidateSlotMappings

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


def said(action: Any, entities: list[dict[str, Any]], known: dict[str, Any], **slots: Any) -> list[dict[str, Any]]:
    latest = {"intent": {"name": "any"}, "entities": entities, "text": "text", "metadata": known}
    dispatcher = CollectingDispatcher()
    action.run(dispatcher, Tracker("someone", slots, latest, [], False, None, {}, "action_listen"), {})
    return [message for message in dispatcher.messages if message.get("response")]


ENGLISH = {"entity": "language", "value": "en"}


@pytest.mark.parametrize(
    ("topic", "response"), [("unpaid_wages", "utter_unpaid_wages"), (None, "utter_language_changed")]
)
def test_another_language_gives_the_last_answer_in_it(topic: str | None, response: str) -> None:
    (answer,) = said(ActionLanguage(), [ENGLISH], {"language": "es"}, topic=topic)
    assert (answer["response"], answer["language"]) == (response, "en")


def test_a_language_that_is_not_written_gives_no_answer_in_it() -> None:
    swahili = {"entity": "language", "value": "sw"}
    assert said(ActionLanguage(), [swahili], {}, topic="unpaid_wages")[0]["response"] == "utter_language_changed"


def test_an_answer_to_danger_is_given_again_too() -> None:
    latest = {"intent": {"name": "emergency"}, "entities": [], "text": "help", "metadata": {}}
    tracker = Tracker("someone", {}, latest, [], False, None, {}, "action_listen")
    events = ActionValidateSlotMappings().run(CollectingDispatcher(), tracker, {})
    assert {"topic": "emergency"}.items() <= {event["name"]: event["value"] for event in events}.items()


def test_who_names_several_countries_is_asked_which_with_all_of_them() -> None:
    named = [{"entity": "country", "value": code} for code in ("CH", "FR")]
    (asked,) = said(ActionCountry(), named, {"country": "IT"}, country="IT", topic="unpaid_wages")
    assert (asked["response"], asked["countries"]) == ("utter_ask_country", ["CH", "FR"])


def test_who_has_moved_gets_the_last_answer_for_the_other_country() -> None:
    named = [{"entity": "country", "value": "IT"}, {"entity": "country", "value": "CH"}]
    (answer,) = said(ActionCountry(), named, {"country": "IT"}, country="CH", topic="unpaid_wages")
    assert (answer["response"], answer["country"]) == ("utter_unpaid_wages", "CH")
