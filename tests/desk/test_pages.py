"""Ages and times in words."""

from __future__ import annotations

import datetime

import pytest

from bot.desk.pages import age, clock, iso
from bot.storage.engine import now


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under 1 min"),
        (59, "under 1 min"),
        (60, "1 min"),
        (59 * 60 + 59, "59 min"),
        (3600, "1 h 0 min"),
        (25 * 3600, "1 d 1 h"),
        (-5, "under 1 min"),
    ],
)
def test_ages_are_short(seconds: int, words: str) -> None:
    assert age(now() - datetime.timedelta(seconds=seconds + 0.2)) == words


def test_times_name_their_zone() -> None:
    moment = datetime.datetime(2026, 11, 24, 3, 5, 7, tzinfo=datetime.timezone.utc)
    assert clock(moment) == "2026-11-24 03:05 UTC"
    assert iso(moment) == "2026-11-24T03:05:07+00:00"
    assert age(None) == ""


def test_ages_are_said_in_the_language_of_the_desk() -> None:
    russian = {"{hours} h {minutes} min": "{hours} ч {minutes} мин"}
    assert age(now() - datetime.timedelta(seconds=3660.2), lambda words: russian.get(words, words)) == "1 ч 1 мин"
