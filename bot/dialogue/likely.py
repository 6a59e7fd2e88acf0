"""What a text is likely about where it is not sure: answered in short, with what else it may mean to pick.

A question back helps nobody at once. A short answer costs whom it does not fit one paragraph, and the right topic still
stands beside it. docs/understanding.md says what the height was chosen by.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversations.messages import URGENT_TOPICS
from bot.dialogue.interviews.engine import open_in, waits
from bot.dialogue.interviews.registry import KINDS
from bot.dialogue.reading import Standing
from bot.dialogue.story import SLOT, Story
from bot.nlu.decision import ASK, DEEDS
from bot.nlu.families import FAMILY_OF, PAPERS, WORK
from bot.nlu.parse_keys import CONCEPTS, RANKING, by_topic
from bot.replies.compose import COUNTRY_TOPICS

DECISION, LIKELY = "decision", "likely"
LEAST = 0.5  # it is likelier than all else together
LEAST_AFTER_A_QUESTION = 0.4  # nobody who is not understood twice is asked the same again
SURE_ALARM = 0.5  # an alarm is given for little, and may stand in the way of what was asked; a word for a deed is sure
TOPICS_OFFERED = 3
CALM = frozenset({WORK, PAPERS})  # families in which nobody is hurt just now
NEVER_OFFERED = frozenset(
    {"nlu_fallback", "out_of_scope", "affirm", "deny", "greet", "thank", "goodbye", "stop", "menu", "inform"}
)
# Questions are begun, and a person called, only where it is sure.
TOPICS = COUNTRY_TOPICS - set(KINDS) - {"child_victim", "sexual_violence"}


def likely_in(parse: Mapping[str, Any], standing: Standing) -> dict[str, Any] | None:
    """The topic, as Rasa's intent, that an unclear text is likely about; None where a question is open or none is.

    `parse`: of the text by itself, in Rasa's form.
    """
    if parse.get(DECISION) != ASK or (parse.get("language") or {}).get("other") or waits(open_in(standing.slots)):
        return None
    name, sure = max(by_topic(parse.get(RANKING)).items(), key=lambda each: each[1], default=("", 0.0))
    is_asked_back = Story.read(standing.slots.get(SLOT)).is_asked_back
    least = LEAST_AFTER_A_QUESTION if is_asked_back else LEAST
    return {"name": name, "confidence": sure} if name in TOPICS and sure >= least else None


def may_mean_danger(parse: Mapping[str, Any]) -> bool:
    """Whether a text that is answered by what is likely meant may tell of danger: all but work and papers."""
    intent = parse.get("intent") or {}
    is_likely = float(intent.get("confidence", 0.0)) >= LEAST
    return parse.get(DECISION) == LIKELY and not (is_likely and FAMILY_OF.get(str(intent.get("name"))) in CALM)


def instead_of(parse: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What a text may be about instead of what it is likely about, the likeliest first; None where it is sure."""
    intent = parse.get("intent") or {}
    answered = intent.get("name")
    is_sure = float(intent.get("confidence", 1.0)) >= SURE_ALARM or not DEEDS.isdisjoint(parse.get(CONCEPTS) or ())
    if parse.get(DECISION) != LIKELY and (is_sure or answered not in URGENT_TOPICS):
        return None
    return tuple(topic for topic in likeliest(parse) if topic != answered)


def likeliest(parse: Mapping[str, Any], at_least: float = 0.0) -> list[str]:
    """The names of the topics to offer that are at least so likely, the likeliest first."""
    likely = [name for name, sure in by_topic(parse.get(RANKING)).items() if sure >= at_least]
    return [name for name in likely if name not in NEVER_OFFERED][:TOPICS_OFFERED]
