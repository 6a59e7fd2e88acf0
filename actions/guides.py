"""Guided dialogues: ask, take the answer, tell the result. What is asked, and until when: bot/dialogue/guides.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.effects import ask_for
from bot.dialogue import guides
from bot.dialogue.guides import GUIDES, State
from bot.replies.questions import ENOUGH

OVER = SlotSet(guides.SLOT, None)


class ActionGuide(Action):
    """Begin the guide of the topic that was asked about."""

    def name(self) -> str:
        """See Action."""
        return "action_guide"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Ask the first question, or give the topic's answer and offer the questions."""
        went_on = go_on(dispatcher, tracker)
        if went_on is not None:
            return went_on
        message, here = tracker.latest_message, tracker.get_slot("country")
        state = guides.begin(str(message["intent"]["name"]), message, here)
        if state.status == guides.OFFERED:
            dispatcher.utter_message(response=f"utter_{state.topic}", offers_questions=True)
            return [SlotSet(guides.SLOT, state.write())]
        return _ask_or_tell(dispatcher, state)


class ActionAnswer(Action):
    """Yes, no, a choice, enough: the answer to a guide's question where one is asked."""

    def name(self) -> str:
        """See Action."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Go on with the guide, or say what can be said without one."""
        went_on = go_on(dispatcher, tracker)
        if went_on is not None:
            return went_on
        intent = str(tracker.latest_message["intent"]["name"])
        dispatcher.utter_message(response="utter_old_choice" if intent == "inform" else f"utter_{intent}")
        if intent == "stop":
            ask_for(dispatcher, "stop")
        return [OVER]


def go_on(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """Take the turn as an answer to the guide's question; None when no guide is running or it is no answer."""
    state = State.read(tracker.get_slot(guides.SLOT))
    if state is None:
        return None
    message = tracker.latest_message
    wish = next((e["value"] for e in message.get("entities") or () if e.get("entity") == "guide"), None)
    intent = message["intent"]["name"]
    if wish == "start" or (state.status == guides.OFFERED and intent == "affirm"):
        return _ask_or_tell(dispatcher, replace(state, status=guides.ASKING))
    if wish == "more":
        return _ask_or_tell(dispatcher, replace(state, status=guides.ASKING, all_questions=True))
    question = guides.question_of(state)
    if state.status != guides.ASKING or question is None:
        return None
    answer = guides.answer_in(question, message, tracker.get_slot("country"))
    if answer is None:
        return _ask_again(dispatcher, state) if intent in guides.NOT_UNDERSTOOD else None
    if answer == ENOUGH:
        return _tell(dispatcher, state)
    return _ask_or_tell(dispatcher, state.answered(question, answer))


def asked_again(dispatcher: CollectingDispatcher, tracker: Tracker, **changed: str) -> bool:
    """Ask the guide's open question once more after something else was settled; False where none is open.

    `changed`: the language or country just chosen.
    """
    state = State.read(tracker.get_slot(guides.SLOT))
    if state is None or state.status != guides.ASKING:
        return False
    _ask(dispatcher, state, **changed)
    return True


def _ask_or_tell(dispatcher: CollectingDispatcher, state: State) -> list[EventType]:
    if guides.question_of(state) is None:
        return _tell(dispatcher, state)
    _ask(dispatcher, state)
    return [SlotSet(guides.SLOT, state.write())]


def _ask(dispatcher: CollectingDispatcher, state: State, **more: Any) -> None:
    number, of = guides.progress(state)
    dispatcher.utter_message(
        response="utter_ask_guide", question=guides.question_of(state), number=number, of=of, **more
    )


def _ask_again(dispatcher: CollectingDispatcher, state: State) -> list[EventType] | None:
    if state.unclear >= guides.TIMES_ASKED_AGAIN:
        return None
    _ask(dispatcher, state, again=True)
    return [SlotSet(guides.SLOT, replace(state, unclear=state.unclear + 1).write())]


def _tell(dispatcher: CollectingDispatcher, state: State) -> list[EventType]:
    """The result. Strong signs make a later wish for a person urgent; questions that are left can be gone on with."""
    left = guides.questions_left(state)
    dispatcher.utter_message(response=GUIDES[state.topic].result, answers=state.answers, more_questions=left)
    paused = replace(state, status=guides.PAUSED).write() if left else None
    urgent = [SlotSet("urgent", True)] if guides.is_serious(state) else []
    return [SlotSet(guides.SLOT, paused), *urgent]


class ActionChild(Action):
    """Under 18: the answer at once, without questions; a person, if one is wanted, before others who wait."""

    def name(self) -> str:
        """See Action."""
        return "action_child"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Answer."""
        dispatcher.utter_message(response="utter_child_victim")
        return [SlotSet("urgent", True)]
