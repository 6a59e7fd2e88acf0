from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.catalogues import catalogue_of
from bot.knowledge.records import Deadline, parts_of
from bot.replies import deadlines
from bot.replies.known import country_record
from bot.replies.situation import Situation
from bot.replies.voice import Voice

VOICE = Voice(Situation("en"), catalogue_of("en"), None)


def limit(amount: int, unit: str, **fields: Any) -> Deadline:
    values = {"amount": amount, "unit": unit, "from": "crime", "what": "application", "sources": ["S1"], **fields}
    return Deadline.parse_obj(values)


def test_a_limit_says_how_long_from_when_for_whom_and_its_exceptions() -> None:
    said = deadlines.told(VOICE, [limit(2, "years", **{"for": "children"}, exceptions=["extendable"], verify=True)])
    assert said == [
        "Time to apply: 2 years.",
        "The time counts from the day of the crime.",
        "This limit is for people under 18 at the time.",
        "The time can be made longer.",
        "I could not check this time limit: ask a lawyer.",
    ]


def test_the_shortest_limit_is_told_first() -> None:
    said = deadlines.told(VOICE, [limit(1, "years"), limit(72, "hours"), limit(6, "months"), limit(5, "days")])
    assert [text for text in said if text.startswith("Time")] == [
        "Time to apply: 72 hours.",
        "Time to apply: 5 days.",
        "Time to apply: 6 months.",
        "Time to apply: 1 year.",
    ]


def test_a_limit_that_ends_in_any_case_never_counts_as_the_shortest() -> None:
    outer = limit(1, "years", outer_limit=True)
    assert deadlines.shortest([outer, limit(3, "years")]) == 3 * 365
    assert deadlines.told(VOICE, [outer])[0] == "The longest time in any case: 1 year."


def test_three_months_less_one_day_is_not_told_as_three_months() -> None:
    assert "The time ends one day earlier." in deadlines.told(VOICE, [limit(3, "months", less_days=1)])


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["hours", "days", "months", "years"])), max_size=6))
def test_the_shortest_is_the_one_told_first(pairs: list[tuple[int, str]]) -> None:
    limits = [limit(*pair) for pair in pairs]
    if limits:
        first = min(limits, key=lambda each: deadlines.shortest([each]))
        assert deadlines.shortest(limits) == deadlines.shortest([first])
        assert deadlines.told(VOICE, limits)[0] == deadlines.told(VOICE, [first])[0]
    else:
        assert deadlines.shortest(limits) == deadlines.NO_LIMIT


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("CY", 5),
        ("DK", 3),
        ("IE", 90),
        ("HU", 90),
        ("IT", 120),
        ("RO", 60),
        ("HR", 15),
        ("AT", 14),
        ("BG", 60),
        ("LT", 30),
        ("NO", 56),
    ],
)
def test_short_limits_of_countries_are_known(code: str, days: int) -> None:
    record = country_record(code)
    assert record
    rules = [part for _, part in parts_of(record.compensation) if isinstance(part, Deadline)]
    assert deadlines.shortest(rules) == days
