"""Being talked to: what people ask about us, about the line they were given, and a cry for help."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.effects import ask_for
from bot.dialogue.asked_cost import asked_in
from bot.dialogue.effects import Handoff
from bot.dialogue.named_language import named_in
from bot.dialogue.story import EXPLAIN, SLOT, WHAT_NOW, Story
from bot.i18n.catalogues import SOURCE_LANGUAGE
from bot.replies.again import STEPS_AFTER
from bot.replies.compose import COUNTRY_TOPICS
from bot.replies.lines import QUESTIONS_ABOUT

BOTH, CRY = "both", "cry_for_help"
CRIES_THAT_ALERT = 2  # in a row: nobody cries twice into a void


class ActionTalk(Action):
    """Answers in one screen; what was last answered or offered says what it is about."""

    def name(self) -> str:
        """See Action."""
        return "action_talk"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Answer."""
        asked = str((tracker.latest_message.get("intent") or {}).get("name"))
        story, topic = Story.read(tracker.get_slot(SLOT)), _last_topic(tracker)
        if asked in QUESTIONS_ABOUT:
            dispatcher.utter_message(
                response="utter_about_line",
                question=asked,
                topic=story.line_topic or "",
                named=_named(tracker),
                cost=asked_in(_text(tracker), _spoken(tracker)),
            )
        elif asked == EXPLAIN and story.asks_of_line:
            dispatcher.utter_message(response="utter_line_in_short", topic=story.line_topic or "")
        elif asked == EXPLAIN:
            dispatcher.utter_message(response="utter_explain_again", topic=topic)
        elif asked == WHAT_NOW:
            _say_next_step(dispatcher, tracker, story)
        elif asked == BOTH:
            _say_both(dispatcher, tracker)
        elif asked == CRY and story.cries >= CRIES_THAT_ALERT:
            dispatcher.utter_message(response="utter_emergency")
            ask_for(dispatcher, Handoff("emergency", urgent=True))
        else:
            dispatcher.utter_message(response=f"utter_{asked}")
        return []


def _named(tracker: Tracker) -> str | None:
    """The language that the text names: one of ours by its words for it, another one by CLDR's."""
    entities = tracker.latest_message.get("entities") or ()
    ours = (entity["value"] for entity in entities if entity.get("entity") == "language")
    return next(ours, None) or named_in(_text(tracker), _spoken(tracker))


def _text(tracker: Tracker) -> str:
    return str(tracker.latest_message.get("text") or "")


def _spoken(tracker: Tracker) -> tuple[str, ...]:
    """The languages that a text may be in."""
    return tuple(dict.fromkeys((str(tracker.get_slot("language") or SOURCE_LANGUAGE), SOURCE_LANGUAGE)))


def _last_topic(tracker: Tracker) -> str | None:
    topic = tracker.get_slot("topic")
    return topic if topic in COUNTRY_TOPICS else None


def _say_next_step(dispatcher: CollectingDispatcher, tracker: Tracker, story: Story) -> None:
    """The next thing to do about what was answered last; whom to call, and what it is about, where nothing was."""
    topic = story.line_topic or _last_topic(tracker)
    if topic is None:
        dispatcher.utter_message(response=f"utter_{CRY}")
        return
    told = story.steps_told(tracker.get_slot("country"), str(tracker.get_slot("language") or SOURCE_LANGUAGE))
    dispatcher.utter_message(response="utter_next_step", topic=STEPS_AFTER.get(topic, topic), times=max(1, told))


def _say_both(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """The first of what was offered, and the others as what they asked for too."""
    first, *others = [*_offered(tracker), None]
    if first is None:
        dispatcher.utter_message(response="utter_affirm")
        return
    dispatcher.utter_message(response=f"utter_{first}", also=[topic for topic in others if topic][:2])


def _offered(tracker: Tracker) -> list[str]:
    """The topics among the choices that were offered last."""
    shown: list[dict[str, Any]] = next(
        (
            (event.get("data") or {}).get("buttons") or []
            for event in reversed(tracker.events)
            if event.get("event") == "bot" and (event.get("data") or {}).get("buttons")
        ),
        [],
    )
    names = (str(button["payload"]).removeprefix("/").partition("{")[0] for button in shown)
    return [name for name in names if name in COUNTRY_TOPICS]
