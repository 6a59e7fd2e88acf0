"""What a text shows an operator is kept with it, sealed; an answer is read as one to the question asked last."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.conversations import holder, inbox, messages, outbox
from bot.conversations.messages import Author, Message, NewMessage
from bot.conversations.seen import Reading, Seen, SeenPlace, SeenSentence
from bot.conversations.work import Store
from bot.knowledge.phrasebook import Kind
from bot.replies.phrasebook import rendered
from bot.storage import tables
from bot.worker.turns import Turns
from tests.making import operator_named, text_from
from tests.worker.stub import StubAssistant, StubChannel

ADDRESS = "+447700900001"


class Talk:
    """A contact, the worker, and an operator who holds the conversation."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.turns = Turns(store, StubAssistant(), {"sms": StubChannel()}, "w")
        self.operator = operator_named(store, "anna")

    async def hears(self, text: str) -> Message:
        inbox.receive(self.store, text_from(ADDRESS, text))
        row = inbox.claim(self.store, "w")
        assert row is not None
        await self.turns.work_off(row)
        with self.store.read() as work:
            return messages.transcript(work, 1, authors=[Author.CONTACT])[-1]

    def is_taken(self) -> None:
        with self.store.write() as work:
            holder.take(work, 1, self.operator)

    def says(self, code: str | None, text: str = "own words") -> None:
        said = rendered(code, "en") if code else None
        new = NewMessage(
            Author.OPERATOR,
            said.lines if said else text,
            language="en",
            operator_id=self.operator,
            sources=(said.citation,) if said else (),
        )
        with self.store.write() as work:
            outbox.add(work, 1, new)


@pytest.fixture
async def talk(store: Store) -> Talk:
    talk = Talk(store)
    await talk.hears("help")
    talk.is_taken()
    return talk


async def test_an_answer_by_number_is_kept_as_what_it_means(talk: Talk) -> None:
    talk.says("who_is_with_you")
    heard = await talk.hears("2")
    assert heard.seen is not None
    assert heard.seen.reading == Reading("who_is_with_you", Kind.CHOICES, ("family",))


async def test_the_question_asked_last_is_the_one_that_is_answered(talk: Talk) -> None:
    talk.says("danger")
    talk.says("how_many")
    talk.says("believe")
    heard = await talk.hears("2")
    assert heard.seen is not None
    assert heard.seen.reading == Reading("how_many", Kind.NUMBER, ("2",))


async def test_after_own_words_no_question_is_taken_for_the_open_one(talk: Talk) -> None:
    talk.says("danger")
    talk.says(None, "Is your brother there?")
    heard = await talk.hears("no")
    assert heard.seen is not None
    assert heard.seen.reading is None


async def test_what_a_text_is_about_is_kept_sealed(talk: Talk) -> None:
    heard = await talk.hears("my passport and food")
    assert heard.seen is not None
    assert heard.seen.sentences == (SeenSentence("my passport and food", ("passport", "food")),)
    assert heard.seen.script == "Latn"
    with talk.store.read() as work:
        stored = work.run(select(tables.message.c.seen)).scalars().all()
    assert stored[-1]
    assert not any(b"passport" in sealed for sealed in stored if sealed)


def test_what_is_written_is_read_again() -> None:
    seen = Seen(
        "ti",
        "Ethi",
        (SeenSentence("a", ("lock",)),),
        (SeenPlace("Hamburg", "DE"), SeenPlace(None, "FR")),
        (("2025-05-01", "2025-05-31"),),
        Reading("call_time", Kind.TIME, ("06:30",), is_sure=False, is_all=False),
    )
    assert Seen.read(seen.write()) == seen
    assert Seen.read(Seen().write()) == Seen()
