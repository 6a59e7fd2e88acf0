"""Words that were not understood come to light only when enough people used them."""

from __future__ import annotations

from sqlalchemy import select

from bot.conversations.work import Store
from bot.statistics import asked, records
from bot.statistics.months import QUIET
from bot.statistics.suppression import K
from bot.storage.tables import asked_pair
from tests.statistics.making import quiet_conversation


def ask(store: Store, number: int, text: str, topic: str = "nlu_fallback") -> None:
    for each in range(number):
        quiet_conversation(store, f"+4917010{topic[:1] == 'n':d}{each:04}", text, topic=topic)
    while records.code_quiet(store, QUIET):
        pass


def words_in(store: Store) -> set[str]:
    with store.read() as work:
        return {each.words for each in asked.shown(work)}


def test_a_pair_is_unreadable_until_eleven_conversations_have_had_it(store: Store) -> None:
    ask(store, K - 1, "agency keeps bicycle")
    assert words_in(store) == set()
    with store.read() as work:
        rows = work.run(select(asked_pair)).all()
    assert rows
    assert {row.words for row in rows} == {None}
    assert not any("bicycle" in str(value) for row in rows for value in row)


def test_then_it_is_shown_with_a_rounded_number(store: Store) -> None:
    ask(store, K, "agency keeps bicycle")
    assert words_in(store) == {"agency keeps", "bicycle keeps"}
    with store.read() as work:
        assert {each.conversations for each in asked.shown(work)} == {10}


def test_names_numbers_and_what_was_understood_are_left_out(store: Store) -> None:
    ask(store, K, "call Amira Haddad on +491701000001 about bicycle money")
    assert not any("amira" in words or "haddad" in words or "49" in words for words in words_in(store))
    ask(store, K, "the boss keeps passport", topic="documents_taken")
    assert not any("passport" in words for words in words_in(store))


def test_one_conversation_counts_a_pair_once(store: Store) -> None:
    ask(store, 1, "bicycle money bicycle money. bicycle money")
    with store.read() as work:
        assert list(work.run(select(asked_pair.c.conversations)).scalars()) == [1]
