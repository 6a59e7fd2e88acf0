"""The situation of each turn: language, country, and the topic last asked."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT
from rasa_sdk.types import DomainDict

from actions.effects import ask_for
from actions.guides import asked_again, forgotten, go_on
from bot.dialogue import compensation as compensation_form
from bot.dialogue import guides
from bot.dialogue.effects import SetCountry, SetLanguage
from bot.dialogue.situation import (
    CHANGE_COUNTRY,
    countries_to_offer,
    country_named,
    decide_country,
    decide_language,
    language_named,
    note_of,
)
from bot.i18n.catalogues import SOURCE_LANGUAGE, available_languages
from bot.nlu.priors import likeliest
from bot.replies.compose import COUNTRY_TOPICS

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
        guide = guides.State.read(tracker.get_slot(guides.SLOT))
        stays = guide is not None and guides.stays(guide, message, _language_before(tracker, known))
        elsewhere = (stays and guides.asks_for_a_country(guide)) or _asks_where_it_happened(tracker)
        language = decide_language(
            known.get("language") or tracker.get_slot("language"),
            bool(known.get("language_chosen")),
            message.get("language") or {"language": likeliest(available_languages(), known)},  # a button, a command
            tracker.get_slot("language_note"),
        )
        country, guessed = decide_country(
            known.get("country") or tracker.get_slot("country"),
            bool(known.get("country_chosen")),
            [] if elsewhere else message.get("entities") or [],
            intent,
            known.get("country_guess"),
            said=bool(known.get("country")),
        )
        events: list[EventType] = [
            SlotSet("language", language.language),
            SlotSet("language_note", note_of(language, message.get("language"))),
            SlotSet("country", country),
            SlotSet("country_guessed", guessed),
        ]
        if guide is not None and not stays:
            left = guides.after_another_topic(guide, intent)
            events.append(SlotSet(guides.SLOT, left.write() if left else None))
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
        again = tracker.get_slot("topic") if named in available_languages() and not _asks_something(tracker) else None
        dispatcher.utter_message(response=f"utter_{again}" if again else "utter_language_changed", language=named)
        asked_again(dispatcher, tracker, language=named)
        return [SlotSet("language", named)]


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
        message = tracker.latest_message
        entities, known = message.get("entities") or [], message.get("metadata") or {}
        before = known.get("country") or known.get("country_guess")  # the slot has this turn's already
        named = country_named(entities, CHANGE_COUNTRY, before)
        if named is None:
            dispatcher.utter_message(response="utter_ask_country", countries=countries_to_offer(entities, before))
            return forgotten(tracker)
        ask_for(dispatcher, SetCountry(named))
        guide = guides.State.read(tracker.get_slot(guides.SLOT))
        topic = None if guide and guide.status == guides.ASKING else tracker.get_slot("topic")
        response = f"utter_{topic}" if topic else "utter_country_changed"
        dispatcher.utter_message(response=response, country=named)
        asked_again(dispatcher, tracker, country=named)
        return [SlotSet("country", named), SlotSet("country_guessed", False), *_without_money_answers(guide)]


def _without_money_answers(guide: guides.State | None) -> list[EventType]:
    """The questions on money begin anew the next time: for which country their answers were meant is not known."""
    is_open = guide is not None and guide.topic == guides.MONEY
    answers: list[EventType] = [SlotSet(slot, None) for slot in compensation_form.SLOTS]
    return [*answers, *([SlotSet(guides.SLOT, None)] if is_open else [])]


def _language_before(tracker: Tracker, known: dict[str, Any]) -> str:
    """The language of the conversation until this turn."""
    return str(tracker.get_slot("language") or known.get("language") or SOURCE_LANGUAGE)


def _asks_something(tracker: Tracker) -> bool:
    """Whether a question is open: that is asked again then, and not the last answer given."""
    guide = guides.State.read(tracker.get_slot(guides.SLOT))
    return tracker.active_loop_name is not None or (guide is not None and guide.status == guides.ASKING)


def _asks_where_it_happened(tracker: Tracker) -> bool:
    """Whether a country in this text is where something happened, and not where the contact is."""
    return tracker.active_loop_name == compensation_form.FORM and tracker.get_slot(REQUESTED_SLOT) in (
        compensation_form.COUNTRY,
        compensation_form.REGION,
    )
