"""How long ago something happened, as people say it in every language."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates import phrases as say
from bot.dates.when import when_in
from bot.i18n.catalogues import Phrase, available_languages, spellings
from bot.knowledge.deadlines import When, add_months

TODAY = date(2026, 11, 24)
READ_AT_LEAST = 0.8  # of the texts that name a sure time
ANSWERS: dict[str, list[tuple[str, str]]] = yaml.safe_load(
    Path(__file__).with_name("answers_to_when.yml").read_text("utf-8")
)
SURE = [(language, str(text), days) for language, rows in ANSWERS.items() for text, days in rows if days != "unsure"]
UNSURE = [(language, str(text)) for language, rows in ANSWERS.items() for text, days in rows if days == "unsure"]


def test_there_are_answers_in_every_language() -> None:
    assert set(ANSWERS) == set(available_languages())
    assert all(sum(language == code for language, _, _ in SURE) >= 8 for code in ANSWERS)


@pytest.mark.parametrize("language", ANSWERS)
def test_most_answers_are_read(language: str) -> None:
    texts = [text for code, text, _ in SURE if code == language]
    read = [text for text in texts if when_in(text, language, TODAY)]
    assert len(read) >= READ_AT_LEAST * len(texts), sorted(set(texts) - set(read))


@pytest.mark.parametrize(("language", "text", "days"), SURE)
def test_what_is_read_holds_the_days_that_are_meant(language: str, text: str, days: str) -> None:
    found, meant = when_in(text, language, TODAY), When.from_text(days)
    if found is not None:
        assert found.earliest <= meant.earliest
        assert found.latest is not None
        assert meant.latest is not None
        assert found.latest >= meant.latest


@pytest.mark.parametrize(("language", "text"), UNSURE)
def test_what_is_not_sure_is_not_read(language: str, text: str) -> None:
    assert when_in(text, language, TODAY) is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("yesterday", "2026-11-22/2026-11-24"),
        ("last week", "2026-11-09/2026-11-24"),
        ("this month", "2026-11-01/2026-11-24"),
        ("last month", "2026-10-01/2026-10-31"),
        ("a month ago", "2026-09-01/2026-11-24"),
        ("2 months ago", "2026-08-01/2026-10-31"),
        ("ten months ago", "2025-10-01/2026-04-30"),
        ("this year", "2026-01-01/2026-11-24"),
        ("last year", "2025-01-01/2025-12-31"),
        ("in the last year", "2024-11-23/2026-11-24"),
        ("a year ago", "2024-11-23/2026-11-24"),
        ("2 years ago", "2023-11-23/2025-11-25"),
        ("1.5 years ago", "2023-11-23/2026-11-24"),
        ("2-3 years ago", "2022-11-23/2025-11-25"),
        ("3 days ago", "2026-11-20/2026-11-22"),
        ("10 days ago", "2026-11-10/2026-11-18"),
        ("5 may last year", "2025-01-01/2025-12-31"),
        ("he owes 1500 euro from 3 months ago", "2026-07-01/2026-09-30"),
        ("in may this year", "2026-01-01/2026-11-24"),
    ],
)
def test_a_span_is_wide_enough_for_what_people_round(text: str, period: str) -> None:
    assert when_in(text, "en", TODAY) == When.from_text(period)


@pytest.mark.parametrize(
    "text",
    [
        "2 years",
        "2 years and 3 months ago",
        "a year and 3 months ago",
        "twenty two years ago",
        "some months ago",
        "before last year",
        "until last month",
        "last year or this year",
        "more than 2 months ago",
        "since january, last week again",
        "2 years without pay, last month too",
        "2 months back pay",
        "next year",
        "last summer",
    ],
)
def test_what_may_have_been_earlier_is_not_read(text: str) -> None:
    assert when_in(text, "en", TODAY) is None


@pytest.mark.parametrize(
    ("text", "language", "today", "period"),
    [
        ("last year", "en", date(2026, 1, 1), "2024-01-01/2025-12-31"),  # it may be 31 December there
        ("last month", "en", date(2026, 3, 1), "2026-01-01/2026-02-28"),
        ("last month", "en", date(2026, 2, 28), "2026-01-01/2026-02-28"),
    ],
)
def test_it_may_be_another_day_where_the_contact_is(text: str, language: str, today: date, period: str) -> None:
    assert when_in(text, language, today) == When.from_text(period)


@pytest.mark.parametrize(
    ("said", "language", "today", "period"),
    [
        (say.LAST_YEAR, "fa", date(2026, 2, 1), "2024-03-20/2025-12-31"),  # 1403, or 2025
        (say.LAST_YEAR, "ne", date(2026, 2, 1), "2024-04-13/2025-12-31"),  # 2081, or 2025
        (say.LAST_YEAR, "zh", date(2026, 2, 1), "2024-01-21/2026-02-01"),  # the new year is on 17 February
        (say.LAST_YEAR, "de", date(2026, 2, 1), "2025-01-01/2025-12-31"),
        (say.LAST_MONTH, "fa", date(2026, 11, 10), "2026-09-23/2026-10-31"),
        (say.LAST_MONTH, "de", date(2026, 11, 10), "2026-10-01/2026-10-31"),
    ],
)
def test_last_year_and_month_are_those_of_every_calendar_that_the_language_counts_in(
    said: Phrase, language: str, today: date, period: str
) -> None:
    assert when_in(spellings(said, (language,))[0], language, today) == When.from_text(period)


@settings(deadline=None)  # the first text of a language reads its lists
@given(st.integers(1, 40), st.sampled_from(["years", "months", "weeks", "days"]), st.dates(date(2020, 1, 1), TODAY))
def test_the_day_so_long_ago_lies_in_the_span(number: int, unit: str, today: date) -> None:
    if unit in ("years", "months"):
        meant = add_months(today, -number * (12 if unit == "years" else 1))
    else:
        meant = date.fromordinal(today.toordinal() - number * (7 if unit == "weeks" else 1))
    found = when_in(f"{number} {unit} ago", "en", today)
    assert found is not None
    assert found.latest is not None
    assert found.earliest < meant <= found.latest


@pytest.mark.parametrize("language", available_languages())
def test_twelve_numbers_are_listed_in_order(language: str) -> None:
    assert len(spellings(say.COUNTS, (language,))) == 12
