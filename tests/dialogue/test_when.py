from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.when import when_in
from bot.knowledge.deadlines import When

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "language", "period"),
    [
        ("2024", "en", "2024-01-01/2024-12-31"),
        ("in 2024 i think", "en", "2024-01-01/2024-12-31"),
        ("2026", "en", "2026-01-01/2026-11-24"),
        ("in may 2025", "en", "2025-05-01/2025-05-31"),
        ("2025 may", "en", "2025-05-01/2025-05-31"),
        ("5 may 2025", "en", "2025-05-05/2025-05-05"),
        ("May 5, 2025", "en", "2025-05-05/2025-05-05"),
        ("mayo de 2025", "es", "2025-05-01/2025-05-31"),
        ("im März 2025", "de", "2025-03-01/2025-03-31"),
        ("en août 2025", "fr", "2025-08-01/2025-08-31"),
        ("в январе 2025 года", "ru", "2025-01-01/2025-01-31"),
        ("в июне 2025", "ru", "2025-06-01/2025-06-30"),
        ("в мае 2025", "ru", "2025-01-01/2025-12-31"),
        ("5 мая 2025", "ru", "2025-05-05/2025-05-05"),
        ("05/2025", "en", "2025-05-01/2025-05-31"),
        ("5.2025", "de", "2025-05-01/2025-05-31"),
        ("2025-05", "en", "2025-05-01/2025-05-31"),
        ("2025-05-13", "en", "2025-05-13/2025-05-13"),
        ("13.05.2025", "de", "2025-05-13/2025-05-13"),
        ("05/13/2025", "en", "2025-05-13/2025-05-13"),
        ("03/04/2025", "en", "2025-03-04/2025-04-03"),
        ("from 2022 to 2024", "en", "2022-01-01/2024-12-31"),
        ("it may be 2024", "en", "2024-01-01/2024-12-31"),
        ("٢٠٢٤", "ar", "2024-01-01/2024-12-31"),
        ("۲۰۲۴", "fa", "2024-01-01/2024-12-31"),
        ("२०२४", "hi", "2024-01-01/2024-12-31"),
        ("２０２４年", "zh", "2024-01-01/2024-12-31"),
        ("২০২৫ মে", "bn", "2025-05-01/2025-05-31"),  # vowel signs belong to their word
        ("फ़रवरी 2025", "hi", "2025-02-01/2025-02-28"),
        ("2025年5月", "zh", "2025-05-01/2025-05-31"),
        ("hồi tháng 11 năm 2025", "vi", "2025-11-01/2025-11-30"),
        ("২০২৪", "bn", "2024-01-01/2024-12-31"),
        ("5 de mayo de 2025", "es", "2025-05-05/2025-05-05"),
        ("in may 2025, he owes 3000", "en", "2025-05-01/2025-05-31"),
        ("1500 euro, 2023", "en", "2023-01-01/2023-12-31"),
        ("2024 and last month again", "en", "2024-01-01/2026-10-31"),
    ],
)
def test_a_time_is_understood_as_people_write_it(text: str, language: str, period: str) -> None:
    assert when_in(text, language, TODAY) == When.from_text(period)


@pytest.mark.parametrize(
    "text",
    [
        "last summer",
        "i don't know",
        "",
        "2 months",
        "2031",  # not yet
        "1403",  # another calendar, in a language that has none
        "2082",
        "call +44 20 2024 2024",
        "20245",
        "12/2027",
        "2000 euro",
        "he owes me 2000 dollars",
        "2000€",
        "£ 2000",
        "2000.50",
        "EUR 2000",
        "2000 toman",
    ],
)
def test_what_would_need_a_guess_is_not_understood(text: str) -> None:
    assert when_in(text, "en", TODAY) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2000 dólares", "es"),
        ("2000 dolares", "es"),
        ("2000 франков", "ru"),
        ("۲۰۰۰ ریال", "fa"),
        ("2000 افغانی", "fa"),
        ("२००० रूपैयाँ", "ne"),
        ("2000 đồng", "vi"),
        ("۲۰۲۰ یورو", "fa"),
        ("2020 lei", "ro"),
    ],
)
def test_a_sum_in_the_money_of_the_region_or_of_home_is_no_year(text: str, language: str) -> None:
    assert when_in(text, language, TODAY) is None


@settings(deadline=None)  # the first text of a language reads its lists
@given(st.text(max_size=60), st.sampled_from(["en", "ru", "ar", "fa", "ne", "xx"]))
def test_no_text_is_understood_as_a_time_to_come(text: str, language: str) -> None:
    found = when_in(text, language, TODAY)
    assert found is None or (found.latest is not None and found.earliest <= found.latest <= TODAY)


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), TODAY))
def test_every_day_written_the_iso_way_is_read_back(day: date) -> None:
    assert when_in(day.isoformat(), "en", TODAY) == When.on(day)
