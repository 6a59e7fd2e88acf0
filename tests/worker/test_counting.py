"""Somebody who does not want to be counted says so at any time, and is not."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.conversations import counting, holder, inbox, messages
from bot.conversations.counting import Counting
from bot.conversations.holder import Urgency
from bot.conversations.messages import Author
from bot.conversations.work import Store
from bot.storage.tables import conversation
from bot.worker.turns import Turns
from tests.making import operator_named, text_from
from tests.worker.stub import StubAssistant, StubChannel

ADDRESS = "+447700900001"


def says(store: Store, text: str) -> tuple[int, list[str]]:
    """The conversation, and what the bot has said in it by now."""
    inbox.receive(store, text_from(ADDRESS, text))
    row = inbox.claim(store, "w1")
    assert row is not None
    turns = Turns(store, StubAssistant(), {"sms": StubChannel()}, "w1")
    assert asyncio.run(turns.work_off(row))
    with store.read() as work:
        said = messages.transcript(work, row.conversation_id, authors=[Author.BOT])
        return row.conversation_id, [each.text for each in said]


def counting_of(store: Store, conversation_id: int) -> str | None:
    with store.read() as work:
        found: str | None = work.run(
            select(conversation.c.counting).where(conversation.c.id == conversation_id)
        ).scalar_one()
        return found


@pytest.mark.parametrize("words", ["DO NOT COUNT ME", "don’t count me", "Do not count."])
def test_the_words_leave_a_contact_out_and_it_is_said(store: Store, words: str) -> None:
    number, _ = says(store, "hello")
    with store.write() as work:
        assert counting.fill_in(work, number, {"sex": ("Feminine",)})
    _, said = says(store, words)
    assert "We do not count you in our numbers." in said[-1]
    assert counting_of(store, number) == Counting.LEFT_OUT.value
    with store.read() as work:
        assert counting.filled_in(work, number) == {}
        assert not counting.is_to_be_counted(work, number)


def test_they_are_obeyed_and_not_answered_while_an_operator_holds_the_conversation(store: Store) -> None:
    number, before = says(store, "hello")
    with store.write() as work:
        holder.ask_for_human(work, number, "human", Urgency.NORMAL)
    operator = operator_named(store, "Amira")
    with store.write() as work:
        holder.take(work, number, operator)
    _, said = says(store, "do not count me")
    assert said == before
    assert counting_of(store, number) == Counting.LEFT_OUT.value


def test_who_was_counted_before_is_told_that_it_cannot_be_found(store: Store) -> None:
    number, _ = says(store, "hello")
    with store.write() as work:
        assert counting.settle(work, number)
    _, said = says(store, "do not count me")
    assert "We counted you before." in said[-1]
    assert counting_of(store, number) == Counting.COUNTED.value


def test_a_text_that_only_holds_the_words_is_no_keyword(store: Store) -> None:
    number, _ = says(store, "they do not count me as a worker")
    assert counting_of(store, number) is None
