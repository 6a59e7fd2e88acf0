"""Whether the part of the country may be asked for: once a conversation, after an answer, and never in danger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.answer import topic_of
from bot.dialogue.danger import may_tell_of_danger
from bot.dialogue.interviews.engine import is_interrupted, open_in, waits
from bot.dialogue.interviews.kind import OFFERED
from bot.dialogue.interviews.registry import KINDS
from bot.dialogue.language_and_country import CHANGE_COUNTRY
from bot.dialogue.story import SLOT, Story
from bot.nlu.families import DANGER_TOPICS
from bot.replies.compose import COUNTRY_TOPICS
from bot.replies.situation import Situation

# In danger the number comes first, and topics with questions of their own ask those.
NEVER_ASKED = frozenset(DANGER_TOPICS) | set(KINDS)


def topic_to_ask_for(parse: Mapping[str, Any], slots: Mapping[str, Any], situation: Situation) -> str | None:
    """The topic that was answered just now, where the part of the country may be asked for; else None.

    `parse`: of the text, in Rasa's form. `slots`: Rasa's, after the turn.
    """
    story, interview, topic = Story.read(slots.get(SLOT)), open_in(slots), topic_of(parse)
    if story.region_asked or story.is_in_danger or story.is_quiet or may_tell_of_danger(parse):
        return None
    is_offered = interview is not None and interview.status == OFFERED
    if waits(interview) or is_interrupted(interview) or is_offered or situation.instead is not None:
        return None
    answered = slots.get("topic") if topic == CHANGE_COUNTRY else topic
    return answered if answered in COUNTRY_TOPICS - NEVER_ASKED else None
