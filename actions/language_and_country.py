"""The situation of each turn: language, country, and the topic last asked."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.effects import ask_for
from actions.interviews import ask_again, go_on, interview_in, kept
from bot.dialogue.effects import SetCountry, SetLanguage
from bot.dialogue.interviews.engine import aside, in_another_country, interrupted, is_elsewhere, takes, waits
from bot.dialogue.interviews.kind import Turn
from bot.dialogue.language_and_country import (
    CHANGE_COUNTRY,
    answerable,
    countries_to_offer,
    country_named,
    decide_country,
    decide_language,
    language_named,
    note_of,
)
from bot.dialogue.story import SLOT, Story
from bot.i18n.catalogues import SOURCE_LANGUAGE, offered_languages
from bot.nlu.priors import likeliest
from bot.replies.compose import COUNTRY_TOPICS
from bot.replies.known import country_record

# The topics whose answer is given again in another language or for another country.
GIVEN_AGAIN = COUNTRY_TOPICS | {"emergency", "distress"}


class ActionValidateSlotMappings(Action):
    """Runs before anything else of a turn: decides language and country from the text and what is known."""

    def name(self) -> str:
        """See Action."""
        return "action_validate_slot_mappings"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Set language, country and topic."""
        message = tracker.latest_message
        known: dict[str, Any] = message.get("metadata") or {}
        intent = (message.get("intent") or {}).get("name")
        interview, turn = (
            interview_in(tracker),
            Turn(message, _language_before(tracker, known), tracker.get_slot("country")),
        )
        before, offered = known.get("language") or tracker.get_slot("language"), offered_languages()
        evidence = answerable(message.get("language"), offered, likeliest(offered, known))
        language = decide_language(
            before if before in offered else None,
            bool(known.get("language_chosen")),
            evidence,
            tracker.get_slot("language_note"),
        )
        country, guessed = decide_country(
            known.get("country") or tracker.get_slot("country"),
            bool(known.get("country_chosen")),
            [] if is_elsewhere(interview, turn) else message.get("entities") or [],
            intent,
            known.get("country_guess"),
            said=bool(known.get("country")),
            is_covered=_is_covered,
        )
        events: list[EventType] = [
            SlotSet("language", language.language),
            SlotSet("language_note", note_of(language, evidence)),
            SlotSet("country", country),
            SlotSet("country_guessed", guessed),
            SlotSet(SLOT, Story.read(tracker.get_slot(SLOT)).after(message, country, language.language).write()),
        ]
        if interview and not takes(interview, turn):
            events.append(kept(aside(interview, turn)))
        if intent in GIVEN_AGAIN:
            events.append(SlotSet("topic", intent))
        return events


class ActionLanguage(Action):
    """Another language: the one named, or a list to pick from."""

    def name(self) -> str:
        """See Action."""
        return "action_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Change the language for good and give the last answer in it, or offer the list."""
        message = tracker.latest_message
        before = (message.get("metadata") or {}).get("language")
        named = language_named(message.get("entities") or [], before)
        if named is None:
            dispatcher.utter_message(response="utter_choose_language")
            return []
        ask_for(dispatcher, SetLanguage(named))
        interview = interview_in(tracker)
        again = tracker.get_slot("topic") if named in offered_languages() and not waits(interview) else None
        dispatcher.utter_message(response=f"utter_{again}" if again else "utter_language_changed", language=named)
        return [SlotSet("language", named), *ask_again(dispatcher, interview, language=named)]


class ActionCountry(Action):
    """Another country: the one named, then the answer that waited for it."""

    def name(self) -> str:
        """See Action."""
        return "action_country"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Change the country for good and answer the last topic for it, or ask for the country."""
        went_on = go_on(dispatcher, tracker)
        if went_on is not None:
            return went_on
        message, interview = tracker.latest_message, interview_in(tracker)
        entities, known = message.get("entities") or [], message.get("metadata") or {}
        before = known.get("country") or known.get("country_guess")  # the slot has this turn's already
        named = country_named(entities, CHANGE_COUNTRY, before, _is_covered)
        if named is None:
            dispatcher.utter_message(response="utter_ask_country", countries=countries_to_offer(entities, before))
            return [kept(interrupted(interview))] if interview else []
        ask_for(dispatcher, SetCountry(named))
        interview = in_another_country(interview)
        topic = None if waits(interview) else tracker.get_slot("topic")
        response = f"utter_{topic}" if topic else "utter_country_changed"
        dispatcher.utter_message(response=response, country=named)
        again = ask_again(dispatcher, interview, country=named)
        return [SlotSet("country", named), SlotSet("country_guessed", False), kept(interview), *again]


def _is_covered(country: str) -> bool:
    return country_record(country) is not None


def _language_before(tracker: Tracker, known: dict[str, Any]) -> str:
    """The language of the conversation until this turn."""
    return str(tracker.get_slot("language") or known.get("language") or SOURCE_LANGUAGE)
