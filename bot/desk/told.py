"""What a contact has told so far, in a few words, so that nobody asks a victim twice."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.conversations.work import Work
from bot.desk import locales
from bot.dialogue.remembered import Remembered
from bot.dialogue.story import SLOT, Story
from bot.replies.phrases.titles import TITLES
from bot.storage.prepared import Prepared
from bot.storage.tables import conversation, safe_word

_TRACKERS = Prepared(
    select(conversation.c.tracker, safe_word.c.behind)
    .outerjoin(safe_word, safe_word.c.conversation_id == conversation.c.id)
    .where(conversation.c.id == bindparam("of"))
)


def told_in(work: Work, conversation_id: int) -> list[str]:
    """Lines for the operator, in English; none where nothing is known. What a safe word hides is told too."""
    found = work.run(_TRACKERS, of=conversation_id).first()
    kept = [tracker for tracker in found or () if tracker is not None]
    key = work.key_of(conversation_id) if kept else None
    told = (lines_of(Story.read(Remembered.read(key.readable(each)).slots.get(SLOT))) for each in kept if key)
    return list(dict.fromkeys(line for lines in told for line in lines))


def lines_of(story: Story) -> list[str]:
    """What a story holds, the most pressing first."""
    needs = [TITLES[topic].source for topic in story.needs if topic in TITLES]
    found = {
        "Told of danger": story.is_in_danger,
        "Cannot speak aloud: write, do not call": story.is_quiet,
        "A child, or a pregnancy": story.has_child,
        f"Needs: {', '.join(needs)}": bool(needs),
        f"Comes from: {locales.country_name(story.origin) if story.origin else ''}": bool(story.origin),
        # one word was found, and a word of many languages means another thing beside others
        f"Perhaps work: {_words(story.sectors)}": bool(story.sectors),
        f"Perhaps by: {_words(story.people)}": bool(story.people),
    }
    return [line for line, is_known in found.items() if is_known]


def _words(concepts: tuple[str, ...]) -> str:
    return ", ".join(concept.replace("_", " ") for concept in concepts)
