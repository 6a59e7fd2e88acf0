"""Who a reply is for, by Rasa's tracker."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.answer import topic_of
from bot.dialogue.language_and_country import CHANGE_COUNTRY
from bot.dialogue.likely import instead_of
from bot.dialogue.story import SLOT, Story
from bot.nlu.parse_keys import NEEDS
from bot.replies.situation import SMS, TELEGRAM, WEBCHAT, Situation

CHANNELS = frozenset({SMS, TELEGRAM, WEBCHAT})
FEAR = "police_fear"


def situation_of(tracker: DialogueStateTracker, output_channel: str) -> Situation:
    """Who the reply is for, from the slots and the latest message."""
    known = (tracker.latest_message.metadata if tracker.latest_message else None) or {}
    story, language = Story.read(tracker.get_slot(SLOT)), str(tracker.get_slot("language") or "en")
    return Situation(
        language=language,
        country=tracker.get_slot("country"),
        country_guessed=bool(tracker.get_slot("country_guessed")),
        phone_country=known.get("phone_country"),
        channel=output_channel if output_channel in CHANNELS else WEBCHAT,
        first=bool(known.get("first")),
        latin_letters=_is_in_latin_letters(tracker),
        said=_said(tracker),
        also=_other_needs(tracker),
        times_told=_times_told(tracker, story, language),
        is_quiet=story.is_quiet,
        is_country_new=_is_country_new(tracker, known),
        instead=instead_of(parse_of(tracker)),
        is_afraid=FEAR in story.needs,
        region=story.region,
    )


def _times_told(tracker: DialogueStateTracker, story: Story, language: str) -> int:
    """How often the answer was given before this turn; who picks it from a list wants to read it again.

    Who names their city or country is given the last topic's answer for it, which they may have had already.
    """
    if not _said(tracker):
        return 0
    topic, country = str(topic_of(parse_of(tracker))), tracker.get_slot("country")
    about = str(tracker.get_slot("topic")) if topic == CHANGE_COUNTRY else topic
    is_counted = topic != CHANGE_COUNTRY or about == story.line_topic
    return max(0, story.times_told(about, country, language) - is_counted)


def _other_needs(tracker: DialogueStateTracker) -> tuple[str, ...]:
    """What the text asks for beside what it is answered on, which comes first among its needs."""
    parse = parse_of(tracker)
    return tuple(str(need) for need in parse.get(NEEDS) or () if need != topic_of(parse))


def _is_country_new(tracker: DialogueStateTracker, known: dict[str, Any]) -> bool:
    """Whether this text moved the country in passing; who asks for another country is told so anyway."""
    before, country = known.get("country") or known.get("country_guess"), tracker.get_slot("country")
    in_passing = topic_of(parse_of(tracker)) != CHANGE_COUNTRY
    return bool(before and country and before != country and in_passing)


def parse_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What the latest text was read as; nothing before the first one."""
    return tracker.latest_message.parse_data if tracker.latest_message else {}


def _said(tracker: DialogueStateTracker) -> str:
    text = str(tracker.latest_message.text or "") if tracker.latest_message else ""
    return "" if text.startswith("/") else text  # a choice that was picked is our word, not theirs


def _is_in_latin_letters(tracker: DialogueStateTracker) -> bool:
    language = parse_of(tracker).get("language") or {}
    return language.get("script") == "Latn" and not language.get("other")  # whoever writes that is offered English
