"""Words that were not understood come to light only when enough people of a month used them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.conversations import counting, erasure
from bot.conversations.messages import Author, Message
from bot.conversations.work import Store
from bot.privacy.encryption import make_keys
from bot.statistics import asked, records
from bot.statistics.asked import Asked, clusters
from bot.statistics.codes import StatisticsProblem
from bot.statistics.coding import Situation
from bot.statistics.months import QUIET, Month
from bot.statistics.suppression import K
from bot.storage.engine import Database, now
from bot.storage.migrate import migrate
from bot.storage.tables import asked_pair, closed_month, conversation
from tests.statistics.making import OVER, quiet_conversation

TEXT = "agency keeps money"


def ask(store: Store, number: int, text: str = TEXT, topic: str = "nlu_fallback", first: int = 0) -> list[int]:
    """So many contacts who wrote the same; each is coded under a month that is still open."""
    found = [quiet_conversation(store, f"+49170100{first + each:05}", text, topic=topic) for each in range(number)]
    while records.code_quiet(store, QUIET):
        pass
    return found


def end_month(store: Store) -> None:
    """As if the month in which they wrote were over: what lies aside is of a month that gets closed."""
    with store.write() as work:
        work.run(update(conversation).where(conversation.c.asked_month.is_not(None)).values(asked_month=str(OVER)))
        if not work.run(select(closed_month)).first():
            values = {"month": str(OVER), "period": str(OVER), "records": 0, "made": False}
            work.run(closed_month.insert().values(**values))
    asked.close_months(store)


def words_in(store: Store) -> set[str]:
    with store.read() as work:
        return {each.words for each in asked.shown(work)}


def laid_aside(store: Store) -> list[tuple[object, ...]]:
    with store.read() as work:
        statement = select(conversation.c.asked_month, conversation.c.asked)
        return [tuple(row) for row in work.run(statement.where(conversation.c.asked.is_not(None)))]


def test_before_a_month_is_closed_nothing_is_shown_and_nothing_can_be_read(store: Store) -> None:
    ask(store, K)
    asked.close_months(store)
    assert words_in(store) == set()
    assert len(laid_aside(store)) == K
    assert not any(b"agency" in bytes(sealed) for _, sealed in laid_aside(store))  # type: ignore[call-overload]


def test_then_it_is_shown_with_a_rounded_number_and_nobody_is_known_to_have_written_it(store: Store) -> None:
    ask(store, K)
    end_month(store)
    with store.read() as work:
        assert asked.shown(work, "en", str(OVER)) == [
            Asked(str(OVER), "en", "agency keeps", 10),
            Asked(str(OVER), "en", "keeps money", 10),
        ]
        assert asked.shown(work, "ro") == []
    assert laid_aside(store) == []


def test_of_too_few_contacts_nothing_stays(store: Store) -> None:
    ask(store, K - 1)
    end_month(store)
    assert laid_aside(store) == []
    with store.read() as work:
        assert work.run(select(asked_pair)).all() == []


def test_the_months_do_not_add_up(store: Store) -> None:
    ask(store, K - 1)
    end_month(store)
    ask(store, K - 1, first=100)
    end_month(store)
    assert words_in(store) == set()


def test_who_is_erased_or_does_not_want_to_be_counted_takes_their_words_along(store: Store) -> None:
    (erased, left_out, *_) = ask(store, K + 1)
    with store.write() as work:
        of = work.run(select(conversation.c.contact_id).where(conversation.c.id == erased)).scalar_one()
        erasure.erase(work, of)
        assert counting.leave_out(work, left_out)
    end_month(store)
    assert words_in(store) == set()


def test_who_was_left_out_before_is_never_laid_aside(store: Store) -> None:
    number = quiet_conversation(store, "+491701000001", TEXT, topic="nlu_fallback")
    with store.write() as work:
        counting.leave_out(work, number)
    records.code_quiet(store, QUIET)
    assert laid_aside(store) == []


def test_what_changes_while_a_month_is_counted_makes_it_be_counted_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = ask(store, K)
    counted = asked._counted

    def leave_meanwhile(*given: object) -> object:
        found = counted(*given)  # type: ignore[arg-type]
        with store.write() as work:
            counting.leave_out(work, first)
        return found

    monkeypatch.setattr(asked, "_counted", leave_meanwhile)
    end_month(store)
    assert words_in(store) == set()
    assert len(laid_aside(store)) == K - 1
    monkeypatch.undo()
    end_month(store)
    assert words_in(store) == set()


@pytest.mark.parametrize(
    "text",
    [
        "call Amira Haddad on +491701000001 about agency money",
        "amira haddad keeps zlatibor",
        "agency a.haddad@example.org keeps 4711 money",
        "AMIRA HADDAD",
        "keeps @amira https://example.org/amira",
    ],
)
def test_names_numbers_and_addresses_are_left_out_however_many_wrote_them(store: Store, text: str) -> None:
    ask(store, K, text)
    end_month(store)
    words = " ".join(words_in(store))
    assert not any(each in words for each in ("amira", "haddad", "zlatibor", "example", "4711", "49"))


def test_what_was_understood_is_left_out(store: Store) -> None:
    ask(store, K, "agency keeps passport", topic="documents_taken")
    end_month(store)
    assert words_in(store) == set()


def test_one_contact_counts_a_pair_once(store: Store) -> None:
    ask(store, 1, ". ".join([TEXT] * K))
    end_month(store)
    assert words_in(store) == set()


def of(language: str, *texts: str) -> set[str]:
    messages: Sequence[Message] = [
        Message(each, each, Author.CONTACT, "text", text, language, "nlu_fallback", now())
        for each, text in enumerate(texts)
    ]
    return asked.pairs_of(Situation("sms", language, "DE", False, False, messages, {}))


@pytest.mark.long("reads the training texts of a language")
def test_german_nouns_are_no_names_and_chinese_characters_are_words() -> None:
    assert "arbeit papiere" in of("de", "Ich will Arbeit Papiere")
    assert of("zh", "老板不给工资")
    assert of("so", TEXT) == set()


def test_pairs_that_share_a_word_stand_together_and_each_once() -> None:
    pairs = [
        Asked("2025-03", "en", words, number)
        for words, number in (("keeps money", 40), ("agency keeps", 25), ("bank card", 15), ("bank money", 15))
    ]
    found = clusters([*pairs, Asked("2025-03", "ro", "bani card", 10)])
    assert [(each.language, each.word, [pair.words for pair in each.pairs]) for each in found] == [
        ("en", "keeps", ["keeps money", "agency keeps"]),
        ("en", "bank", ["bank card", "bank money"]),
        ("ro", "bani", ["bani card"]),
    ]


@pytest.mark.parametrize(
    ("language", "month", "words"),
    [
        ("xx", "", "xx: is no language of ours"),
        ("", "2025-13", "2025-13: is no month"),
        ("", "0000-05", "0000-05: is no month"),
        ("", "2999-01", "2999-01 is in the future"),
        ("", str(Month.of(now())), "is still open; its figures come on"),
        ("", "2020-01", "2020-01: nothing was counted then"),
    ],
)
def test_what_cannot_be_shown_is_said(store: Store, language: str, month: str, words: str) -> None:
    with store.read() as work, pytest.raises(StatisticsProblem) as problem:
        asked.shown(work, language, month)
    assert words in str(problem.value)
    assert "\n" not in str(problem.value)


WORDS = st.sampled_from(["agency", "keeps", "money", "room", "card", "amira", "zlatibor", "Haddad", "+491701", "bank"])


@pytest.mark.long("a database an example")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    crowd=st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=K, max_size=K + 3),
    own=st.lists(WORDS, min_size=2, max_size=5),
    again=st.integers(1, 3 * K),
)
def test_no_pair_of_too_few_contacts_comes_out(
    tmp_path_factory: pytest.TempPathFactory, crowd: list[str], own: list[str], again: int
) -> None:
    """Somebody writes their words often, others theirs once: whatever is shown was written by K and more."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('crowd') / 'crowd.db'}")
    migrate(database)
    store = Store(database, make_keys())
    texts = [*crowd, ". ".join([" ".join(own)] * again)]
    for number, text in enumerate(texts):
        ask(store, 1, text, first=number)
    end_month(store)
    counted = {pair: sum(pair in of("en", text) for text in texts) for pair in words_in(store)}
    store.close()
    assert all(number >= K for number in counted.values())
    assert not any(name in pair for pair in counted for name in ("amira", "zlatibor", "haddad"))


def test_a_month_that_is_not_closed_gives_no_words(store: Store) -> None:
    ask(store, K)
    with store.write() as work:
        values = {"month": "2020-01", "period": "2020-01", "records": 0, "made": False}
        work.run(closed_month.insert().values(**values))
    asked.close_months(store)
    assert words_in(store) == set()
    assert len(laid_aside(store)) == K
