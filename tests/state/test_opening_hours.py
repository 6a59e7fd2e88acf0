"""Opening hours: as they are written, by weekday, zone and language; what cannot be meant is said at the start."""

from __future__ import annotations

import datetime

import pytest

from bot.conversations.opening_hours import WrongHours, read_hours

HOURS = (
    "Europe/London; Mon-Fri 09:00-17:00; Sat 10:00-12:00; Sat 14:00-24:00; es: Tue 09:00-12:00; "
    "closed 2026-12-25 2026-12-28"
)


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("moment", "language", "is_open"),
    [
        ("2026-12-21T09:00", "en", True),  # a Monday
        ("2026-12-21T08:59", "en", False),
        ("2026-12-21T17:00", "en", False),
        ("2026-12-21T10:00", "es", False),
        ("2026-12-22T10:00", "es", True),
        ("2026-12-25T10:00", "en", False),
        ("2026-12-26T23:59", None, True),
        ("2026-12-26T13:00", None, False),
        ("2026-12-27T10:00", None, False),
        ("2026-07-06T08:30", "en", True),  # summer time in London
    ],
)
def test_it_is_open_on_the_hotlines_clock(moment: str, language: str | None, is_open: bool) -> None:
    hours = read_hours(HOURS)
    assert hours is not None
    assert hours.is_open(at(moment), language) is is_open


@pytest.mark.parametrize(
    ("moment", "language", "opens"),
    [
        ("2026-12-21T17:30", "en", "2026-12-22T09:00"),
        ("2026-12-24T18:00", "en", "2026-12-26T10:00"),
        ("2026-12-26T12:30", "en", "2026-12-26T14:00"),
        ("2026-12-27T00:30", "en", "2026-12-29T09:00"),
        ("2026-12-22T13:00", "es", "2026-12-29T09:00"),
    ],
)
def test_when_it_opens_next_passes_over_closed_days(moment: str, language: str, opens: str) -> None:
    hours = read_hours(HOURS)
    assert hours is not None
    assert hours.next_opening(at(moment), language) == at(opens)


@pytest.mark.parametrize(
    "text",
    [
        "London; Mon 09:00-17:00",
        "Europe/London",
        "Europe/London; Monday 09:00-17:00",
        "Europe/London; Mon 17:00-09:00",
        "Europe/London; Mon 09:00-25:00",
        "Europe/London; Mon 09:00-17:00; closed Christmas",
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_setting_named(text: str) -> None:
    with pytest.raises(WrongHours, match=r"hotline\.yml: hours: "):
        read_hours(text)


def test_no_hours_are_no_fault() -> None:
    assert read_hours("") is None
