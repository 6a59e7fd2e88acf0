"""Erasing everything of a contact, after they said yes."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT
from rasa_sdk.types import DomainDict

from actions.effects import ask_for
from actions.forms import answered_by_another_action, language_changed
from bot.dialogue import erasing as question
from bot.dialogue.effects import Erase
from bot.dialogue.guides import NOT_UNDERSTOOD
from bot.dialogue.leaving import leaves


class ValidateDeleteForm(Action):
    """Takes a turn as yes or no, or asks once more. No slot set: the form steps aside for the turn's topic."""

    def name(self) -> str:
        """See Action."""
        return f"validate_{question.FORM}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Fill the slot, or name what is asked; None for it ends the form. After another topic nothing is asked."""
        if tracker.get_slot(REQUESTED_SLOT) != question.ANSWER:
            return _ask(again=False)
        if answered_by_another_action(tracker, question.FORM):
            return _ask(again=False) if language_changed(tracker) else [SlotSet(REQUESTED_SLOT, None)]
        message = tracker.latest_message
        answer = question.answer_in(message, str(tracker.get_slot("language") or "en"))
        if answer is not None:
            return [SlotSet(question.ANSWER, answer), SlotSet(REQUESTED_SLOT, None)]
        topic = (message.get("intent") or {}).get("name")
        if topic == question.TOPIC or (topic in NOT_UNDERSTOOD and question.is_likeliest(message)):
            return _ask(again=False)
        if topic in NOT_UNDERSTOOD and not tracker.get_slot(question.AGAIN):
            return _ask(again=True)
        return []


class ActionAskDeleteConfirmed(Action):
    """Asks whether everything shall be erased."""

    def name(self) -> str:
        """See Action."""
        return f"action_ask_{question.ANSWER}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Ask."""
        again = bool(tracker.get_slot(question.AGAIN))
        dispatcher.utter_message(response=f"utter_ask_{question.ANSWER}", again=again)
        return []


class ActionErase(Action):
    """Erase, or say that everything was kept; nothing where the question was left."""

    def name(self) -> str:
        """See Action."""
        return "action_erase"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Act on the answer to "shall everything be erased?"."""
        confirmed = tracker.get_slot(question.ANSWER)
        if confirmed:
            ask_for(dispatcher, Erase())
            dispatcher.utter_message(response="utter_deleted")
        elif confirmed is not None:
            dispatcher.utter_message(response="utter_kept", how_to_stop=leaves(tracker.latest_message))
        return [SlotSet(question.ANSWER, None), SlotSet(question.AGAIN, None)]


def _ask(*, again: bool) -> list[EventType]:
    return [SlotSet(question.AGAIN, again), SlotSet(REQUESTED_SLOT, question.ANSWER)]
