"""The questions on money for what happened, as a Rasa form: what each turn answers, how the next is asked, the result.

What a text answers and which question follows: bot/dialogue/compensation.py.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT
from rasa_sdk.types import DomainDict

from actions.forms import answered_by_another_action, language_changed
from bot.dialogue import compensation as form
from bot.dialogue import guides
from bot.replies.compensation.case import SKIPPED, YES, today_utc

NOTE = "money_note"
OPENING, AGAIN = "opening", "again"
NO_COUNTRY_AGAIN = f"{form.NO_COUNTRY}_{AGAIN}"
ASKED_AGAIN = (AGAIN, NO_COUNTRY_AGAIN)


class ValidateCompensationForm(Action):
    """Takes a turn as an answer, or leaves the questions. No slot set: the form steps aside for the turn's topic."""

    def name(self) -> str:
        """See Action."""
        return f"validate_{form.FORM}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Fill slots and name the next question; None for it ends the form."""
        asked = tracker.get_slot(REQUESTED_SLOT)
        if asked not in form.SLOTS:
            return _begin(tracker)
        if answered_by_another_action(tracker, form.FORM):
            return _stay_or_leave(tracker, asked)
        return _take(tracker, asked)


class ActionCompensationResult(Action):
    """The result of the questions; the answers are then forgotten."""

    def name(self) -> str:
        """See Action."""
        return "action_compensation_result"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Tell the result. Nothing where the questions were left: the answers so far stay for when they go on."""
        answers = {slot: tracker.get_slot(slot) for slot in form.SLOTS}
        if form.next_question(answers) is not None:
            left = form.left_open(_turn(tracker))
            return [SlotSet(NOTE, None), *([SlotSet(guides.SLOT, left.write())] if left else [])]
        place = answers[form.COUNTRY]
        country = {"country": place} if place != SKIPPED else {}
        dispatcher.utter_message(
            response="utter_compensation_result", answers=answers, today=today_utc().isoformat(), **country
        )
        return [*_here(answers), *(SlotSet(slot, None) for slot in (*form.SLOTS, NOTE))]


class _Ask:
    """Asks for one slot."""

    slot = ""

    def name(self) -> str:
        """See Action."""
        return f"action_ask_{self.slot}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Ask; the first time with a short answer and a number to call before it."""
        place, note = tracker.get_slot(form.COUNTRY), tracker.get_slot(NOTE)
        dispatcher.utter_message(
            response=f"utter_ask_{self.slot}",
            opening=note == OPENING,
            again=note in ASKED_AGAIN,
            open_question=note in (form.NO_COUNTRY, NO_COUNTRY_AGAIN),
            place=None if place == SKIPPED else place,
            today=today_utc().isoformat(),
        )
        return []


class AskMoneyCountry(_Ask, Action):
    """Where it happened."""

    slot = form.COUNTRY


class AskMoneyRegion(_Ask, Action):
    """In which part of the country."""

    slot = form.REGION


class AskMoneyHarm(_Ask, Action):
    """What happened."""

    slot = form.HARM


class AskMoneyWhen(_Ask, Action):
    """When it last happened."""

    slot = form.WHEN


class AskMoneyReported(_Ask, Action):
    """Whether the police were told."""

    slot = form.REPORTED


class AskMoneyStillThere(_Ask, Action):
    """Whether the contact is still there."""

    slot = form.STILL_THERE


def _begin(tracker: Tracker) -> list[EventType]:
    """The first question; answers of questions that were left are kept. Who goes on with them is only asked."""
    country, guessed = tracker.get_slot("country"), bool(tracker.get_slot("country_guessed"))
    known = _slots(tracker) if tracker.get_slot(form.COUNTRY) else form.prefilled(country, guessed)
    goes_on = _turn(tracker).intent != guides.MONEY
    return [SlotSet(guides.SLOT, None), *_ask_next(tracker, known, None if goes_on else OPENING)]


def _take(tracker: Tracker, asked: str) -> list[EventType]:
    turn, slots = _turn(tracker), _slots(tracker)
    filled = form.answers_in(turn, asked, slots)
    if filled.get(form.COUNTRY) == form.NO_COUNTRY:
        return [SlotSet(NOTE, form.NO_COUNTRY), SlotSet(REQUESTED_SLOT, form.COUNTRY)]
    if filled:
        return _ask_next(tracker, {**slots, **filled}, None)
    if turn.intent == guides.MONEY:
        return [SlotSet(NOTE, OPENING), SlotSet(REQUESTED_SLOT, asked)]
    note = tracker.get_slot(NOTE)
    if turn.tries and note not in ASKED_AGAIN:
        return [SlotSet(NOTE, NO_COUNTRY_AGAIN if note == form.NO_COUNTRY else AGAIN), SlotSet(REQUESTED_SLOT, asked)]
    if turn.tries and asked == form.WHEN:  # the result says that the time is not known
        return _ask_next(tracker, {**slots, **form.with_skipped(asked)}, None)
    return []


def _ask_next(tracker: Tracker, slots: dict[str, str], note: str | None) -> list[EventType]:
    filled = [SlotSet(slot, slots.get(slot)) for slot in form.SLOTS]
    return [*filled, SlotSet(NOTE, note), SlotSet(REQUESTED_SLOT, form.next_question(slots))]


def _stay_or_leave(tracker: Tracker, asked: str) -> list[EventType]:
    """After another topic was answered nothing is asked; after a change of language the question is."""
    return [SlotSet(REQUESTED_SLOT, asked if language_changed(tracker) else None)]


def _here(answers: dict[str, Any]) -> list[EventType]:
    """Who is still where it happened is there, and no guess is needed any more."""
    if answers[form.STILL_THERE] != YES or answers[form.COUNTRY] == SKIPPED:
        return []
    return [SlotSet("country", answers[form.COUNTRY]), SlotSet("country_guessed", False)]


def _slots(tracker: Tracker) -> dict[str, str]:
    return {slot: str(value) for slot in form.SLOTS if (value := tracker.get_slot(slot)) is not None}


def _turn(tracker: Tracker) -> form.Turn:
    return form.Turn(
        tracker.latest_message, str(tracker.get_slot("language") or "en"), tracker.get_slot("country"), today_utc()
    )
