"""How an action asks for a side effect: a message that no contact sees, picked up by whoever runs the assistant."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher


def ask_for(dispatcher: CollectingDispatcher, effect: str, **values: Any) -> None:
    """Ask for `handoff` (reason, urgent), `erase`, `stop`, `language` (language) or `country` (country)."""
    dispatcher.utter_message(json_message={"effect": effect, **values})
