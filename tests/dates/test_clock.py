"""Times of day, in all languages; what may be another time is not read."""

from __future__ import annotations

import pytest

from bot.dates.clock import clock_in
from bot.i18n.catalogues import available_languages


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("text", ["18:30", "18.30", "18h30", "۱۸:۳۰", "१८:३०", " 18:30. "])
def test_hours_and_minutes_are_read_in_every_language(text: str, language: str) -> None:
    clock = clock_in(text, language)
    assert clock is not None
    assert (clock.time.strftime("%H:%M"), clock.is_sure, clock.is_all) == ("18:30", True, True)


@pytest.mark.parametrize(
    ("text", "language", "time"),
    [
        ("6 pm", "en", "18:00"),
        ("6:30 p.m.", "en", "18:30"),
        ("at 9 o'clock in the morning", "en", "09:00"),
        ("12 am", "en", "00:00"),
        ("12 pm", "en", "12:00"),
        ("18h", "fr", "18:00"),
        ("晚上7点", "zh", "19:00"),
        ("ساعت ۱۸", "fa", "18:00"),
        ("6 giờ chiều", "vi", "18:00"),
        ("10 giờ tối", "vi", "22:00"),
        ("3 giờ sáng", "vi", "03:00"),
        ("7 вечера", "ru", "19:00"),
        ("2 ночи", "ru", "02:00"),
        ("11 ночи", "ru", "23:00"),
        ("akşam 7", "tr", "19:00"),
        ("ora 18", "ro", "18:00"),
        ("0:15", "de", "00:15"),
    ],
)
def test_a_part_of_the_day_says_which_half_is_meant(text: str, language: str, time: str) -> None:
    clock = clock_in(text, language)
    assert clock is not None
    assert clock.is_sure
    assert clock.time.strftime("%H:%M") == time


@pytest.mark.parametrize("text", ["6:30", "6", "12:15"])
def test_an_hour_of_twelve_may_be_the_other_half_of_the_day(text: str) -> None:
    clock = clock_in(text, "en")
    assert clock is not None
    assert not clock.is_sure


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("half past 6", "en"),
        ("halb 7", "de"),
        ("mañana 7", "es"),
        ("before 7", "en"),
        ("from 5 to 6", "en"),
        ("18:30-20:00", "en"),
        ("3.5.2025", "de"),
        ("25:10", "en"),
        ("18:75", "en"),
        ("7,5", "de"),
        ("no", "en"),
        ("", "en"),
    ],
)
def test_what_may_be_another_time_is_not_read(text: str, language: str) -> None:
    assert clock_in(text, language) is None


def test_words_beside_a_time_are_said_to_be_there() -> None:
    clock = clock_in("not before 18:30", "en")
    assert clock is not None
    assert not clock.is_all
