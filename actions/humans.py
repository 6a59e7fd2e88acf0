"""Handing over to a human: asked for, because somebody is in danger, or first of all for a child."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.effects import ask_for
from bot.dialogue.effects import Handoff


class _HandOver:
    """Say what to do meanwhile, and put the conversation into the queue."""

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
        return []


class ActionEmergency(_HandOver, Action):
    """Danger now."""

    reason, urgent, response = "emergency", True, "utter_emergency"


class ActionDistress(_HandOver, Action):
    """Despair, self-harm."""

    reason, urgent, response = "distress", True, "utter_distress"


class ActionHuman(_HandOver, Action):
    """A person was asked for; urgent where strong signs were named or a child needs help."""

    reason, urgent, response = "human", False, "utter_human_comes"


class _AnswerBeforeOthers:
    """The answer at once, without questions; a person, if one is wanted, before others who wait."""

    topic = ""

    def name(self) -> str:
        """See Action."""
        return f"action_{self.topic}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Answer."""
        dispatcher.utter_message(response=f"utter_{self.topic}")
        return [SlotSet("urgent", True)]


class ActionChild(_AnswerBeforeOthers, Action):
    """Under 18."""

    topic = "child_victim"


class ActionSexualViolence(_AnswerBeforeOthers, Action):
    """Rape."""

    topic = "sexual_violence"
