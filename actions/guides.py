"""Guided dialogues: ask, take the answer, tell the result. What is asked, and until when: bot/dialogue/guides.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.effects import ask_for
from bot.dialogue import compensation as compensation_form
from bot.dialogue import guides
from bot.dialogue.effects import Stop
from bot.dialogue.guides import GUIDES, State
from bot.dialogue.leaving import IS_OPEN, leaves
from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.replies.questions import ENOUGH
from bot.replies.topics import LAW

NOT_KEPT = frozenset({guides.OFFERED, guides.ASKING, guides.PAUSED})


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
        before = State.read(tracker.get_slot(guides.SLOT))
        if before and before.topic == state.topic and before.status == guides.INTERRUPTED:
            return _resume(dispatcher, replace(before, answers={**before.answers, **state.answers}))
        if before and before.topic == state.topic and before.status == guides.OVER and state.status == guides.ASKING:
            return _tell_again(dispatcher, replace(before, answers={**before.answers, **state.answers}))
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
        if leaves(tracker.latest_message):
            dispatcher.utter_message(response="utter_questions_left", topic=guides.MONEY)
            return forgotten(tracker)
        if (topic := _law_wished(tracker)) is not None:
            dispatcher.utter_message(response="utter_law", topic=topic)
            return forgotten(tracker)
        intent = str(tracker.latest_message["intent"]["name"])
        dispatcher.utter_message(response="utter_old_choice" if intent == "inform" else f"utter_{intent}")
        if intent == "stop":
            ask_for(dispatcher, Stop())
        return forgotten(tracker)


def _law_wished(tracker: Tracker) -> str | None:
    """The topic on which the law is asked about."""
    picked = str(next(tracker.get_latest_entity_values("answer"), ""))
    return picked.removeprefix(LAW) if picked.startswith(LAW) else None


def go_on(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """Take the turn as an answer to the guide's question; None when no guide is running or it is no answer."""
    state = State.read(tracker.get_slot(guides.SLOT))
    if state is None:
        return None
    message = tracker.latest_message
    if leaves(message):
        return _leave(dispatcher, state) if state.status in IS_OPEN else None
    wish = next((e["value"] for e in message.get("entities") or () if e.get("entity") == "guide"), None)
    intent = message["intent"]["name"]
    begins = wish == "start" or (state.status in (guides.OFFERED, guides.INTERRUPTED) and intent == "affirm")
    if state.topic == guides.MONEY:  # the form asks what it asked last
        return [ActiveLoop(compensation_form.FORM)] if begins else None
    if begins:
        return _ask_or_tell(dispatcher, replace(state, status=guides.ASKING))
    if wish == "more":
        return _ask_or_tell(dispatcher, guides.with_all_questions(state))
    if wish == "again":
        return _ask_or_tell(dispatcher, State(state.topic))
    question = guides.question_of(state)
    if state.status != guides.ASKING or question is None:
        return None
    answer = guides.answer_in(question, message, language_of(tracker), tracker.get_slot("country"))
    if answer is None and intent in guides.NOT_UNDERSTOOD:
        _ask(dispatcher, state, again=True)
        return [SlotSet(guides.SLOT, state.write())]
    if answer is None:
        return None
    if answer == ENOUGH:
        return _tell(dispatcher, state, how_to_stop=intent == "stop")
    return _ask_or_tell(dispatcher, state.answered(question, answer))


def forgotten(tracker: Tracker) -> list[EventType]:
    """What becomes of a guide after a text that says nothing to it: an open question that was interrupted stays open.

    So does the result that was told last.
    """
    state = State.read(tracker.get_slot(guides.SLOT))
    declined = (tracker.latest_message.get("intent") or {}).get("name") in ("deny", "stop")
    return [SlotSet(guides.SLOT, None)] if state and (declined or state.status in NOT_KEPT) else []


def language_of(tracker: Tracker) -> str:
    """The language of the conversation."""
    return str(tracker.get_slot("language") or SOURCE_LANGUAGE)


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


def _resume(dispatcher: CollectingDispatcher, state: State) -> list[EventType]:
    """The topic of interrupted questions asked about once more: its answer if it has one, else the open question."""
    if not GUIDES[state.topic].answer_first:
        return _ask_or_tell(dispatcher, replace(state, status=guides.ASKING))
    dispatcher.utter_message(response=f"utter_{state.topic}")
    return [SlotSet(guides.SLOT, state.write())]


def _tell_again(dispatcher: CollectingDispatcher, state: State) -> list[EventType]:
    """A question about a topic whose result was told just now: the result, and the questions as a choice."""
    dispatcher.utter_message(response=GUIDES[state.topic].result, answers=state.answers, told_before=True)
    return [SlotSet(guides.SLOT, state.write())]


def _tell(dispatcher: CollectingDispatcher, state: State, *, how_to_stop: bool = False) -> list[EventType]:
    """The result; questions that are left can be gone on with."""
    left = guides.questions_left(state)
    dispatcher.utter_message(
        response=GUIDES[state.topic].result, answers=state.answers, more_questions=left, how_to_stop=how_to_stop
    )
    told = replace(state, status=guides.PAUSED if left else guides.OVER)
    return [SlotSet(guides.SLOT, told.write()), *_urgent(state)]


def _leave(dispatcher: CollectingDispatcher, state: State) -> list[EventType]:
    """No result, which somebody else may read now; questions that are left can be gone on with."""
    left = guides.questions_left(state)
    dispatcher.utter_message(response="utter_questions_left", topic=state.topic, more_questions=left)
    kept = replace(state, status=guides.PAUSED).write() if left else None
    return [SlotSet(guides.SLOT, kept), *_urgent(state)]


def _urgent(state: State) -> list[EventType]:
    """Strong signs make a later wish for a person urgent."""
    return [SlotSet("urgent", True)] if guides.is_serious(state) else []


class ActionChild(Action):
    """Under 18: the answer at once, without questions; a person, if one is wanted, before others who wait."""

    def name(self) -> str:
        """See Action."""
        return "action_child"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Answer."""
        dispatcher.utter_message(response="utter_child_victim")
        return [SlotSet("urgent", True)]
