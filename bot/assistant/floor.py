"""The floor under danger, for whoever embeds Rasa: when a number to call stands above what is said."""

from __future__ import annotations

from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.situation import parse_of, situation_of
from bot.dialogue.answer import topic_of
from bot.dialogue.danger import may_tell_of_danger, tells_of_beating
from bot.dialogue.interviews.kind import INFORM
from bot.dialogue.likely import may_mean_danger
from bot.dialogue.reading import was_picked
from bot.dialogue.story import SLOT, Story
from bot.nlu.families import NOT_TAUGHT, PARENTS
from bot.replies.compose import with_fewer_pages
from bot.replies.floor import with_number_above
from bot.replies.reply import Reply

# What ends a conversation, is a nod or answers our question: who has told of danger is not told the number again.
ANSWERED_BY_A_WORD = frozenset(PARENTS) - {"sexual_violence"} - NOT_TAUGHT
NEEDS_NO_NUMBER = frozenset(
    {"thank", "goodbye", "no_thanks", "wrong_number", "stop", "delete_my_data", "menu", "deny", INFORM}
)


def with_floor(reply: Reply, tracker: DialogueStateTracker, channel: str) -> Reply:
    """A turn's reply, with whom to call above it where the text or the conversation tells of danger."""
    parse, story = parse_of(tracker), Story.read(tracker.get_slot(SLOT))
    topic, is_written = topic_of(parse), not was_picked(parse)
    still = story.is_in_danger and is_written and topic not in NEEDS_NO_NUMBER  # a pick: the screen before had it
    cries = topic == "menu" and is_written  # in half of the languages the word for it is "help"
    is_unclear = may_mean_danger(parse)
    if not (may_tell_of_danger(parse) or still or cries or is_unclear):
        return reply
    situation = situation_of(tracker, channel)
    above = with_number_above(
        reply,
        situation,
        only_emergency=(still and story.was_alarmed) or tells_of_beating(parse) or is_unclear,
        after_first=topic in ANSWERED_BY_A_WORD,
    )
    return with_fewer_pages(above, situation, topic or "")
