"""What an operator sees of what a contact has told, before they ask anything."""

from __future__ import annotations

from sqlalchemy import update

from bot.conversations.work import Store
from bot.desk.told import lines_of, told_in
from bot.dialogue.remembered import Remembered
from bot.dialogue.story import SLOT, Story
from bot.storage.tables import conversation
from tests.desk.making import Browser, waiting_conversation

STORY = Story(
    needs=("documents_taken", "unpaid_wages"),
    origin="UZ",
    sectors=("building_site",),
    people=("boss",),
    is_in_danger=True,
    is_quiet=True,
)
LINES = [
    "Told of danger",
    "Cannot speak aloud: write, do not call",
    "Needs: My passport, my papers, My pay",
    "Comes from: Uzbekistan",
    "Perhaps work: building site",
    "Perhaps by: boss",
]


def remember(store: Store, conversation_id: int, story: Story) -> None:
    events = Remembered(({"event": "slot", "name": SLOT, "value": story.write()},))
    with store.write() as work:
        kept = work.key_of(conversation_id).encrypt(str(events.write()))
        work.run(update(conversation).where(conversation.c.id == conversation_id).values(tracker=kept))


def test_what_is_known_is_said_and_nothing_else() -> None:
    assert lines_of(STORY) == LINES
    assert lines_of(Story()) == []


async def test_the_page_shows_it_and_the_database_does_not(store: Store, amira: Browser) -> None:
    number = waiting_conversation(store, "+447700900001")
    with store.read() as work:
        assert told_in(work, number) == []
    remember(store, number, STORY)
    with store.read() as work:
        assert told_in(work, number) == LINES
    await amira.open(number)
    assert all(line in amira.page for line in LINES)
