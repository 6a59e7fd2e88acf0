"""Counting: rates, intervals, and each decision in exactly one place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.score import Rate, Read, render, tabulate


def read(topic: str, first: str, decision: str = "answer", offered: tuple[str, ...] = (), **other: object) -> Read:
    intent = {"answer": first, "none": "out_of_scope", "ask": "nlu_fallback"}[decision]
    values: dict[str, object] = {
        "language": "en",
        "script": "native",
        "language_found": "en",
        "seconds": 0.001,
        **other,
    }
    return Read(
        topic=topic, right=frozenset({topic}), first=first, first_three=(first, *offered), offered=offered,
        decision=decision, intent=intent, **values,  # type: ignore[arg-type]
    )  # fmt: skip


@given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate_and_stays_between_0_and_1(case: tuple[int, int]) -> None:
    rate = Rate(*case)
    low, high = rate.interval
    assert 0.0 <= low <= high <= 1.0
    if rate.cases:
        assert low - 1e-9 <= rate.value <= high + 1e-9


def test_the_interval_is_wilsons() -> None:
    """The textbook case: 8 of 10 gives 0.490 to 0.943."""
    assert Rate(8, 10).interval == pytest.approx((0.490, 0.943), abs=0.001)


def test_each_text_in_scope_is_counted_in_exactly_one_outcome() -> None:
    reads = [
        read("shelter", "shelter"),
        read("shelter", "menu"),
        read("shelter", "menu", "ask", ("shelter",)),
        read("shelter", "menu", "ask", ("police_fear",)),
        read("shelter", "out_of_scope", "none"),
        read("out_of_scope", "out_of_scope", "none"),
        read("out_of_scope", "shelter", "ask"),
        read("out_of_scope", "shelter"),
    ]
    overall = tabulate(reads).overall
    outcomes = [rate for name, rate in overall.items() if name.startswith("in scope")]
    assert [rate.hits for rate in outcomes] == [1, 1, 1, 1, 1]
    assert {rate.cases for rate in outcomes} == {5}
    assert overall["out of scope: recognised"] == Rate(1, 3)
    assert overall["out of scope: not answered as a topic"] == Rate(2, 3)


def test_recall_and_false_alarms_of_emergencies() -> None:
    reads = [read("emergency", "emergency"), read("emergency", "menu"), read("menu", "emergency"), read("menu", "menu")]
    overall = tabulate(reads).overall
    assert overall["emergency: recall"] == Rate(1, 2)
    assert overall["emergency: false alarms"] == Rate(1, 2)


def test_another_topic_that_would_be_right_counts_as_right() -> None:
    both = Read("en", "native", "shelter", frozenset({"shelter", "return_home"}), "return_home", ("return_home",),
                (), "answer", "return_home", "en", 0.001)  # fmt: skip
    assert tabulate([both]).overall["topic"] == Rate(1, 1)


def test_latin_letters_are_counted_apart() -> None:
    reads = [read("menu", "menu", language="ru", script="latin", language_found="es"), read("menu", "menu")]
    overall = tabulate(reads).overall
    assert overall["language, Latin letters"] == Rate(0, 1)
    assert overall["language, native script"] == Rate(1, 1)


def test_the_table_names_languages_topics_and_confusions() -> None:
    shown = render(tabulate([read("shelter", "menu"), read("menu", "menu", language="de")]))
    for expected in ("shelter", "menu", "  de", "shelter -> menu", "95% Wilson"):
        assert expected in shown


def test_nothing_to_count_is_no_error() -> None:
    assert render(tabulate([]))
