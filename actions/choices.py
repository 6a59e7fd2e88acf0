"""When it is not sure what was meant: the likeliest topics and a human."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.interviews import go_on
from bot.dialogue.language_and_country import languages_of_others
from bot.dialogue.likely import likeliest
from bot.nlu.families import family_shares
from bot.nlu.parse_keys import RANKING, by_topic

RECOGNISED = 0.3  # of a text in a language that is none of ours: by a word or two that many languages share
OF_ONE_FAMILY = 0.6  # of the probability of all topics


class ActionChoices(Action):
    """Offer the likeliest topics."""

    def name(self) -> str:
        """See Action."""
        return "action_choices"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Offer the likeliest topics, and a language asked about; an open question is asked again instead."""
        went_on = go_on(dispatcher, tracker)
        if went_on is not None:
            return went_on
        message = tracker.latest_message
        if (message.get("language") or {}).get("other"):
            dispatcher.utter_message(response="utter_unknown_language", topics=likeliest(message, at_least=RECOGNISED))
            return []
        present = tracker.get_slot("language")
        asked_about = [code for code in languages_of_others(message.get("entities") or []) if code != present]
        topics, family = likeliest(message), family_in(message)
        dispatcher.utter_message(response="utter_choices", topics=topics, family=family, languages=asked_about)
        return []


def family_in(message: dict[str, Any]) -> str | None:
    """The family of topics that a text is likely about, whichever of them is meant; None where none stands out."""
    family, share = max(family_shares(by_topic(message.get(RANKING))).items(), key=lambda each: each[1])
    return family if share >= OF_ONE_FAMILY else None
