"""Handing over to a human: asked for, or because somebody is in danger."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT
from rasa_sdk.types import DomainDict

from actions.effects import ask_for
from bot.dialogue.effects import Handoff


class _HandOver:
    """Say what to do meanwhile, and put the conversation into the queue. Leaves any form: danger beats questions."""

    reason = ""
    urgent = False
    response = ""

    def name(self) -> str:
        """See Action."""
        return f"action_{self.reason}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Reply and ask for the handoff."""
        dispatcher.utter_message(response=self.response)
        urgent = self.urgent or bool(tracker.get_slot("urgent"))
        ask_for(dispatcher, Handoff(self.reason, urgent))
        return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]


class ActionEmergency(_HandOver, Action):
    """Danger now."""

    reason, urgent, response = "emergency", True, "utter_emergency"


class ActionDistress(_HandOver, Action):
    """Despair, self-harm."""

    reason, urgent, response = "distress", True, "utter_distress"


class ActionHuman(_HandOver, Action):
    """A person was asked for; urgent where strong signs were named or a child needs help."""

    reason, urgent, response = "human", False, "utter_human_comes"
