"""Erasing everything of a contact, after they said yes."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.effects import ask_for


class ActionErase(Action):
    """Erase, or say that everything was kept."""

    def name(self) -> str:
        """See Action."""
        return "action_erase"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Act on the answer to "shall everything be erased?"."""
        confirmed = tracker.get_slot("delete_confirmed")
        if confirmed:
            ask_for(dispatcher, "erase")
        dispatcher.utter_message(response="utter_deleted" if confirmed else "utter_kept")
        return [SlotSet("delete_confirmed", None)]
