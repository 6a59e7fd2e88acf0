"""How an action asks for a side effect: a message that no contact sees, picked up by whoever runs the assistant."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.effects import Effect, as_message


def ask_for(dispatcher: CollectingDispatcher, effect: Effect) -> None:
    """Ask for an effect."""
    dispatcher.utter_message(json_message=as_message(effect))
