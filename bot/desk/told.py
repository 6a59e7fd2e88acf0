"""What a contact has told so far, in a few words, so that nobody asks a victim twice."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.conversations.work import Work
from bot.desk import texts
from bot.desk.interface import ENGLISH, Speaker
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


def told_in(work: Work, conversation_id: int, said: Speaker = ENGLISH) -> list[str]:
    """Lines for the operator; none where nothing is known. What a safe word hides is told too."""
    found = work.run(_TRACKERS, of=conversation_id).first()
    kept = [tracker for tracker in found or () if tracker is not None]
    key = work.key_of(conversation_id) if kept else None
    told = (lines_of(Story.read(Remembered.read(key.readable(each)).slots.get(SLOT)), said) for each in kept if key)
    return list(dict.fromkeys(line for lines in told for line in lines))


def lines_of(story: Story, said: Speaker = ENGLISH) -> list[str]:
    """What a story holds, the most pressing first."""
    needs = ", ".join(said.phrase(TITLES[topic]) for topic in story.needs if topic in TITLES)
    country = said.country_name(story.origin) if story.origin else ""
    found = {
        said.gettext("Told of danger"): story.is_in_danger,
        said.gettext("Cannot speak aloud: write, do not call"): story.is_quiet,
        said.gettext("A child, or a pregnancy"): story.has_child,
        said.gettext("Needs: {topics}").format(topics=needs): bool(needs),
        said.gettext("Comes from: {country}").format(country=country): bool(country),
        # one word was found, and a word of many languages means another thing beside others
        said.gettext("Perhaps work: {words}").format(words=texts.concepts(story.sectors, said)): bool(story.sectors),
        said.gettext("Perhaps by: {words}").format(words=texts.concepts(story.people, said)): bool(story.people),
    }
    return [line for line, is_known in found.items() if is_known]
