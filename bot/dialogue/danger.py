"""Whether a text may tell of danger, so that a number to call stands above whatever is asked back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.reading import was_picked
from bot.nlu.families import DANGER_TOPICS
from bot.nlu.parse_keys import CONCEPTS, PEAKS, RANKING, by_topic
from bot.text.words import words_of

FLOOR = 0.25  # of all topics of danger together; docs/understanding.md says what it hears and what it costs
IN_A_PASSAGE = 0.5  # of one of them, in one passage of a longer text
UNSAFE, BEATEN = "unsafe", "beat"  # concepts: "I am not safe here"; "he hits me and took my passport"
MOST_WORDS = 12  # in a longer text they may be said of a machine, an opinion or a drum
NOT_ABOUT_THEM = frozenset({"out_of_scope", "about_service"})  # "how do I beat level 46"


def may_tell_of_danger(parse: Mapping[str, Any]) -> bool:
    """Whether a text may tell of danger: by its topic, by all topics of danger together, or by one of its passages.

    A text of few words that says that somebody is not safe always does, whatever its topic; one that tells of
    beating does unless it is not about them.

    `parse`: Rasa's, of a text; a choice that was picked tells of none.
    """
    if was_picked(parse):
        return False
    if (parse.get("intent") or {}).get("name") in DANGER_TOPICS:
        return True
    if _says_shortly(parse, UNSAFE) or tells_of_beating(parse):
        return True
    likely = by_topic(parse.get(RANKING))
    passages: Mapping[str, float] = parse.get(PEAKS) or {}
    together = sum(likely.get(topic, 0.0) for topic in DANGER_TOPICS)
    return together >= FLOOR or any(passages.get(topic, 0.0) >= IN_A_PASSAGE for topic in DANGER_TOPICS)


def tells_of_beating(parse: Mapping[str, Any]) -> bool:
    """Whether a text of few words tells of beating, also beside another need that names its topic.

    Then a help line alone is not enough: whoever is beaten reads the emergency number too.
    """
    topic = (parse.get("intent") or {}).get("name")
    return topic not in NOT_ABOUT_THEM and not was_picked(parse) and _says_shortly(parse, BEATEN)


def _says_shortly(parse: Mapping[str, Any], concept: str) -> bool:
    return concept in (parse.get(CONCEPTS) or ()) and len(words_of(str(parse.get("text") or ""))) <= MOST_WORDS
