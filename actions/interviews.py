"""Interviews: what the engine says to do becomes what is said, slots and effects. See bot/dialogue/interviews/."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.effects import ask_for
from bot.dialogue.effects import Stop
from bot.dialogue.interviews.engine import SLOT, Step, asked_again, open_in, reply, waits
from bot.dialogue.interviews.kind import Interview, Turn
from bot.dialogue.story import SLOT as STORY
from bot.dialogue.story import Story
from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.replies.compose import COUNTRY_TOPICS
from bot.replies.menus import rest_of_menu_in
from bot.replies.parts import rest_in
from bot.replies.region import QUESTION as REGION
from bot.replies.topics import LAW


class ActionInterview(Action):
    """A topic with questions of its own; yes, no, a choice, enough: the answer where something is asked."""

    def name(self) -> str:
        """See Action."""
        return "action_interview"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Go on with the interview, or say what can be said without one."""
        turn = turn_of(tracker)
        if turn.picked and turn.picked[0] == REGION:
            answered = tracker.get_slot("topic")
            about = answered if answered in COUNTRY_TOPICS else ""
            dispatcher.utter_message(response="utter_region_known", topic=about)
            return ask_again(dispatcher, interview_in(tracker))
        went_on = go_on(dispatcher, tracker)
        if went_on is not None:
            return went_on
        picked = str(next(tracker.get_latest_entity_values("answer"), ""))
        if picked.startswith(LAW):
            dispatcher.utter_message(response="utter_law", topic=picked.removeprefix(LAW))
            return []
        if (start := rest_of_menu_in(picked)) is not None:
            dispatcher.utter_message(response="utter_rest_of_menu", start=start)
            return []
        if rest := rest_in(picked):
            dispatcher.utter_message(response="utter_more", topic=rest[0], start=rest[1])
            return []
        topic = turn.topic
        dispatcher.utter_message(response="utter_old_choice" if topic == "inform" else f"utter_{topic}")
        if topic == "stop":
            ask_for(dispatcher, Stop())
        return []


def go_on(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """What an interview makes of the turn; None where there is none, or the turn does not belong to it."""
    step = reply(interview_in(tracker), turn_of(tracker))
    return _done(dispatcher, step) if step else None


def ask_again(dispatcher: CollectingDispatcher, interview: Interview | None, **changed: str) -> list[EventType]:
    """Ask the open question once more after something else was settled. `changed`: the language or country chosen."""
    return _done(dispatcher, asked_again(interview), **changed) if interview and waits(interview) else []


def interview_in(tracker: Tracker) -> Interview | None:
    """The interview of the conversation, whatever its status."""
    return open_in(tracker.slots)


def kept(interview: Interview | None) -> SlotSet:
    """The event that keeps an interview for the next turn; None forgets it."""
    return SlotSet(SLOT, interview.write() if interview else None)


def turn_of(tracker: Tracker) -> Turn:
    """The turn, for the engine."""
    language = str(tracker.get_slot("language") or SOURCE_LANGUAGE)
    return Turn(
        tracker.latest_message,
        language,
        tracker.get_slot("country"),
        bool(tracker.get_slot("country_guessed")),
        region=Story.read(tracker.get_slot(STORY)).region,
    )


def _done(dispatcher: CollectingDispatcher, step: Step, **changed: Any) -> list[EventType]:
    for effect in step.effects:
        ask_for(dispatcher, effect)
    dispatcher.utter_message(response=step.response, **{**step.details, **changed})
    return [kept(step.interview), *(SlotSet(slot, value) for slot, value in step.slots.items())]
